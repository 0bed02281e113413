import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { backfill } from '../../crawler/crawl.ts';
import { articlePage, openCrawlWeb, rssFeed, type Answer, type CrawlWeb } from '../helpers/crawl-web.ts';

let web: CrawlWeb;
afterEach(() => web.close());

const XML = { 'content-type': 'application/xml' };
const GOOD = 'https://good.example/feed.xml';
const BAD = 'https://bad.example/feed.xml';
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ path: `/p/${index}`, title: `Post ${index}`, text: '' }));
type Misbehave = (url: string) => Answer | null | ((response: ServerResponse) => void);

/** Crawls a good source beside the bad one: what came of the bad one, and whether the good one is unharmed. */
async function crawlBeside(bad: Misbehave): Promise<{ outcome: string | undefined; message: string | undefined; isGoodUnharmed: boolean; grownMib: number }> {
  web = await openCrawlWeb();
  web.answer(({ url }) => {
    if (url.startsWith('https://bad.example')) return bad(url);
    if (url === GOOD) return { headers: XML, body: rssFeed('good.example', items(3)) };
    return url.startsWith('https://good.example/p/') ? { body: articlePage(`Good ${url.slice(-1)}`) } : null;
  });
  await web.follow({ id: 'bad', url: BAD });
  await web.follow({ id: 'good', url: GOOD });
  const before = process.memoryUsage.rss();
  const { outcomes, brokenSources } = await web.pass('bad', 'good');
  const bad_ = outcomes.find(({ sourceId }) => sourceId === 'bad');
  const good = outcomes.find(({ sourceId }) => sourceId === 'good');
  return {
    outcome: bad_?.outcome, message: bad_?.message, grownMib: (process.memoryUsage.rss() - before) / 2 ** 20,
    isGoodUnharmed: good?.outcome === 'ok' && good.newPosts === 3 && brokenSources === 0,
  };
}

const feedOnly = (answer: Answer): Misbehave => (url) => (url === BAD ? answer : null);
const endlessRedirect: Misbehave = (url) => (url.endsWith('robots.txt') ? null : { status: 302, headers: { location: `${url}x` } });

test.each<[string, Misbehave, string]>([
  ['an HTML page where a feed should be', feedOnly({ body: '<!doctype html><html><body><h1>Welcome</h1></body></html>' }), 'unknown-format'],
  ['a "not found" page with status 200', feedOnly({ body: '<html><head><title>404</title></head><body>Page not found</body></html>' }), 'unknown-format'],
  ['nothing at all', feedOnly({ headers: XML, body: '' }), 'wrong-type'],
  ['a picture that says it is a feed', feedOnly({ headers: XML, body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]) }), 'wrong-type'],
  ['redirects without end', endlessRedirect, 'too-many-redirects'],
  ['a redirect into a private network', (url) => (url === BAD ? { status: 301, headers: { location: 'http://169.254.169.254/latest/meta-data/' } } : null), 'private-address'],
  ['a gzip bomb', feedOnly({ headers: { ...XML, 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(200 * 2 ** 20)) }), 'too-large'],
  ['a feed of 20 MB', feedOnly({ headers: XML, body: Buffer.alloc(20 * 2 ** 20, ' ') }), 'too-large'],
  ['elements 500,000 deep', feedOnly({ headers: XML, body: `<rss>${'<a>'.repeat(500_000)}` }), 'too-deep'],
  ['a connection that breaks off', (url) => (url === BAD ? (response) => response.writeHead(200, { ...XML, 'content-length': '5000' }).write('<rss>', () => response.destroy()) : null), 'connection'],
  ['headers of 100 KB', feedOnly({ headers: { ...XML, 'x-long': 'x'.repeat(100_000) }, body: '<rss/>' }), 'too-large'],
  ['robots.txt that cannot be had', (url) => (url.endsWith('robots.txt') ? { status: 503 } : null), 'http-5xx'],
])('%s ends with its name, and other sources do not notice', async (_, bad, outcome) => {
  const result = await crawlBeside(bad);
  expect(result).toMatchObject({ outcome, isGoodUnharmed: true });
  expect(result.message).toMatch(/\.$/u);
  expect(await web.source('bad')).toMatchObject({ failureCount: 1, failure: result.message });
  expect(result.grownMib).toBeLessThan(100 + 10);
}, 30_000);

