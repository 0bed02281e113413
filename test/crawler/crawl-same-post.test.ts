/** What a post holds, whoever names it first and whenever it is crawled. */

import { afterEach, describe, expect, test } from 'vitest';
import { composePost } from '../../crawler/compose-post.ts';
import { articlePage, openCrawlWeb, type CrawlWeb } from '../helpers/crawl-web.ts';
import { makeEntry } from '../helpers/entry.ts';

const POST = 'https://far.example/posts/one-lock';
const MOVED = 'https://old.example/one-lock';

const webs: CrawlWeb[] = [];
afterEach(async () => {
  await Promise.all(webs.splice(0).map((web) => web.close()));
});

type Named = { readonly site: string; readonly url: string; readonly tags: readonly string[]; readonly words: string };
const NAMED: readonly Named[] = [
  { site: 'quay', url: POST, tags: ['databases'], words: 'A story of one lock, of the queue in front of it and of the people who waited for both to move on.' },
  { site: 'pins', url: MOVED, tags: ['linux', 'security'], words: 'What happens when every worker of a shop wants the same lock, told by those who had to find out at night.' },
  { site: 'wharf', url: `${POST}?utm_source=wharf`, tags: ['practices'], words: 'Locks, queues and patience: the author counted how long each of them lasted and drew a picture of it all.' },
];

async function crawlInOrder(sites: readonly string[]): Promise<unknown> {
  const web = await openCrawlWeb({ AGGREGATOR_FETCH: 'any' });
  webs.push(web);
  web.answer(({ url }) => {
    const named = NAMED.find(({ site }) => url === `https://${site}.example/newest.json`);
    if (named !== undefined) return { headers: { 'content-type': 'application/json' }, body: JSON.stringify([storyOf(named)]) };
    if (url === MOVED) return { status: 301, headers: { location: POST } };
    return url.startsWith(POST) ? { body: articlePage('One lock') } : null;
  });
  for (const site of sites) {
    await web.follow({ id: site, kind: 'aggregator', url: `https://${site}.example/newest.json` });
    await web.pass(site);
  }
  return web.store.db.selectFrom('posts').select(['url', 'title', 'authors', 'excerpt', 'categories', 'tags', 'kind', 'publishedAt', 'contentHash']).execute();
}

function storyOf({ site, url, tags, words }: Named): object {
  return { short_id: site, short_id_url: `https://${site}.example/s/1`, created_at: '2026-06-01T11:00:00Z', title: `One lock, by ${site}`, url, score: 3, comment_count: 1, description_plain: words, comments_url: `https://${site}.example/s/1/one_lock`, submitter_user: 'ada', tags };
}

test('a post is the same whichever aggregator named it first', async () => {
  const [first, ...others] = await Promise.all([['pins', 'quay', 'wharf'], ['wharf', 'pins', 'quay'], ['quay', 'wharf', 'pins']].map(crawlInOrder));
  expect(first).toHaveLength(1);
  for (const other of others) expect(other).toEqual(first);
}, 60_000);

describe('the date of a post of which its page says nothing', () => {
  const composeAt = (origin: 'archive' | 'aggregator', clock: string) => composePost({
    source: null, origin, article: null, url: POST, canonicalUrl: POST,
    entry: makeEntry({ title: 'One lock', publishedRange: { earliestAt: `2022-06-01T${clock}Z`, latestAt: `2023-12-01T${clock}Z` } }),
  })?.publishedRange;

  test('is roughly what its site’s list says, in whole days: no trace of when we looked', () => {
    expect(composeAt('archive', '08:15:00.041')).toEqual({ earliestAt: '2022-06-01T00:00:00.000Z', latestAt: '2023-12-01T23:59:59.999Z' });
    expect(composeAt('archive', '19:00:12.500')).toEqual(composeAt('archive', '08:15:00.041'));
  });

  test('is not when somebody submitted it', () => {
    expect(composeAt('aggregator', '08:15:00.041')).toBeNull();
  });
});

test.each([
  { why: 'the source was taken over meanwhile', status: 200, isTakenOver: true },
  { why: 'the second page had a bad moment', status: 500, isTakenOver: false },
])('a check that was cut off between two pages of a list reads on there, though the first page stays as it was: $why', async ({ status, isTakenOver }) => {
  const web = await openCrawlWeb();
  webs.push(web);
  const isCut = { now: true };
  web.answer(({ url, headers }) => {
    const page = ['https://quay.example/', 'https://quay.example/page/2', 'https://quay.example/page/3'].indexOf(url) + 1;
    if (page === 0) return null;
    const answer = { 'content-type': 'text/html', etag: `"${page}"` };
    if (headers['if-none-match'] === answer.etag) return { status: 304, headers: answer };
    if (page !== 2 || !isCut.now) return { headers: answer, body: listOf(page) };
    if (!isTakenOver) return { status };
    return (response) => void web.store.db.updateTable('sources').set((set) => ({ fence: set('fence', '+', 1), leaseOwner: null, leaseUntil: null })).execute()
      .then(() => response.writeHead(status, answer).end(listOf(page)));
  });
  await web.follow({ id: 'quay', kind: 'aggregator', url: 'https://quay.example/' });
  const held = async (): Promise<number> => (await web.store.db.selectFrom('entries').select('id').execute()).length;
  await web.pass('quay');
  expect(await held()).toBe(6);
  isCut.now = false;
  for (const [day, asked] of [['2026-06-03', 3], ['2026-06-05', 1]] as const) {
    web.setNow(`${day}T12:00:00Z`);
    web.asked.length = 0;
    await web.pass('quay');
    expect([await held(), web.asked.length]).toEqual([18, asked]);
  }
});

/** Six submissions and the way to the next page. */
function listOf(page: number): string {
  const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `<div class="link"><a class="t" href="https://${name}${page}.example/posts/about-${name}">All about ${name} and its queue of ${page}</a><br><span>Words about ${name} that go on for a while &hellip;</span><br><small>@${name}${page}.example | 2 years ago</small></div>`);
  return `<!doctype html><html><head><title>Quay</title></head><body>${items.join('')}${page < 3 ? `<a rel="next" href="/page/${page + 1}">Next page</a>` : ''}</body></html>`;
}
