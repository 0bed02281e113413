/** A process that stood still for longer than its turn: whatever it still does, nothing of it is written. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backfill, crawl, resume } from '../../crawler/crawl.ts';
import type { CrawlDeps } from '../../crawler/deps.ts';
import { abandonedSources, claimSource, finishCheck, keepClaim } from '../../store/sources.ts';
import { articlePage, openCrawlWeb, rssFeed, type Answer, type Asked, type CrawlWeb } from '../helpers/crawl-web.ts';

const FEED = 'https://blog.example/rss';
const ITEMS = [{ path: '/2026/locks', title: 'Locks we lost' }, { path: '/2026/turns', title: 'Turns we took' }];
const START = '2026-06-01T12:00:00.000Z';

let web: CrawlWeb;
beforeEach(async () => {
  web = await openCrawlWeb();
});
afterEach(() => web.close());

function page({ url }: Asked): Answer | null {
  if (url === FEED) return { headers: { 'content-type': 'application/rss+xml', etag: '"1"' }, body: rssFeed('blog.example', ITEMS) };
  if (url === 'https://blog.example/') return { body: `<html><body>${ITEMS.map(({ path, title }) => `<article><h2><a href="${path}">${title}</a></h2><time>2026-05-01</time></article>`).join('')}</body></html>` };
  const item = ITEMS.find(({ path }) => url.endsWith(path));
  return item === undefined ? null : { body: articlePage(item.title) };
}

/** Answers `url` only after something has happened to the store. */
function answerAfter(url: string, happens: () => Promise<unknown>): void {
  web.answer((asked) => {
    const answer = page(asked);
    if (asked.url !== url || answer === null) return answer;
    return (response) => void happens().then(() => response.writeHead(200, { 'content-type': 'text/html', ...answer.headers }).end(answer.body));
  });
}

const rows = async (): Promise<unknown> => {
  const { db } = web.store;
  return {
    entries: await db.selectFrom('entries').select(['url', 'state']).orderBy('url').execute(),
    posts: await db.selectFrom('posts').select('url').execute(),
    fetches: await db.selectFrom('fetches').select('url').execute(),
    documents: await db.selectFrom('backfillDocuments').select(['url', 'state']).orderBy('url').execute(),
    source: await db.selectFrom('sources').select(['fence', 'lastCheckedAt', 'failureCount', 'backfilledAt', 'publisherSchedule']).execute(),
  };
};

/** Nothing has to be read out of a page that is gone. */
function feedAlone(asked: Asked): Answer | null {
  return asked.url === FEED ? page(asked) : { status: 410 };
}

const states = async (): Promise<string[]> => (await web.store.db.selectFrom('entries').select('state').execute()).map(({ state }) => state);

describe('a check', () => {
  test('whose source another process claimed meanwhile writes nothing of what it read', async () => {
    await web.follow({ id: 'blog', url: FEED });
    let afterClaim: unknown;
    answerAfter(FEED, async () => {
      await web.store.db.updateTable('sources').set({ leaseUntil: '2020-01-01T00:00:00.000Z' }).execute();
      expect(await claimSource(web.store.db, 'blog', START)).toBe(2);
      afterClaim = await rows();
    });
    expect((await web.pass('blog')).outcomes[0]).toMatchObject({ outcome: 'held-elsewhere', newPosts: 0 });
    expect(await rows()).toEqual(afterClaim);
  });

  test('whose entries another process took over stores none of their posts', async () => {
    await web.follow({ id: 'blog', url: FEED });
    answerAfter('https://blog.example/2026/locks', () => web.store.db.updateTable('leases').set({ owner: 'elsewhere:1:x' }).where('name', '=', 'entries of blog').execute());
    expect((await web.pass('blog')).outcomes[0]?.outcome).toBe('held-elsewhere');
    expect(await web.store.db.selectFrom('posts').selectAll().execute()).toEqual([]);
    expect(await web.store.db.selectFrom('entries').select('state').execute()).toEqual([{ state: 'due' }, { state: 'due' }]);
  });

  test('that ends while another process is at its entries is not done with: they are taken up when that one is gone', async () => {
    await web.follow({ id: 'blog', url: FEED });
    web.answer(feedAlone);
    await web.store.db.insertInto('leases').values({ name: 'entries of blog', owner: 'elsewhere:1:x', until: '2026-06-01T12:02:00.000Z', fence: 1 }).execute();
    await web.pass('blog');
    await resume(web.crawler.deps, await abandonedSources(web.store.db, START));
    expect(await states()).toEqual(['due', 'due']);
    const later = '2026-06-01T12:02:01.000Z';
    web.setNow(later);
    await resume(web.crawler.deps, await abandonedSources(web.store.db, later));
    expect([await states(), await abandonedSources(web.store.db, later)]).toEqual([['refused', 'refused'], []]);
  });

  test('that the database went away from is gone on with in a moment, not after the rest that follows a bug', async () => {
    await web.follow({ id: 'blog', url: FEED });
    web.answer(feedAlone);
    let isAway = false;
    const transact: CrawlDeps['transact'] = async (work) => {
      if (isAway) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      return web.store.transact(work);
    };
    const fetch: CrawlDeps['fetch'] = (request) => {
      isAway = request.url !== FEED;
      return web.crawler.deps.fetch(request);
    };
    expect(await crawl({ ...web.crawler.deps, transact, fetch }, [await web.source('blog')], 'test')).toMatchObject({ brokenSources: 1 });
    const left = await abandonedSources(web.store.db, START);
    expect(left.map(({ id, failure }) => ({ id, failure }))).toEqual([{ id: 'blog', failure: null }]);
    expect(await resume(web.crawler.deps, left)).toMatchObject({ brokenSources: 0 });
    expect([await states(), await abandonedSources(web.store.db, START)]).toEqual([['refused', 'refused'], []]);
    expect(web.asked.filter(({ url }) => url === FEED)).toHaveLength(1);
  });

  test('that nobody disturbs holds its claim for as long as it works', async () => {
    await web.follow({ id: 'blog', url: FEED });
    const fence = await claimSource(web.store.db, 'blog', START) ?? -1;
    for (const at of ['2026-06-01T12:04:00.000Z', '2026-06-01T12:08:00.000Z', '2026-06-01T12:12:00.000Z']) {
      expect(await keepClaim(web.store.db, 'blog', fence, at)).toBe(true);
    }
    expect(await claimSource(web.store.db, 'blog', '2026-06-01T12:16:30.000Z')).toBeNull();
    await finishCheck(web.store.db, 'blog', fence, { state: 'active', nextCheckAt: START, failure: null }, START);
    expect(await claimSource(web.store.db, 'blog', '2026-06-01T13:20:00.000Z')).toBe(fence + 1);
    expect(await keepClaim(web.store.db, 'blog', fence, START)).toBe(false);
  });
});

test('a walk through the past that another process took over writes no more', async () => {
  const source = await web.follow({ id: 'blog', url: FEED, addedUrl: 'https://blog.example/' });
  let afterLoss: unknown;
  answerAfter(FEED, async () => {
    await web.store.db.updateTable('leases').set({ owner: 'elsewhere:1:x' }).where('name', '=', 'past of blog').execute();
    afterLoss = await rows();
  });
  const { outcomes } = await backfill(web.crawler.deps, [source], 'test');
  expect(outcomes[0]?.outcome).toBe('held-elsewhere');
  expect(await rows()).toEqual(afterLoss);
  expect(await web.store.db.selectFrom('leases').select('owner').execute()).toEqual([{ owner: 'elsewhere:1:x' }]);
});
