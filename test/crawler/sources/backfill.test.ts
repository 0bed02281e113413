import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kindOfDocument, findFurther, firstAddresses } from '../../../crawler/sources/backfill.ts';
import { hasPostShape, shapesOf } from '../../../crawler/sources/post-shapes.ts';
import { findTrap } from '../../../crawler/sources/traps.ts';
import { isBlog, NOW, openRecordedWeb, walkSource, WEB } from './recorded-web.ts';

const SITE = 'https://copperfold.example/blog/';
const KNOWN = ['https://copperfold.example/blog/2024/03/how-we-count/', 'https://copperfold.example/blog/2023/12/why-we-wait/'];

function find(url: string, text: string, seen: readonly string[] = [], pageUrl = SITE): { posts: readonly string[]; further: readonly string[] } {
  const finds = findFurther({ url, body: Buffer.from(text), headers: {} }, { pageUrl, knownPosts: KNOWN, rules: null }, { seen: new Set(seen), now: NOW });
  return { posts: finds.posts.map((post) => post.url), further: finds.further.map((further) => further.url) };
}

const page = (links: readonly string[]): string => `<html><body>${links.map((href) => `<a href="${href}">a link</a>`).join('')}</body></html>`;

describe('what a document leads to', () => {
  test('a feed in pages (RFC 5005)', () => {
    const feed = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="/blog/2022.atom"/><entry><id>1</id><title>t</title><link href="/blog/2024/03/how-we-count/"/></entry></feed>';
    expect(find(`${SITE}feed.atom`, feed)).toEqual({ posts: [KNOWN[0]], further: ['https://copperfold.example/blog/2022.atom'] });
  });

  test("WordPress: the feed's next page and the list of posts behind its API", () => {
    const feed = '<rss version="2.0"><channel><generator>https://wordpress.org/?v=6.1</generator><item><title>t</title><link>https://copperfold.example/blog/2024/03/how-we-count/</link></item></channel></rss>';
    expect(find(`${SITE}feed/`, feed).further).toEqual([
      'https://copperfold.example/blog/wp-json/wp/v2/posts?per_page=100&page=1&_fields=link,title,date_gmt', 'https://copperfold.example/blog/feed/?paged=2',
    ]);
  });

  test("WordPress: the API's answer, and its next page while it is full", () => {
    const rows = (count: number): string => JSON.stringify(Array.from({ length: count }, (_, n) => ({ link: `https://copperfold.example/blog/2020/01/post-${n}/`, date_gmt: '2020-01-01T00:00:00', title: { rendered: 'T' } })));
    const api = 'https://copperfold.example/blog/wp-json/wp/v2/posts?per_page=100&page=2';
    expect(find(api, rows(100)).further).toEqual(['https://copperfold.example/blog/wp-json/wp/v2/posts?per_page=100&page=3']);
    expect(find(api, rows(7))).toMatchObject({ posts: { length: 7 }, further: [] });
  });

  test('an archive: posts by their shape, numbered pages before tags, and not what was seen', () => {
    const archive = page(['/blog/2019/01/an-old-one/', '/blog/tags/rust/', '/blog/page/2/', '/blog/page/3/', '/blog/archive/', '/pricing/', 'https://other.example/blog/2019/01/theirs/']);
    expect(find(SITE, archive, ['https://copperfold.example/blog/page/2/'])).toEqual({
      posts: ['https://copperfold.example/blog/2019/01/an-old-one/'],
      further: ['https://copperfold.example/blog/page/3/', 'https://copperfold.example/blog/archive/', 'https://copperfold.example/blog/tags/rust/'],
    });
  });

  test('a post: its neighbours', () => {
    const post = '<html><body><p>Text</p><a rel="prev" href="/blog/2021/05/the-one-before/">The one before</a><a rel="next" href="/blog/2024/05/the-one-after/">The one after</a></body></html>';
    expect(find(KNOWN[0] ?? '', post).posts).toEqual(['https://copperfold.example/blog/2021/05/the-one-before/', 'https://copperfold.example/blog/2024/05/the-one-after/']);
  });

  test('a feed: posts that its texts link to, where they lie among posts', () => {
    const text = '&lt;p&gt;As in &lt;a href="/blog/2019/05/an-older-one/"&gt;an older one&lt;/a&gt;, &lt;a href="/pricing/"&gt;our prices&lt;/a&gt; and &lt;a href="https://other.example/blog/2019/05/theirs/"&gt;theirs&lt;/a&gt;&lt;/p&gt;';
    const feed = `<rss version="2.0"><channel><item><title>t</title><link>https://copperfold.example/blog/2024/03/how-we-count/</link><description>${text}</description></item></channel></rss>`;
    expect(find(`${SITE}feed.xml`, feed).posts).toEqual([KNOWN[0], 'https://copperfold.example/blog/2019/05/an-older-one/']);
  });

  test('a sitemap index, parts with posts first', () => {
    const index = '<sitemapindex><sitemap><loc>https://copperfold.example/pages.xml</loc></sitemap><sitemap><loc>https://copperfold.example/sitemap-posts.xml</loc></sitemap></sitemapindex>';
    expect(find('https://copperfold.example/sitemap.xml', index).further).toEqual(['https://copperfold.example/sitemap-posts.xml', 'https://copperfold.example/pages.xml']);
  });

  test('a sitemap: only what has the shape of posts', () => {
    const map = `<urlset>${['/blog/2018/07/a-summer-of-tests/', '/docs/install/', '/', '/pricing/'].map((path) => `<url><loc>https://copperfold.example${path}</loc></url>`).join('')}</urlset>`;
    expect(find('https://copperfold.example/sitemap.xml', map).posts).toEqual(['https://copperfold.example/blog/2018/07/a-summer-of-tests/']);
  });

  test('what cannot be read leads nowhere', () => {
    expect(find(SITE, '')).toEqual({ posts: [], further: [] });
    expect(find(SITE, '{"a":1}')).toEqual({ posts: [], further: [] });
    expect(find(SITE, `<html>${'<div>'.repeat(2_000)}`)).toEqual({ posts: [], further: [] });
  });

  test('a thousand tags are not a thousand requests', () => {
    const tags = page(Array.from({ length: 5_000 }, (_, n) => `/blog/tags/topic-${n}/`));
    expect(find(SITE, tags).further.length).toBeLessThanOrEqual(300);
  });
});

