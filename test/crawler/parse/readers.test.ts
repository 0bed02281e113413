import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseFeed as parseWithFeedsmith } from 'feedsmith';
import Parser from 'rss-parser';
import { describe, expect, test } from 'vitest';
import type { Entry, Feed } from '../../../core/feed.ts';
import { parseInstant } from '../../../core/time.ts';
import { resolveUrl } from '../../../core/url.ts';
import { decodeFeed } from '../../../crawler/fetch/charset.ts';
import { parseFeed } from '../../../crawler/parse/feed.ts';
import { judge } from './feed-paths.ts';

/** Why one reader of our own reads every feed: the libraries are given decoded text, our dates and our resolving of links, and still lose. */
const SUITE = new URL('../../../../shared/suites/feeds/cases.jsonl.gz', import.meta.url);

type Case = { readonly url: string | null; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly path: string; readonly value: unknown };
type Wire = Readonly<Record<string, unknown>>;
type Reader = (text: string, row: Case) => Promise<Feed> | Feed;

const NOTHING: Feed = { format: 'rss', version: null, title: null, description: null, siteUrl: null, selfUrl: null, hubUrl: null, language: null, updatedAt: null, nextUrl: null, schedule: { intervalMinutes: null, skipHours: [], skipDays: [] }, entries: [] };
const BLANK: Entry = { guid: null, url: null, title: null, authors: [], publishedAt: null, updatedAt: null, publishedRange: null, summary: null, contentHtml: null, contentText: null, categories: [], language: null, imageUrl: null, enclosures: [], discussion: null };

function plain(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return plain(value[0]);
  if (typeof value !== 'object' || value === null) return null;
  const { value: text, name, term, href, _ } = value as Wire;
  return plain(text ?? name ?? term ?? href ?? _);
}

function list(value: unknown): readonly Wire[] {
  return Array.isArray(value) ? (value as readonly Wire[]) : [];
}

function fromWire(feed: Wire, items: readonly Wire[], base: string | null): Feed {
  const link = (holder: Wire): string | null => resolveUrl(plain(holder['link'] ?? holder['url'] ?? list(holder['links']).find(({ rel }) => rel === undefined || rel === 'alternate')), base);
  return {
    ...NOTHING, title: plain(feed['title']), description: plain(feed['description'] ?? feed['subtitle']), siteUrl: link(feed), language: plain(feed['language']),
    updatedAt: parseInstant(plain(feed['lastBuildDate'] ?? feed['updated']) ?? ''),
    entries: items.map((item) => ({
      ...BLANK, guid: plain(item['guid'] ?? item['id']), url: link(item), title: plain(item['title']),
      authors: [plain(item['creator'] ?? item['author'] ?? item['authors'] ?? (item['dc'] as Wire | undefined)?.['creators'])].filter((name) => name !== null),
      publishedAt: parseInstant(plain(item['isoDate'] ?? item['pubDate'] ?? item['published'] ?? item['updated'] ?? (item['dc'] as Wire | undefined)?.['dates']) ?? ''),
      updatedAt: parseInstant(plain(item['updated']) ?? ''),
      summary: plain(item['summary'] ?? item['description'] ?? item['contentSnippet']),
      contentHtml: plain((item['content'] as Wire | undefined)?.['encoded'] ?? item['content:encoded'] ?? item['content'] ?? item['description']),
      categories: list(item['categories']).map(plain).filter((name) => name !== null),
      discussion: plain(item['comments']) === null ? null : { url: plain(item['comments']) ?? '', points: null, comments: null, submittedAt: null },
    })),
  };
}

const rssParser: Reader = async (text, { url }) => {
  const feed = (await new Parser().parseString(text)) as unknown as Wire;
  return fromWire(feed, list(feed['items']), url);
};

const feedsmith: Reader = (text, { url }) => {
  const feed = parseWithFeedsmith(text).feed as unknown as Wire;
  return fromWire(feed, list(feed['items'] ?? feed['entries']), url);
};

const ours: Reader = (_text, { url, headers, body }) => parseFeed({ url: url ?? '', body: Buffer.from(body, 'base64'), headers });

describe.skipIf(!existsSync(SUITE))('which reader reads the suite of feeds (needs the suites beside the checkout)', () => {
  test('ours reads more of it than either library', { timeout: 60_000 }, async () => {
    const cases = gunzipSync(readFileSync(SUITE)).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as Case).filter((row) => judge(NOTHING, row) !== null);
    const scores = { ours: await score(ours, cases), 'rss-parser': await score(rssParser, cases), feedsmith: await score(feedsmith, cases) };
    console.info(Object.entries(scores).map(([name, { right, refused }]) => `${name}: ${right} right, ${refused} refused`).join('; '), `of ${cases.length} cases`);
    expect(scores.ours.right).toBeGreaterThan(Math.max(scores['rss-parser'].right, scores.feedsmith.right));
  });

  async function score(reader: Reader, cases: readonly Case[]): Promise<{ readonly right: number; readonly refused: number }> {
    let [right, refused] = [0, 0];
    for (const row of cases) {
      const text = decodeFeed(Buffer.from(row.body, 'base64'), row.headers['content-type'] ?? null).text;
      const feed = await Promise.resolve().then(() => reader(text, row)).catch(() => null);
      if (feed === null) refused += 1;
      else right += Number(judge(feed, row) === true);
    }
    return { right, refused };
  }
});