test.each<[string, Misbehave, number]>([
  ['NUL bytes in a feed and its pages', (url) => (url === BAD ? { headers: XML, body: rssFeed('bad.example', items(1)).replace('Post 0', 'Po\u0000st 0') } : { body: articlePage('Po\u0000st 0') }), 1],
  ['robots.txt of 10 MB', (url) => (url.endsWith('robots.txt') ? { headers: { 'content-type': 'text/plain' }, body: `User-agent: *\n${'Disallow: /secret\n'.repeat(600_000)}` } : url === BAD ? { headers: XML, body: rssFeed('bad.example', items(1)) } : { body: articlePage('A post') }), 1],
  ['a page 500,000 elements deep', (url) => (url === BAD ? { headers: XML, body: rssFeed('bad.example', [{ path: '/deep', title: 'Deep', text: 'These are the words of the feed, and they are all that is known of the deep page.' }]) } : { body: `<html><body>${'<div>'.repeat(500_000)}` }), 1],
  ['a page that lies about its encoding', (url) => (url === BAD ? { headers: XML, body: rssFeed('bad.example', items(1)) } : { headers: { 'content-type': 'text/html; charset=utf-7' }, body: articlePage('A post') }), 1],
])('%s: the source is read all the same', async (_, bad, posts) => {
  expect(await crawlBeside(bad)).toMatchObject({ outcome: 'ok', isGoodUnharmed: true });
  const held = await web.store.db.selectFrom('posts').select('title').where('sourceId', '=', 'bad').execute();
  expect(held.length).toBe(posts);
  expect(held.every(({ title }) => !title.includes('\u0000'))).toBe(true);
}, 30_000);

test('a feed with 100,000 items is cut or refused, and named', async () => {
  const result = await crawlBeside((url) => (url === BAD ? { headers: XML, body: `<rss version="2.0"><channel><title>t</title>${Array.from({ length: 100_000 }, (_, index) => `<item><link>/p/${index}</link></item>`).join('')}</channel></rss>` } : { status: 404 }));
  expect(result.isGoodUnharmed).toBe(true);
  expect(['too-many', 'ok']).toContain(result.outcome);
  const { count } = await web.store.db.selectFrom('entries').select((select) => select.fn.countAll<number>().as('count')).where('sourceId', '=', 'bad').executeTakeFirstOrThrow();
  expect(count).toBeLessThanOrEqual(5_000);
}, 120_000);

test('a calendar without end and a sitemap that lists itself are walked within bounds', async () => {
  web = await openCrawlWeb();
  web.answer(({ url }) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname === '/feed.xml') return { headers: XML, body: rssFeed('bad.example', items(2)) };
    if (pathname === '/sitemap.xml') return { headers: XML, body: '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://bad.example/sitemap.xml</loc></sitemap><sitemap><loc>https://bad.example/sitemap.xml?again=1</loc></sitemap></sitemapindex>' };
    if (pathname.startsWith('/calendar')) {
      const month = Number(searchParams.get('month') ?? 0);
      return { body: `<html><body><a rel="next" href="/calendar?month=${month + 1}">Next month</a><a rel="prev" href="/calendar?month=${month - 1}&sid=${Math.random()}">Previous</a></body></html>` };
    }
    return pathname.startsWith('/p/') ? { body: articlePage(`Post ${pathname}`).replace('</article>', '</article><nav><a href="/calendar">Calendar</a> <a rel="next" href="/calendar?month=1">Next</a></nav>') } : { body: '<html><body><a href="/p/0">Post zero of this blog</a><a href="/calendar?month=1" rel="next">Older posts</a></body></html>' };
  });
  await web.follow({ id: 'bad', url: BAD, addedUrl: 'https://bad.example/' });
  await web.pass('bad');
  web.asked.length = 0;
  const { brokenSources } = await backfill(web.crawler.deps, [await web.source('bad')], 'test');
  expect(brokenSources).toBe(0);
  expect(web.asked.filter(({ url }) => url.includes('/sitemap.xml')).length).toBeLessThanOrEqual(3);
  expect(web.asked.length).toBeLessThanOrEqual(1_000);
}, 60_000);
