import { load } from 'cheerio';
import Parser from 'rss-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Feed } from '../../../core/feed.ts';
import { parseFeed } from '../../../crawler/parse/feed.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let titles: string[];
const HOSTILE = 'Why a < b && "c" isn’t \'d\' ]]> <script>alert(1)</script>';
beforeAll(async () => {
  api = await startTestApi();
  const posts = [...POSTS, { canonicalUrl: 'https://odd.example/a?b=1&c=2', title: HOSTILE, publishedAt: '2024-01-01T00:00:00.000Z', excerpt: 'Less < more & "so".', text: 'Less < more & "so".' }];
  await api.add(posts);
  titles = posts.map((post) => post.title ?? '');
});
afterAll(() => api.close());

const FORMATS = [
  ['rss', 'application/rss+xml', 'rss'], ['atom', 'application/atom+xml', 'atom'], ['json', 'application/feed+json', 'json'],
] as const;

async function read(ending: string, query = ''): Promise<{ readonly text: string; readonly type: string; readonly feed: Feed }> {
  const path = `/api/v1/search.${ending}${query}`;
  const response = await api.get(path);
  const body = new Uint8Array(await response.arrayBuffer());
  return {
    text: new TextDecoder('utf-8', { fatal: true }).decode(body), type: response.headers.get('Content-Type') ?? '',
    feed: parseFeed({ url: `https://writeups.example${path}`, body, headers: { 'content-type': response.headers.get('Content-Type') ?? '' } }),
  };
}

describe.each(FORMATS)('search.%s', (ending, mediaType, format) => {
  test('is read back by our own parser: titles, addresses, dates, authors, topics', async () => {
    const { feed, type } = await read(ending);
    expect(type).toContain(mediaType);
    expect(feed.format).toBe(format);
    expect(feed.siteUrl).toBe('https://writeups.example/');
    expect(feed.entries.map((entry) => entry.title).toSorted()).toEqual(titles.toSorted());
    const entry = feed.entries.find(({ url }) => url === 'https://uber.com/blog/flink');
    expect(entry).toMatchObject({ publishedAt: '2021-03-01T00:00:00.000Z', authors: ['Wei Chen'], categories: expect.arrayContaining(['Apache Flink', 'Apache Kafka']) });
    expect(feed.entries.find(({ url }) => url === 'https://odd.example/a?b=1&c=2')?.summary ?? feed.entries.find(({ url }) => url === 'https://odd.example/a?b=1&c=2')?.contentText).toContain('Less < more & "so".');
  });

  test('asks the same as the page does', async () => {
    expect((await read(ending, '?q=tag:kafka+-dns')).feed.entries).toHaveLength(2);
    expect((await api.get(`/api/v1/search.${ending}?q=${'x'.repeat(300)}`)).status).toBe(400);
  });

  test('leads to its next page and back (RFC 5005)', async () => {
    const first = await read(ending, '?perPage=2');
    expect(first.feed.nextUrl ?? next(first.text)).toBe(`https://writeups.example/api/v1/search.${ending}?perPage=2&page=2`);
    const seen = await Promise.all([1, 2, 3].map(async (page) => (await read(ending, `?perPage=2&page=${page}`)).feed.entries));
    expect(new Set(seen.flat().map((entry) => entry.guid)).size).toBe(5);
    expect(next((await read(ending, '?perPage=2&page=3')).text)).toBeNull();
  });

  test('an empty one is a feed too', async () => expect((await read(ending, '?q=xyzzy')).feed.entries).toEqual([]));

  test('control characters in the query break nothing', async () => {
    expect((await read(ending, '?q=%00%0B%EF%BF%BE%22%3E%3Cx')).feed.entries).toEqual(expect.any(Array));
  });
});

/** The address of the next page as the format has it. */
function next(text: string): string | null {
  if (text.startsWith('{')) return JSON.parse(text).next_url ?? null;
  return load(text, { xml: true })('[rel=next]').attr('href') ?? null;
}

describe('rules of the W3C feed validator', () => {
  const RFC822 = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/u;
  const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u;

  test('RSS', async () => {
    const { text } = await read('rss', '?q=kafka');
    await expect(new Parser().parseString(text)).resolves.toMatchObject({ title: 'kafka · Writeups' }); // a strict XML parser
    const $ = load(text, { xml: true });
    for (const name of ['title', 'link', 'description']) expect($(`channel > ${name}`).length, name).toBe(1);
    expect($('channel > atom\\:link[rel=self]').attr('href')).toBe('https://writeups.example/api/v1/search.rss?q=kafka');
    expect($('lastBuildDate').text()).toMatch(RFC822);
    expect($('item').length).toBe(2);
    expect(new Set($('guid').map((_, guid) => $(guid).text()).get()).size).toBe(2);
    $('item').each((_, item) => {
      expect($(item).find('title, description').length).toBeGreaterThan(0);
      expect($(item).find('guid').attr('isPermaLink')).toBe('false');
      expect($(item).find('pubDate').text()).toMatch(RFC822);
      expect($(item).find('author').length).toBe(0);
      expect(URL.canParse($(item).find('link').text())).toBe(true);
    });
  });

  test('Atom', async () => {
    const { text } = await read('atom', '?q=kafka');
    const $ = load(text, { xml: true });
    expect($('feed').attr('xmlns')).toBe('http://www.w3.org/2005/Atom');
    for (const name of ['id', 'title', 'updated']) {
      expect($(`feed > ${name}`).length, name).toBe(1);
      $('entry').each((_, entry) => expect($(entry).children(name).length, name).toBe(1));
    }
    expect($('feed > link[rel=self]').attr('href')).toBe('https://writeups.example/api/v1/search.atom?q=kafka');
    expect($('feed > link[rel=alternate]').length).toBe(1);
    $('updated, published').each((_, date) => expect($(date).text()).toMatch(RFC3339));
    $('entry').each((_, entry) => {
      expect($(entry).find('link[rel=alternate]').length).toBe(1);
      expect($(entry).find('author > name').text()).not.toBe('');
      expect(URL.canParse($(entry).children('id').text())).toBe(true);
    });
    expect(new Set($('entry > id').map((_, id) => $(id).text()).get()).size).toBe($('entry').length);
    // All came at one time here; two entries with one time are taken for versions of one.
    expect(new Set($('entry > updated').map((_, at) => $(at).text()).get()).size).toBe($('entry').length);
  });

  test('what looks like markup in a title is written by number, and an empty feed has a plausible date', async () => {
    for (const ending of ['rss', 'atom']) {
      const { text } = await read(ending, '?q=%22odd%22+OR+title:why');
      expect(text).not.toMatch(/&(?:lt|amp|gt|quot|apos);/u);
      expect((await read(ending, '?q=title:why')).text).toContain('Why a &#x3C; b &#x26;&#x26;');
    }
    expect(load((await read('atom', '?q=xyzzy')).text, { xml: true })('feed > updated').text()).toMatch(/^20\d\d-/u);
  });

  test('JSON Feed 1.1', async () => {
    const feed = JSON.parse((await read('json', '?q=kafka')).text);
    expect(feed).toMatchObject({ version: 'https://jsonfeed.org/version/1.1', feed_url: 'https://writeups.example/api/v1/search.json?q=kafka' });
    for (const item of feed.items) {
      expect(item.id).toEqual(expect.any(String));
      expect(item.content_text ?? item.content_html).toEqual(expect.any(String));
      expect(item.date_published).toMatch(RFC3339);
    }
  });
});
