import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { articlePage, openCrawlWeb, rssFeed, type CrawlWeb, type Respond } from '../helpers/crawl-web.ts';

const FEED = 'https://blog.example/feed.xml';
const XML = { 'content-type': 'application/rss+xml', etag: '"v1"', 'last-modified': 'Mon, 01 Jun 2026 08:00:00 GMT' };
const ITEMS = [{ path: '/posts/one', title: 'One lock too many' }];

let web: CrawlWeb;
beforeEach(async () => {
  web = await openCrawlWeb();
});
afterEach(() => web.close());

/** Articles everywhere, the feed where it belongs, and what else a test adds. */
const blog = (other: Respond = () => null): Respond => (asked) => {
  const special = other(asked);
  if (special !== null) return special;
  if (asked.url.endsWith('/robots.txt')) return null;
  if (asked.url === FEED) return asked.headers['if-none-match'] === '"v1"' ? { status: 304 } : { headers: XML, body: rssFeed('blog.example', ITEMS) };
  return { body: articlePage('One lock too many') };
};
const feedRequests = () => web.asked.filter(({ url }) => url === FEED);
const hoursUntilNext = async (from: string) => (Date.parse((await web.source('blog')).nextCheckAt) - Date.parse(from)) / 3_600_000;

describe('conditional requests (R18)', () => {
  test('validators go back byte for byte, and an unchanged feed costs one request and no row', async () => {
    web.answer(blog());
    await web.follow({ id: 'blog', url: FEED });
    expect(await web.pass('blog')).toMatchObject({ newPosts: 1, entries: 1 });
    web.setNow('2026-06-02T12:00:00Z');
    expect(await web.pass('blog')).toMatchObject({ newPosts: 0, entries: 0, requests: 1, bodyBytes: 0 });
    expect(feedRequests()[0]?.headers['if-none-match']).toBeUndefined();
    expect(feedRequests()[1]?.headers).toMatchObject({ 'if-none-match': '"v1"', 'if-modified-since': XML['last-modified'] });
  });

  test('behind a redirect they go to the address that gave them', async () => {
    web.answer((asked) => (asked.url === 'https://blog.example/rss' ? { status: 302, headers: { location: FEED } } : blog()(asked)));
    await web.follow({ id: 'blog', url: 'https://blog.example/rss' });
    await web.pass('blog');
    web.setNow('2026-06-02T12:00:00Z');
    expect((await web.pass('blog')).outcomes[0]?.outcome).toBe('unchanged');
    expect(web.asked.filter(({ url }) => url.endsWith('/rss')).map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
    expect(feedRequests().map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"']);
  });

  test('after 14 days the document is asked for once without them', async () => {
    web.answer(blog());
    await web.follow({ id: 'blog', url: FEED });
    for (const day of ['01', '14', '16', '17']) {
      web.setNow(`2026-06-${day}T12:00:00Z`);
      await web.pass('blog');
    }
    expect(feedRequests().map(({ headers }) => headers['if-none-match'] ?? null)).toEqual([null, '"v1"', null, '"v1"']);
  });
});

describe('the next check (R20)', () => {
  test.each([
    ['the publisher’s interval', { headers: XML, body: rssFeed('blog.example', [{ ...ITEMS[0]!, at: '2026-06-01T11:00:00Z' }], '<ttl>600</ttl>') }, 10],
    ['max-age', { headers: { ...XML, 'cache-control': 'max-age=43200' }, body: rssFeed('blog.example', [{ ...ITEMS[0]!, at: '2026-06-01T11:00:00Z' }]) }, 12],
    ['no validators', { headers: { 'content-type': 'application/rss+xml' }, body: rssFeed('blog.example', [{ ...ITEMS[0]!, at: '2026-06-01T11:00:00Z' }]) }, 24],
  ])('follows %s, and still does when nothing changed', async (_, feed, hours) => {
    web.answer(blog((asked) => (asked.url !== FEED ? null : asked.headers['if-none-match'] === undefined ? feed : { status: 304 })));
    await web.follow({ id: 'blog', url: FEED });
    for (const now of ['2026-06-01T12:00:00Z', '2026-06-01T23:00:00Z']) {
      web.setNow(now);
      await web.pass('blog');
      const next = await hoursUntilNext(now);
      expect(next).toBeGreaterThanOrEqual(hours);
      expect(next).toBeLessThanOrEqual(hours + 1);
    }
  });

  test('a sleeping blog is left alone for a day, whether its feed changed or not', async () => {
    web.answer(blog());
    await web.follow({ id: 'blog', url: FEED });
    for (const now of ['2026-06-01T12:00:00Z', '2026-06-02T14:00:00Z']) {
      web.setNow(now);
      await web.pass('blog');
      expect(await hoursUntilNext(now)).toBeGreaterThanOrEqual(24);
    }
  });
});

describe('moves (R21)', () => {
  const NEW = 'https://new.example/feed.xml';
  const moved: Respond = (asked) => {
    if (asked.url === FEED) return { status: 301, headers: { location: NEW } };
    return asked.url === NEW ? { headers: XML, body: rssFeed('blog.example', ITEMS) } : null;
  };
  const checkOn = async (...days: string[]) => {
    for (const day of days) {
      web.setNow(`2026-06-${day}T12:00:00Z`);
      await web.pass('blog');
    }
    return (await web.source('blog')).url;
  };

  test('a source moves once three checks at least a day apart said so, not sooner', async () => {
    web.answer(blog(moved));
    await web.follow({ id: 'blog', url: FEED });
    expect(await checkOn('01', '02')).toBe(FEED);
    web.setNow('2026-06-02T20:00:00Z');
    await web.pass('blog');
    expect((await web.source('blog')).url).toBe(FEED);
    expect(await checkOn('03')).toBe(NEW);
    expect((await web.source('blog')).addedUrl).toBe(NEW);
    web.asked.length = 0;
    expect(await checkOn('04')).toBe(NEW);
    expect(web.asked.map(({ url, headers }) => [url, headers['if-none-match']])).toEqual([[NEW, '"v1"']]);
  });

  test('one check that answers at its own place ends the count', async () => {
    await web.follow({ id: 'blog', url: FEED });
    web.answer(blog(moved));
    await checkOn('01', '02');
    web.answer(blog());
    await checkOn('03');
    web.answer(blog(moved));
    expect(await checkOn('04', '05')).toBe(FEED);
  });

  test('a login page of a hotel moves nothing', async () => {
    web.answer(blog());
    await web.follow({ id: 'blog', url: FEED });
    await checkOn('01');
    web.answer((asked) => (asked.url === FEED ? { status: 301, headers: { location: 'https://login.example/' } } : { body: '<html><body><form>Room number</form></body></html>' }));
    expect(await checkOn('02', '03', '04', '05')).toBe(FEED);
    expect((await web.source('blog')).failureCount).toBe(4);
  });

  test('a temporary redirect is followed and never stored', async () => {
    web.answer(blog((asked) => (asked.url === FEED ? { status: 307, headers: { location: NEW } } : moved(asked))));
    await web.follow({ id: 'blog', url: FEED });
    expect(await checkOn('01', '02', '03', '04')).toBe(FEED);
  });

  test('where another source stands at the new address already, this one ends and says so', async () => {
    web.answer(blog(moved));
    await web.follow({ id: 'other', url: NEW });
    await web.follow({ id: 'blog', url: FEED });
    await checkOn('01', '02', '03');
    expect(await web.source('blog')).toMatchObject({ state: 'gone', failure: expect.stringContaining('followed already as other') });
  });
});

describe('lost sources (R21)', () => {
  const proposal = async () => (await web.store.db.selectFrom('sources').select('proposedUrl').where('id', '=', 'blog').executeTakeFirst())?.proposedUrl;

  test('a feed that is not found is looked for again at its site, and its new place proposed', async () => {
    const place = 'https://blog.example/atom.xml';
    web.answer((asked) => {
      if (asked.url === place) return { headers: XML, body: rssFeed('blog.example', ITEMS) };
      return asked.url === 'https://blog.example/' ? { body: `<html><head><link rel="alternate" type="application/rss+xml" href="${place}"></head><body>Hello</body></html>` } : null;
    });
    await web.follow({ id: 'blog', url: FEED });
    expect((await web.pass('blog')).outcomes[0]?.outcome).toBe('not-found');
    expect(await proposal()).toBe(place);
    expect(await web.source('blog')).toMatchObject({ url: FEED, state: 'active', failureCount: 1 });
    web.answer(blog());
    web.setNow('2026-06-03T12:00:00Z');
    await web.pass('blog');
    expect(await proposal()).toBeNull();
  });

  test('410 ends a source; its posts stay', async () => {
    web.answer(blog());
    await web.follow({ id: 'blog', url: FEED });
    await web.pass('blog');
    web.answer(blog((asked) => (asked.url === FEED ? { status: 410 } : null)));
    await web.pass('blog');
    expect(await web.source('blog')).toMatchObject({ state: 'gone' });
    expect(await web.store.db.selectFrom('posts').select('title').execute()).toHaveLength(1);
  });

  test('a host that asks to be left alone is, by the next process too', async () => {
    web.answer(blog((asked) => (asked.url === FEED ? { status: 429, headers: { 'retry-after': '7200' } } : null)));
    await web.follow({ id: 'blog', url: FEED });
    await web.pass('blog');
    await web.crawler.close();
    expect(await web.store.db.selectFrom('hosts').selectAll().execute()).toMatchObject([{ host: 'blog.example', notBefore: '2026-06-01T14:00:00.000Z' }]);
    expect(await hoursUntilNext('2026-06-01T12:00:00Z')).toBeGreaterThanOrEqual(2);
  });

  test('pages of such a host that were never asked for cost their entries no attempt', async () => {
    const items = [1, 2, 3].map((place) => ({ path: `/posts/${place}`, title: `Post ${place}` }));
    web.answer(({ url }) => (url === FEED ? { headers: XML, body: rssFeed('blog.example', items) } : url.includes('/posts/') ? { status: 429, headers: { 'retry-after': '7200' } } : null));
    await web.follow({ id: 'blog', url: FEED });
    await web.pass('blog');
    const attempts = (await web.store.db.selectFrom('entries').select('attempts').execute()).map((row) => row.attempts);
    expect(web.asked.filter(({ url }) => url.includes('/posts/')).length).toBe(1);
    expect(attempts.toSorted()).toEqual([0, 0, 1]);
  });
});

test('validators of a server that calls everything expired at once are not believed, and it is asked once a day (R18 d)', async () => {
  web.answer(blog((asked) => (asked.url === FEED ? { headers: { ...XML, etag: '"always"', expires: '0' }, body: rssFeed('blog.example', [{ ...ITEMS[0]!, at: '2026-06-01T11:00:00Z' }]) } : null)));
  await web.follow({ id: 'blog', url: FEED });
  await web.pass('blog');
  expect(await hoursUntilNext('2026-06-01T12:00:00Z')).toBeGreaterThanOrEqual(24);
  web.setNow('2026-06-03T12:00:00Z');
  await web.pass('blog');
  expect(feedRequests().map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
});
