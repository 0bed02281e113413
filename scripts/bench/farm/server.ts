/** A farm of blogs on one port: each host a feed and its posts, every answer after the same pause. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sentences of a post: as long as an ordinary writeup with its page around it. */
const SENTENCES = 60;

type Farm = { readonly pages: number; readonly latencyMs: number };

/** Starts the farm and prints its port. Hosts are told apart by the Host header, or by the first part of the path. */
export function startFarm({ pages, latencyMs }: Farm): void {
  const server = createServer((request, response) => {
    const isByPath = request.url?.startsWith('/h') === true;
    const [, byPath = '', ...rest] = (request.url ?? '').split('/');
    const host = isByPath ? byPath : (request.headers.host ?? '').split('.')[0] ?? '';
    const path = isByPath ? `/${rest.join('/')}` : request.url ?? '/';
    setTimeout(() => {
      const [status, type, body] = answer(host, path, pages);
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
    }, latencyMs);
  });
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })));
}

function answer(host: string, path: string, pages: number): readonly [number, string, string] {
  if (path === '/feed.xml') return [200, 'application/rss+xml', feedOf(host, pages)];
  const page = /^\/posts\/(\d+)$/u.exec(path)?.[1];
  return page === undefined ? [404, 'text/plain', 'There is no such page here.'] : [200, 'text/html; charset=utf-8', pageOf(host, page)];
}

function feedOf(host: string, pages: number): string {
  const items = Array.from({ length: pages }, (_, index) => `<item><title>Lesson ${index} of ${host}</title><link>https://${host}.example/posts/${index}</link><pubDate>Mon, 01 Jun 2026 08:00:00 GMT</pubDate></item>`);
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${host}</title><link>https://${host}.example/</link>${items.join('')}</channel></rss>`;
}

/** Words that differ from post to post, so that no two are copies. */
function pageOf(host: string, page: string): string {
  const words = Array.from({ length: SENTENCES }, (_, index) => `<p>On day ${index} of ${host} the number ${(Number(page) * 7919 + index * 104_729) % 99_991} stood on the board, <a href="/posts/${index % 10}">queue ${page}</a> grew and <code>worker_${index}</code> waited for a lock that nobody held.</p>`);
  return `<!doctype html><html lang="en"><head><title>Lesson ${page} of ${host}</title><meta name="description" content="What ${host} learnt"><link rel="stylesheet" href="/style.css"></head><body><nav><ul>${'<li><a href="/">Home</a></li>'.repeat(12)}</ul></nav><main><article><h1>Lesson ${page} of ${host}</h1>${words.join('\n')}</article></main><footer>${host}</footer></body></html>`;
}

if (import.meta.main) startFarm({ pages: Number(process.argv[2]), latencyMs: Number(process.argv[3]) });
