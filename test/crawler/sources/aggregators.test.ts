import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import { aggregatorFetchUrl, aggregatorName } from '../../../crawler/sources/aggregators.ts';
import { readSource } from '../../../crawler/sources/read.ts';
import { NOW, openRecordedWeb, WEB } from './recorded-web.ts';

const read = (url: string, text: string, kind: 'feed' | 'archive' | 'aggregator' = 'aggregator'): ReturnType<typeof readSource> => readSource({ url, kind, body: Buffer.from(text), headers: {} }, NOW);

test.each([
  ['https://lobste.rs/', 'https://lobste.rs/hottest.json'],
  ['https://lobste.rs/newest', 'https://lobste.rs/newest.json'],
  ['https://lobste.rs/newest/page/2', 'https://lobste.rs/newest/page/2.json'],
  ['https://lobste.rs/t/rust', 'https://lobste.rs/t/rust.json'],
  ['https://lobste.rs/newest.json', 'https://lobste.rs/newest.json'],
  ['https://lobste.rs/s/abc123/a_thread', 'https://lobste.rs/s/abc123/a_thread'],
  ['https://www.reddit.com/r/programming/', 'https://www.reddit.com/r/programming/new.json'],
  ['https://old.reddit.com/r/rust/top/?t=week', 'https://www.reddit.com/r/rust/top.json?t=week'],
  ['https://www.reddit.com/r/rust/.rss', 'https://www.reddit.com/r/rust/.rss'],
  ['https://news.ycombinator.com/', 'https://hn.algolia.com/api/v1/search?tags=front_page&hitsPerPage=100'],
  ['https://news.ycombinator.com/from?site=copperfold.example', 'https://hn.algolia.com/api/v1/search_by_date?tags=story&query=copperfold.example&restrictSearchableAttributes=url&hitsPerPage=100'],
  ['https://hacker-news.firebaseio.com/v0/topstories.json', 'https://hn.algolia.com/api/v1/search?tags=front_page&hitsPerPage=100'],
  ['https://hacker-news.firebaseio.com/v0/newstories.json', 'https://hn.algolia.com/api/v1/search_by_date?tags=story&hitsPerPage=100'],
  ['https://hacker-news.firebaseio.com/v0/item/1.json', 'https://hacker-news.firebaseio.com/v0/item/1.json'],
  ['https://news.ycombinator.com/item?id=1', 'https://news.ycombinator.com/item?id=1'],
  ['https://dev.to/t/databases', 'https://dev.to/api/articles?per_page=100&tag=databases'],
  ['https://dev.to/ada/a-post-1a2b', 'https://dev.to/ada/a-post-1a2b'],
  ['https://blog.copperfold.example/newest', 'https://blog.copperfold.example/newest'],
])('%s is fetched as %s', (url, expected) => {
  expect(aggregatorFetchUrl(url)).toBe(expected);
});

test('aggregators are known by their hosts, www or not', () => {
  expect(['https://www.reddit.com/r/x', 'https://reddit.com/', 'https://lobste.rs/', 'https://notlobste.rs/'].map(aggregatorName)).toEqual(['Reddit', 'Reddit', 'Lobsters', null]);
});

