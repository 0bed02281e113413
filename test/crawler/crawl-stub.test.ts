/** Pages that only lead on: followed once, as a move, and never to a home page. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { articlePage, openCrawlWeb, rssFeed, type CrawlWeb } from '../helpers/crawl-web.ts';

const FEED = 'https://blog.example/rss';
const ITEM = { path: '/2026/05/locks-we-lost', title: 'Locks we lost' };
const STUB = `https://blog.example${ITEM.path}`;
const NEW_HOME = 'https://engineering.example/posts/locks-we-lost';

const stubTo = (target: string): string => `<html><head><title>Moved</title><meta http-equiv="refresh" content="0; url=${target}"></head><body><p><a href="${target}">Here</a> now.</p></body></html>`;

let web: CrawlWeb;
beforeEach(async () => {
  web = await openCrawlWeb();
  await web.follow({ id: 'blog', url: FEED });
});
afterEach(() => web.close());

async function crawlWith(pages: Readonly<Record<string, string>>): Promise<{ url: string; canonicalUrl: string }[]> {
  web.answer(({ url }) => {
    if (url === FEED) return { headers: { 'content-type': 'application/rss+xml' }, body: rssFeed('blog.example', [ITEM]) };
    const body = pages[url];
    return body === undefined ? null : { body };
  });
  await web.pass('blog');
  return web.store.db.selectFrom('posts').select(['url', 'canonicalUrl']).execute();
}

test('the post is stored where it went, and is known by its old address too, with the reason', async () => {
  const posts = await crawlWith({ [STUB]: stubTo(NEW_HOME), [NEW_HOME]: articlePage(ITEM.title) });
  expect(posts).toEqual([{ url: NEW_HOME, canonicalUrl: NEW_HOME }]);
  const addresses = await web.store.db.selectFrom('addresses').select(['canonicalUrl', 'evidence']).orderBy('canonicalUrl').execute();
  expect(addresses).toEqual([
    { canonicalUrl: STUB, evidence: expect.stringContaining('named by the source') },
    { canonicalUrl: NEW_HOME, evidence: expect.stringContaining('leads on') },
  ]);
  expect(await web.store.db.selectFrom('entries').select('state').execute()).toEqual([{ state: 'held' }]);
});

test.each([
  ['to the home page', { [STUB]: stubTo('https://blog.example/'), 'https://blog.example/': articlePage('Home') }],
  ['to another stub', { [STUB]: stubTo('https://blog.example/2026/05/locks-we-lost-2'), 'https://blog.example/2026/05/locks-we-lost-2': stubTo(NEW_HOME), [NEW_HOME]: articlePage(ITEM.title) }],
  ['to a machine of ours', { [STUB]: stubTo('http://127.0.0.1/posts/locks-we-lost') }],
])('one that leads %s gives no post', async (_, pages) => {
  expect(await crawlWith(pages)).toEqual([]);
  expect(await web.store.db.selectFrom('entries').select('state').execute()).toEqual([{ state: 'failed' }]);
});
