import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalise } from '../../crawler/canonicalise.ts';
import type { ExpectedCrawl } from '../../scripts/demo-web/expected.ts';
import { runCli } from '../helpers/cli.ts';

const EXPECTED = JSON.parse(readFileSync(new URL('../../scripts/demo-web/expected.json', import.meta.url), 'utf8')) as ExpectedCrawl;
/** "3 years ago" stands for that year and about half a year to either side. */
const YEAR_MS = 365.25 * 86_400_000;

let data: string;
let database: DatabaseSync;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'writeups-expected-'));
  const { code } = await runCli(['demo', '--backfill', '--once', '--json', '--data', data]);
  expect(code).toBe(0);
  database = new DatabaseSync(join(data, 'writeups.db'), { readOnly: true });
}, 90_000);

afterAll(async () => {
  database?.close();
  await rm(data, { recursive: true, force: true });
});

const rows = (sql: string, ...parameters: string[]) => database.prepare(sql).all(...parameters).map((row) => ({ ...row }));
const originalOf = (url: string) => rows('select o.canonical_url as url from addresses a join posts p on p.id = a.post_id join posts o on o.id = p.cluster_id where a.canonical_url = ?', canonicalise(url))[0]?.['url'] ?? null;

test('every post that can be reached is held as an original with its day, and nothing else is one', () => {
  const held = rows(`select p.canonical_url as url, substr(p.published_at, 1, 10) as day from posts p join clusters c on c.original_id = p.id where p.source_id is not null order by url`);
  const wanted = EXPECTED.posts.map(({ url, publishedOn }) => ({ url: canonicalise(url), day: publishedOn })).sort((a, b) => (a.url < b.url ? -1 : 1));
  const low = new Set(EXPECTED.lowQuality.map(canonicalise));
  expect(held.filter(({ url }) => !low.has(String(url)))).toEqual(wanted);
});

test('their titles are the written ones, but for one that begins with what looks like the site’s name', () => {
  const titles = new Map(rows('select canonical_url as url, title from posts').map(({ url, title }) => [url, title]));
  expect(EXPECTED.posts.filter(({ url, title }) => titles.get(canonicalise(url)) !== title).length).toBeLessThanOrEqual(1);
});

test.each(EXPECTED.copies)('$url is a copy of $originalUrl (declared: $declared)', ({ url, originalUrl }) => {
  expect(originalOf(url)).toBe(canonicalise(originalUrl));
});

test('what robots.txt forbids is not held', () => {
  expect(EXPECTED.refusedByRobots.map(originalOf)).toEqual(EXPECTED.refusedByRobots.map(() => null));
});

test.each(Object.entries(EXPECTED.moved).filter(([, to]) => EXPECTED.posts.some(({ url }) => url === to)).filter(([from]) => !from.includes('/go/')))('the old address %s leads to %s', (from, to) => {
  expect([canonicalise(to), null]).toContain(originalOf(from));
});

test('each submission is one mention, joined to its original where that is held', () => {
  const found = rows(`select m.site, m.title, m.points, m.comments, m.discussion_url as discussionUrl, m.canonical_url as url, o.canonical_url as originalUrl
    from mentions m left join posts p on p.id = m.post_id left join posts o on o.id = p.cluster_id`);
  const wanted = EXPECTED.mentions.map(({ site, title, points, comments, discussionUrl, originalUrl, recorded }) => ({
    // An API answer does not say what its site is called: the name is that of its host.
    site: site === 'Harbour Pinboard' ? 'Pinboard' : site, title, points, comments, discussionUrl, url: canonicalise(originalUrl), originalUrl: recorded ? canonicalise(originalUrl) : null,
  }));
  const withoutExcerpts = found.map((mention) => (wanted.some((one) => one.url === mention['url'] && one.originalUrl === null) ? { ...mention, originalUrl: null } : mention));
  const byWords = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  expect(withoutExcerpts.map(aboutTarget).sort(byWords)).toEqual(wanted.map(aboutTarget).sort(byWords));
});

/** A link to an old address of a post is joined to the post; its own address stays in the mention. */
function aboutTarget<T extends { url?: unknown; originalUrl?: unknown }>({ url, originalUrl, ...rest }: T) {
  return { ...rest, target: originalUrl ?? url };
}

test('the listing’s 28 items say when: as a span, around what the page says', () => {
  const found = rows(`select title, submitted_earliest_at as earliest, submitted_latest_at as latest, refreshed_at as read from mentions where site = 'Quayside Links'`);
  const items = EXPECTED.mentions.filter(({ site }) => site === 'Quayside Links');
  expect(found.length).toBe(28);
  for (const { title, submitted } of items) {
    const mention = found.find((one) => one['title'] === title);
    const years = /^(\d+) years? ago$/u.exec(submitted)?.[1];
    const months = /^(\d+) months? ago$/u.exec(submitted)?.[1];
    const ageMs = years === undefined ? Number(months) * YEAR_MS / 12 : Number(years) * YEAR_MS;
    const said = new Date(Date.parse(String(mention?.['read'])) - ageMs).toISOString();
    expect.soft(String(mention?.['earliest']) <= said && said <= String(mention?.['latest']), `${title}: ${submitted}, ${mention?.['earliest']}–${mention?.['latest']}`).toBe(true);
  }
});
