/** A farm of hosts that writes down who asked for what, and whether anybody else was there at the same moment. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type Farm = {
  readonly port: number;
  /** How often each page and feed was asked for, by `host/path`; robots.txt is left out. */
  readonly asked: ReadonlyMap<string, number>;
  /** Requests that began while another worker was at the same host. */
  readonly collisions: string[];
  /** Requests of a worker that are under way or ended less than a second ago: what its death may have cost. */
  readonly nearEnd: (worker: string) => string[];
  readonly requests: () => number;
  readonly close: () => Promise<void>;
};

type Visit = { readonly worker: string; readonly key: string; endedAtMs: number | null };

/** How long a page that was read may take into the store. */
const SETTLING_MS = 3_000;

/** Starts a farm; hosts are told apart by the Host header, workers by the address in their user agent. */
export async function startFarm({ pages, latencyMs }: { readonly pages: number; readonly latencyMs: number }): Promise<Farm> {
  const asked = new Map<string, number>();
  const collisions: string[] = [];
  const atHost = new Map<string, Visit>();
  let visits: Visit[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    const host = request.headers.host ?? '';
    const path = request.url ?? '/';
    const worker = /bench\.example\/([\w-]+)/u.exec(request.headers['user-agent'] ?? '')?.[1] ?? 'nobody';
    const visit: Visit = { worker, key: `${host}${path}`, endedAtMs: null };
    const former = atHost.get(host);
    if (former?.endedAtMs === null) collisions.push(`${former.worker} at ${former.key}, then ${worker} at ${visit.key}`);
    atHost.set(host, visit);
    visits = [...visits.slice(-2_000), visit];
    requests += 1;
    response.once('close', () => { visit.endedAtMs = Date.now(); });
    if (path !== '/robots.txt') asked.set(visit.key, (asked.get(visit.key) ?? 0) + 1);
    await wait(latencyMs);
    const [status, type, body] = answer(host, path, pages);
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, asked, collisions, requests: () => requests,
    nearEnd: (worker) => visits.filter((visit) => visit.worker === worker && (visit.endedAtMs === null || visit.endedAtMs > Date.now() - SETTLING_MS)).map(({ key }) => key),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(host: string, path: string, pages: number): readonly [number, string, string] {
  if (path === '/feed.xml') return [200, 'application/rss+xml', feedOf(host, pages)];
  const page = /^\/posts\/(\d+)$/u.exec(path)?.[1];
  return page === undefined ? [404, 'text/plain', 'There is no such page here.'] : [200, 'text/html; charset=utf-8', pageOf(host, page)];
}

function feedOf(host: string, pages: number): string {
  const items = Array.from({ length: pages }, (_, index) => `<item><title>Lesson ${index} of ${host}</title><link>https://${host}/posts/${index}</link><pubDate>Mon, 01 Jun 2026 08:00:00 GMT</pubDate></item>`);
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${host}</title><link>https://${host}/</link>${items.join('')}</channel></rss>`;
}

/** Words that differ from post to post, so that no two are copies. */
function pageOf(host: string, page: string): string {
  const word = (index: number): string => Buffer.from(`${host}${page}${(Number(page) * 7919 + index * 104_729) % 99_991}`).toString('base64url').toLowerCase();
  const paragraphs = Array.from({ length: 12 }, (_, index) => `<p>Lesson ${page}, part ${index}: at ${word(index)} the queue ${word(index + 50)} grew while ${word(index + 90)} waited for a lock that ${word(index + 130)} held.</p>`);
  return `<!doctype html><html lang="en"><head><title>Lesson ${page} of ${host}</title></head><body><article><h1>Lesson ${page} of ${host}</h1>${paragraphs.join('\n')}</article></body></html>`;
}