describe('answers', () => {
  test('Algolia: stories with their thread; texts without a link are left out', () => {
    const hits = [
      { objectID: '1', title: 'Show HN: A Queue', url: 'https://copperfold.example/queue', points: 12, num_comments: 3, created_at_i: 1_700_000_000 },
      { objectID: '2', title: 'Ask HN: Why?', url: null, points: 5, num_comments: 9, created_at_i: 1_700_000_000 },
    ];
    const feed = read('https://hn.algolia.com/api/v1/search?tags=front_page', JSON.stringify({ hits, page: 0, nbPages: 3 }));
    expect(feed.entries.map(({ url, title, discussion }) => ({ url, title, discussion }))).toEqual([{
      url: 'https://copperfold.example/queue', title: 'A Queue',
      discussion: { url: 'https://news.ycombinator.com/item?id=1', points: 12, comments: 3, submittedAt: '2023-11-14T22:13:20.000Z' },
    }]);
    expect(feed.nextUrl).toBe('https://hn.algolia.com/api/v1/search?tags=front_page&page=1');
  });

  test('Firebase: one item', () => {
    const feed = read('https://hacker-news.firebaseio.com/v0/item/8.json', JSON.stringify({ id: 8, type: 'story', by: 'a', title: 'T', url: 'https://copperfold.example/t', score: 4, descendants: 1, time: 1_700_000_000 }));
    expect(feed.entries[0]?.discussion).toEqual({ url: 'https://news.ycombinator.com/item?id=8', points: 4, comments: 1, submittedAt: '2023-11-14T22:13:20.000Z' });
  });

  test("Reddit's feed: the link in the entry is the original", () => {
    const feed = read('https://www.reddit.com/r/rust/.rss', `<feed xmlns="http://www.w3.org/2005/Atom"><title>r/rust</title>${[1, 2, 3, 4, 5].map((n) => `<entry><id>t3_${n}</id><title>Post ${n}</title><updated>2024-03-07T00:00:00Z</updated><link href="https://www.reddit.com/r/rust/comments/${n}/post/"/><content type="html">&lt;a href="https://site${n}.example/post"&gt;[link]&lt;/a&gt; &lt;a href="https://www.reddit.com/r/rust/comments/${n}/post/"&gt;[comments]&lt;/a&gt;</content></entry>`).join('')}</feed>`);
    expect(feed.format).toBe('aggregator');
    expect(feed.entries[0]).toMatchObject({ url: 'https://site1.example/post', publishedAt: null, discussion: { url: 'https://www.reddit.com/r/rust/comments/1/post/', submittedAt: '2024-03-07T00:00:00.000Z' } });
  });

  test('DEV: the copy names its original', () => {
    const article = { id: 7, title: 'T', url: 'https://dev.to/ada/t', canonical_url: 'https://ada.example/t', published_at: '2024-03-07T00:00:00Z', positive_reactions_count: 3, comments_count: 2, tag_list: ['rust'], user: { name: 'Ada' } };
    expect(read('https://dev.to/api/articles', JSON.stringify([article])).entries[0]).toMatchObject({ url: 'https://ada.example/t', authors: ['Ada'], categories: ['rust'], publishedAt: null, discussion: { url: 'https://dev.to/ada/t#comments', points: 3, comments: 2 } });
  });

  test('a blog that links out now and then is no planet', () => {
    const items = [...Array.from({ length: 8 }, (_, n) => `https://blog.example/${n}`), 'https://a.example/', 'https://b.example/'].map((url) => `<item><title>t</title><link>${url}</link></item>`).join('');
    expect(read('https://blog.example/feed', `<rss version="2.0"><channel><title>b</title><link>https://blog.example/</link>${items}</channel></rss>`, 'feed').format).toBe('rss');
  });

  test.each([
    ['an HTML page where a feed is expected (R16)', 'feed', '<!doctype html><html><body><p>Log in to the Wi-Fi</p></body></html>'],
    ['a page that lists nothing', 'archive', '<!doctype html><html><body><p>Checking your browser</p></body></html>'],
    ['nothing at all', 'feed', '  \n'],
    ['JSON of another kind', 'aggregator', '{"error":"rate limited"}'],
  ] as const)('%s is a failure with a name, never an empty feed', (_why, kind, text) => {
    expect(() => read('https://blog.example/', text, kind)).toThrow(ParseError);
  });
});

describe.skipIf(!existsSync(WEB))('aggregators of the recorded web (needs it beside the checkout)', () => {
  test.each([
    ['https://lobste.rs/newest', 25, 0.95], ['https://www.reddit.com/r/programming/', 90, 0.95], ['https://hackernews.betacat.io/', 25, 0.8],
    ['https://yamadashy.github.io/tech-blog-rss-feed/feeds/rss.xml', 400, 0], ['https://yamadashy.github.io/tech-blog-rss-feed/feeds/feed.json', 400, 0], ['https://lobste.rs/hottest_page.html', 25, 0.95],
  ])('%s leads to at least %i originals', async (url, atLeast, discussed) => {
    const { get } = openRecordedWeb();
    const page = await get(aggregatorFetchUrl(url));
    const feed = readSource({ url: page.url, kind: 'aggregator', body: page.body, headers: page.headers }, NOW);
    const originals = feed.entries.filter((entry) => entry.url !== null && new URL(entry.url).host !== new URL(url).host);
    expect(feed.format).toBe('aggregator');
    expect(originals.length).toBeGreaterThanOrEqual(Math.min(atLeast, feed.entries.length * 0.9));
    expect(feed.entries.length).toBeGreaterThanOrEqual(atLeast * 0.8);
    expect(feed.entries.filter((entry) => entry.discussion !== null && entry.discussion.submittedAt !== null).length).toBeGreaterThanOrEqual(feed.entries.length * discussed);
  });

  test('pages of Lobsters and Reddit lead to the next ones until they end', async () => {
    const { get } = openRecordedWeb();
    for (const [start, pages] of [['https://lobste.rs/newest', 20], ['https://www.reddit.com/r/programming/', 5]] as const) {
      let url: string | null = aggregatorFetchUrl(start);
      let count = 0;
      while (url !== null) {
        const page: Awaited<ReturnType<typeof get>> | null = await get(url).catch(() => null);
        if (page === null) break;
        count += 1;
        url = readSource({ url: page.url, kind: 'aggregator', body: page.body, headers: page.headers }, NOW).nextUrl;
      }
      expect(count).toBe(pages);
    }
  });
});
