/** A farm of hosts that writes down who asked for what and when, and who came while another was there or too soon after. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type FarmOptions = {
  /** Posts of each host. */
  readonly pages: number;
  readonly latencyMs: number;
  /** The least pause that is asked between two requests to one host; absent: none. */
  readonly delayMs?: number;
};

export type Farm = {
  readonly port: number;
  /** Who asked for each page and feed that exists, one name for each time, by `host/path`. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
  /** Requests that began while another one was under way at the same host. */
  readonly collisions: readonly string[];
  /** Requests that began sooner after the former one's end than the pause allows. */
  readonly hurried: readonly string[];
  readonly requests: () => number;
  readonly close: () => Promise<void>;
};

type Visit = { readonly worker: string; readonly key: string; endedAtMs: number | null };

/** What a clock that counts whole milliseconds may be wrong by, at both ends. */
const CLOCK_MS = 2;

/** Starts a farm; hosts are told apart by the Host header, workers by the address in their user agent. */
export async function startFarm({ pages, latencyMs, delayMs = 0 }: FarmOptions): Promise<Farm> {
  const asked = new Map<string, string[]>();
  const collisions: string[] = [];
  const hurried: string[] = [];
  const atHost = new Map<string, Visit>();
  let requests = 0;
  const begin = (host: string, visit: Visit): void => {
    const former = atHost.get(host);
    const gapMs = former === undefined ? Infinity : Date.now() - (former.endedAtMs ?? Date.now());
    const both = `${former?.worker} at ${former?.key}, then ${visit.worker} at ${visit.key}`;
    if (former?.endedAtMs === null) collisions.push(both);
    else if (gapMs < delayMs - CLOCK_MS) hurried.push(`${both} after ${gapMs} ms`);
    atHost.set(host, visit);
    requests += 1;
    if (/\/feed\.xml$|\/posts\/\d+$/u.test(visit.key)) asked.set(visit.key, [...asked.get(visit.key) ?? [], visit.worker]);
  };
  const server = createServer(async (request, response) => {
    const [host, path] = [request.headers.host ?? '', request.url ?? '/'];
    const worker = /bench\.example\/([\w-]+)/u.exec(request.headers['user-agent'] ?? '')?.[1] ?? 'nobody';
    const visit: Visit = { worker, key: `${host}${path}`, endedAtMs: null };
    const end = (): void => { visit.endedAtMs ??= Date.now(); };
    begin(host, visit);
    response.once('close', end);
    await wait(latencyMs);
    const [status, type, body] = answer(host, path, pages);
    // The client may have it before this process notices that it went out.
    end();
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, asked, collisions, hurried, requests: () => requests,
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
