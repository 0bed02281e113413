import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { load } from 'cheerio';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import type { Feed } from '../../../core/feed.ts';
import { parseFeed } from '../../../crawler/parse/feed.ts';
import { judge } from './feed-paths.ts';
import { cpuMs } from '../../helpers/cpu-time.ts';

const SUITES = new URL('../../../../shared/suites/', import.meta.url);
const ABSENT = 'needs the suites beside the checkout';

type Row = { readonly id: string; readonly body: string } & Readonly<Record<string, unknown>>;

function readSuite(name: string): readonly (readonly [string, Row])[] {
  const file = new URL(name, SUITES);
  if (!existsSync(file)) return [];
  return gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as Row).map((row) => [row.id, row] as const);
}

function parseRow(row: Row, url: string): Feed {
  const headers = (row['headers'] as Record<string, string> | undefined) ?? (typeof row['contentType'] === 'string' ? { 'content-type': row['contentType'] } : {});
  return parseFeed({ url, body: Buffer.from(row.body, 'base64'), headers });
}

describe.skipIf(!existsSync(SUITES))(`Universal Feed Parser's cases (${ABSENT})`, () => {
  /** The least share that counts: see docs/feeds.md for the few that differ on purpose. */
  const LEAST_SHARE = 0.99;
  const LEAST_CASES = 600;

  test('nearly all cases about fields that we hold', () => {
    const verdicts = readSuite('feeds/cases.jsonl.gz').map(([id, row]) => ({ id, verdict: verdictOf(row) })).filter(({ verdict }) => verdict !== null);
    const failed = verdicts.filter(({ verdict }) => verdict === false).map(({ id }) => id);
    expect(verdicts.length).toBeGreaterThanOrEqual(LEAST_CASES);
    expect(failed.length / verdicts.length, failed.join('\n')).toBeLessThanOrEqual(1 - LEAST_SHARE);
  });

  function verdictOf(row: Row): boolean | null {
    const expectation = { path: String(row['path']), value: row['value'] };
    try {
      return judge(parseRow(row, String(row['url'] ?? '')), expectation);
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
      return judge(EMPTY, expectation) === null ? null : false;
    }
  }
});

const EMPTY: Feed = {
  format: 'rss', version: null, title: null, description: null, siteUrl: null, selfUrl: null, hubUrl: null, language: null, updatedAt: null, nextUrl: null,
  schedule: { intervalMinutes: null, skipHours: [], skipDays: [] }, entries: [],
};

describe.skipIf(!existsSync(SUITES))(`feeds made for the suite (${ABSENT})`, () => {
  test.each(readSuite('feeds/made.jsonl.gz'))('%s', (_id, row) => {
    const feed = parseRow(row, String(row['url']));
    const expectations = row['expect'] as readonly { path: string; value: unknown }[];
    const wrong = expectations.map(({ path, value }) => ({ path, expected: instantOr(value), actual: instantOr(neutral(feed, path)) })).filter(({ expected, actual }) => JSON.stringify(expected) !== JSON.stringify(actual));
    expect(wrong).toEqual([]);
  });

  /** The suite's neutral names in ours. */
  function neutral(feed: Feed, path: string): unknown {
    const [, index, field = path] = /^items\[(\d+)\]\.(.+)$/u.exec(path) ?? [];
    if (path === 'items.length') return feed.entries.length;
    if (index === undefined) return { format: feed.format, title: feed.title, url: feed.siteUrl, selfUrl: feed.selfUrl, hub: feed.hubUrl, language: feed.language, updated: feed.updatedAt }[path.replace('feed.', '')];
    const entry = feed.entries[Number(index)];
    if (entry === undefined) return undefined;
    const enclosure = /^enclosures\[(\d+)\]\.(url|length)$/u.exec(field);
    if (enclosure !== null) {
      const found = entry.enclosures[Number(enclosure[1])];
      return enclosure[2] === 'url' ? found?.url : found?.lengthBytes;
    }
    if (field === 'links.in.content[0]') return load(entry.contentHtml ?? '')('a').first().attr('href');
    return { id: entry.guid, url: entry.url, title: entry.title, author: entry.authors[0] ?? null, publishedAt: entry.publishedAt, updatedAt: entry.updatedAt, categories: entry.categories, summaryText: entry.summary, contentHtml: entry.contentHtml, image: entry.imageUrl }[field];
  }

  function instantOr(value: unknown): unknown {
    return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/u.test(value) ? new Date(value).toISOString() : value;
  }
});

describe.skipIf(!existsSync(SUITES))(`feeds as published (${ABSENT})`, () => {
  /** Those that hold no item. */
  const WITHOUT_ITEMS = /feed\.empty|windows-1252/u;

  test.each(readSuite('feeds/real.jsonl.gz'))('%s', (id, row) => {
    const started = cpuMs();
    const feed = parseOrNull(row);
    expect(cpuMs() - started).toBeLessThan(1_000);
    if (WITHOUT_ITEMS.test(id)) return;
    expect(feed?.entries.length).toBeGreaterThan(0);
    expect(feed?.entries.filter((entry) => entry.guid === null || (entry.title === null && entry.contentText === null && entry.summary === null))).toEqual([]);
    expect(parseOrNull(row)?.entries.map((entry) => entry.guid)).toEqual(feed?.entries.map((entry) => entry.guid));
  });

  function parseOrNull(row: Row): Feed | null {
    try {
      return parseRow(row, 'https://publisher.example/feed');
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
      return null;
    }
  }
});

describe.skipIf(!existsSync(SUITES))(`hostile feeds (${ABSENT})`, () => {
  test.each(readSuite('security/xml.jsonl.gz'))('%s', (_id, row) => {
    const started = cpuMs();
    const memory = process.memoryUsage().rss;
    const feed = attempt(row);
    expect(cpuMs() - started).toBeLessThan(Number(row['maxMs']));
    expect((process.memoryUsage().rss - memory) / 2 ** 20).toBeLessThan(Number(row['maxExtraMb']));
    if (row['expect'] === 'parsed') expect(feed).not.toBeNull();
    if (typeof row['mustNotContain'] === 'string') expect(JSON.stringify(feed)).not.toContain(row['mustNotContain']);
    if (typeof row['mustNotPollute'] === 'string') expect(({} as Record<string, unknown>)[row['mustNotPollute']]).toBeUndefined();
    if (typeof row['title'] === 'string') expect(feed?.title).toBe(row['title']);
    if (typeof row['itemCount'] === 'number') expect(feed?.entries.length).toBe(row['itemCount']);
  });

  function attempt(row: Row): Feed | null {
    try {
      return parseRow(row, 'https://hostile.example/feed');
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
      return null;
    }
  }
});

describe.skipIf(!existsSync(SUITES))(`markup of the sanitiser's cases (${ABSENT})`, () => {
  test('no content that we keep can act', () => {
    const acting = readSuite('feeds/sanitize.jsonl.gz').filter(([, row]) => {
      const feed = safely(() => parseRow(row, 'https://publisher.example/feed'));
      const markup = feed?.entries.map((entry) => entry.contentHtml ?? '').join('') ?? '';
      const $ = load(markup);
      return $('script, object, embed, base').length > 0 || $('*').toArray().some((element) => 'attribs' in element && Object.entries(element.attribs).some(([name, value]) => name.startsWith('on') || /^\s*(?:javascript|vbscript):/iu.test(value)));
    }).map(([id]) => id);
    expect(acting).toEqual([]);
  });

  function safely(work: () => Feed): Feed | null {
    try {
      return work();
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
      return null;
    }
  }
});
