/** A web whose answers a test writes, and a crawler that visits it with a clock of its own. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../core/config.ts';
import type { Source } from '../../core/post.ts';
import { crawl, type CrawlSummary } from '../../crawler/crawl.ts';
import { createCrawler, type Crawler, type CrawlerOptions } from '../../scripts/system/crawler.ts';
import { createLog } from '../../core/log.ts';
import { openStore, type Store } from '../../store/open.ts';
import { addSource, findSource, type NewSource } from '../../store/sources.ts';
import { EXTRACTION } from './extraction.ts';

export type Asked = { readonly url: string; readonly headers: IncomingHttpHeaders };
export type Answer = { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer };
/** Null: 404. A function answers by itself. */
export type Respond = (asked: Asked) => Answer | null | ((response: ServerResponse) => void);

export type CrawlWeb = {
  readonly store: Store;
  readonly crawler: Crawler;
  /** Every request but those for robots.txt, in order. */
  readonly asked: Asked[];
  /** Sets the crawler's clock. */
  readonly setNow: (at: string) => void;
  /** Replaces what the web answers. */
  readonly answer: (respond: Respond) => void;
  readonly follow: (source: Partial<NewSource> & Pick<NewSource, 'id' | 'url'>) => Promise<Source>;
  /** One pass over the sources with these ids. */
  readonly pass: (...ids: string[]) => Promise<CrawlSummary>;
  readonly source: (id: string) => Promise<Source>;
  readonly close: () => Promise<void>;
};

/** A web of all hosts under `.example`, or of those that match, and a crawler over a store in a folder of its own. */
export async function openCrawlWeb(env: Readonly<Record<string, string>> = {}, hosts: RegExp = /\.example$/u, network: CrawlerOptions['network'] = {}): Promise<CrawlWeb> {
  let respond: Respond = () => null;
  let nowMs = Date.parse('2026-06-01T12:00:00Z');
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const url = `https://${request.headers.host}${request.url}`;
    const isRobots = request.url === '/robots.txt';
    if (!isRobots) asked.push({ url, headers: request.headers });
    const answer = respond({ url, headers: request.headers });
    if (typeof answer === 'function') return answer(response);
    response.writeHead(answer?.status ?? (answer === null ? 404 : 200), { 'content-type': 'text/html; charset=utf-8', ...answer?.headers }).end(answer?.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dataDir = await mkdtemp(join(tmpdir(), 'writeups-crawl-'));
  const store = await openStore({ path: join(dataDir, 'writeups.db'), databaseUrl: null });
  const now = (): string => new Date(nowMs).toISOString();
  const crawler = await createCrawler({ store, config: parseConfig(env), log: createLog('silent'), now }, {
    transport: { connect: (url) => (hosts.test(url.hostname) ? { host: '127.0.0.1', port } : null) },
    network, pool: EXTRACTION, hostDelayMs: 0, onEvent: () => {}, clock: { now: () => nowMs, sleep: async (ms) => { nowMs += ms; } },
  });
  const source = async (id: string): Promise<Source> => {
    const found = await findSource(store.db, id);
    if (found === null) throw new Error(`No source ${id}.`);
    return found;
  };
  return {
    store, crawler, asked, source,
    setNow: (at) => { nowMs = Date.parse(at); },
    answer: (next) => { respond = next; },
    follow: async (given) => {
      const siteUrl = new URL('/', given.url).href;
      await addSource(store.db, { kind: 'feed', addedUrl: given.url, siteUrl, title: given.id, publisher: given.id, discovery: null, topics: [], ...given }, now());
      return source(given.id);
    },
    pass: async (...ids) => crawl(crawler.deps, await Promise.all(ids.map(source)), 'test'),
    close: async () => {
      await crawler.close();
      await store.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A page that reads as a writeup about `title`. */
export function articlePage(title: string): string {
  const paragraph = (topic: string): string => `<p>This is what we learnt about ${topic} when ${title} was built: the queue grew, the workers waited, and a single lock explained all of it. We measured before and after, and we kept the numbers of ${title}.</p>`;
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1>${['latency', 'storage', 'rollouts', 'alerts'].map(paragraph).join('')}</article></body></html>`;
}

export type FeedItem = { readonly path: string; readonly title: string; readonly at?: string; readonly text?: string };

/** An RSS feed of a host with these items. */
export function rssFeed(host: string, items: readonly FeedItem[], extra = ''): string {
  const entries = items.map(({ path, title, at = '2026-05-01T10:00:00Z', text = `About ${title}` }) => `<item><title>${title}</title><link>https://${host}${path}</link><guid>https://${host}${path}</guid><pubDate>${new Date(at).toUTCString()}</pubDate><description>${text}</description></item>`);
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${host}</title><link>https://${host}/</link><description>d</description>${extra}${entries.join('')}</channel></rss>`;
}