test.each([
  ['https://a.example/blog/page/2/', null], ['https://a.example/2019/05/', null], ['https://a.example/?paged=3', null], ['https://a.example/tags/c%2B%2B/', null],
  ['https://a.example/blog/?sid=8f3a', 'a session in the address'], ['https://a.example/x;jsessionid=1A2B', 'a session in the address'],
  ['https://a.example/blog/blog/blog/x', 'a path that repeats itself'], ['https://a.example/a/b/a/b/', 'a path that repeats itself'],
  ['https://a.example/2031/05/', 'a calendar beyond its blog'], ['https://a.example/events/?month=2024-05', 'another view of the same page'],
  ['https://a.example/calendar/2024/', 'a form or a calendar'], ['https://a.example/blog/?sort=asc', 'another view of the same page'],
  ['https://a.example/post/?replytocom=12', 'another view of the same page'], ['https://a.example/page/9999/', 'a page number without end'],
  ['https://a.example/1/2/3/4/5/6/7/8/9/10', 'a very deep path'], [`https://a.example/${'x'.repeat(600)}`, 'a very long address'], ['https://a.example/?a=1&b=2&c=3&d=4', 'many parameters'],
])('%s: %s', (url, expected) => {
  expect(findTrap(url, 2026)).toBe(expected);
});

test.each([
  ['https://a.example/2019/01/02/an-old-one.html', true, 'other numbers'], ['https://www.a.example/2019/01/02/an-old-one.html', true, 'www'],
  ['https://a.example/2019/01/', false, 'a month'], ['https://a.example/about/', false, 'another page'], ['https://a.example/2019/01/02/picture.png', false, 'a picture'],
  ['https://b.example/2019/01/02/an-old-one.html', false, 'another host'], ['https://a.example/tags/x/y/z.html', false, 'a tag'],
])('%s has the shape of known posts: %s', (url, expected) => {
  expect(hasPostShape(url, shapesOf(['https://a.example/2024/03/07/the-new-one.html']), 'https://a.example/')).toBe(expected);
});

test('a backfill begins at the page, its feed and the usual sitemaps', () => {
  expect(firstAddresses(SITE, `${SITE}feed.xml`).map(({ url }) => url)).toEqual([SITE, `${SITE}feed.xml`, 'https://copperfold.example/sitemap.xml', 'https://copperfold.example/blog/sitemap.xml']);
});

describe.skipIf(!existsSync(WEB))('the recorded web, walked from its start pages (needs it beside the checkout)', () => {
  /**
   * Of the post pages that are not reached the larger part is linked from nowhere. Some page names these: 16 second files of
   * posts that are reached (`x/` beside `x.html`, jest), a staging copy (servo, 11, named only by itself), and nine posts of
   * creativecommons in lists and circles that nothing recorded leads to, but for one in a text, whose folder no known post shares.
   */
  const LEAST_POSTS = 1_089;

  test(`at least ${LEAST_POSTS} recorded posts are found`, async () => {
    const { sources, get, posts } = openRecordedWeb();
    const reached = new Set<string>();
    for (const source of sources.filter(isBlog)) for (const file of (await walkSource(source, get)).files) if (posts.has(file)) reached.add(file);
    expect(reached.size).toBeGreaterThanOrEqual(LEAST_POSTS);
  }, 300_000);
});

test.each([
  ['https://a.example/blog/', 'the page that was added', 'page'],
  ['https://a.example/rss', 'its feed', 'feed'],
  ['https://a.example/map', 'a part of the sitemap', 'feed'],
  ['https://a.example/2019/', 'an archive in the sitemap', 'page'],
  ['https://a.example/wp-json/wp/v2/posts?page=2', "the next page of WordPress's list", 'feed'],
  ['https://a.example/all.xml.gz', 'an archive page', 'feed'],
])('%s, %s, is asked for as a %s', (url, why, kind) => {
  expect(kindOfDocument({ url, why })).toBe(kind);
});
