import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { load } from 'cheerio';
import { isAllowed, parseRobots } from '../../../crawler/fetch/robots.ts';
import type { ExpectedCrawl } from '../../../scripts/demo-web/expected.ts';
import { findRefreshTarget, loadWeb } from '../../../scripts/replay/web.ts';

const dir = fileURLToPath(new URL('../../../scripts/demo-web/', import.meta.url));
const web = loadWeb(dir);
const expected = JSON.parse(readFileSync(`${dir}expected.json`, 'utf8')) as ExpectedCrawl;

describe('what is expected of a crawl of the demo web', () => {
  test('is about eighty pages', () => {
    const pages = [...expected.posts, ...expected.copies, ...expected.refusedByRobots, ...expected.lowQuality];
    expect(pages).toHaveLength(80);
  });

  test.each([
    ['posts', expected.posts.map(({ url }) => url)],
    ['copies', expected.copies.map(({ url }) => url)],
    ['originals of copies', expected.copies.map(({ originalUrl }) => originalUrl)],
    ['refused pages', expected.refusedByRobots],
    ['pages of low quality', expected.lowQuality],
  ])('%s stand at their addresses', (_name, urls) => {
    expect(urls.filter((url) => follow(url) !== url)).toEqual([]);
  });

  test('a copy is never counted as a post', () => {
    const originals = new Set(expected.posts.map(({ url }) => url));
    expect(expected.copies.filter(({ url, originalUrl }) => originals.has(url) || !originals.has(originalUrl))).toEqual([]);
  });

  test('every mention of a recorded post leads there, through redirects and stubs', () => {
    const astray = expected.mentions.filter(({ linkUrl, originalUrl, recorded }) => recorded && follow(linkUrl) !== originalUrl);
    expect(astray.filter(({ linkUrl }) => !expected.copies.some(({ url }) => url === linkUrl))).toEqual([]);
  });

  test('addresses that moved lead to where they are said to', () => {
    const recorded = Object.entries(expected.moved).filter(([, target]) => web.hosts.includes(new URL(target).hostname));
    expect(recorded.filter(([from, to]) => follow(from) !== to && follow(from) !== follow(to))).toEqual([]);
  });

  test('robots.txt forbids what it says it does, and no more', () => {
    const forbidden = [...expected.posts.map(({ url }) => url), ...expected.refusedByRobots].filter((url) => !isOpen(url));
    expect(forbidden).toEqual(expected.refusedByRobots);
  });
});

describe('the listings', () => {
  test('the tag archive has twelve items with date, cut excerpt, tags and a mark', () => {
    const items = load(bodyOf('https://tech.tramlight.example/tag/backend/'))('.post-item');
    expect(items).toHaveLength(12);
    for (const item of items.toArray().map((node) => load(node)('.post-item'))) {
      expect(item.text()).toMatch(/sticky\s+[A-Z][a-z]{2} \d{1,2}, 20\d\d\s+\S/u);
      expect(item.find('.excerpt').text()).toMatch(/\.\.\.$/u);
      expect(item.find('.tags a').length).toBeGreaterThan(0);
    }
  });

  test('the link listing has 28 items that end in host and age', () => {
    const items = load(bodyOf('https://links.quayside.example/'))('.link').toArray().map((node) => load(node).text().replace(/\s+/gu, ' ').trim());
    expect(items).toHaveLength(28);
    expect(items.filter((text) => !/ … \| Continue reading @[a-z.]+ \| \d+ (?:months?|years?) ago$/u.test(text))).toEqual([]);
  });

  test('three posts stand in the link listing under two titles', () => {
    const listed = expected.mentions.filter(({ site }) => site === 'Quayside Links').map(({ originalUrl }) => originalUrl);
    expect(listed.filter((url, at) => listed.indexOf(url) !== at)).toHaveLength(3);
  });

  test('at least half of the links are recorded', () => {
    const listed = expected.mentions.filter(({ site }) => site === 'Quayside Links');
    expect(listed.filter(({ recorded }) => recorded).length).toBeGreaterThanOrEqual(listed.length / 2);
  });
});

/** The address at which following redirects and stubs ends with a page; null where it ends nowhere. */
function follow(url: string, hops = 5): string | null {
  const { hostname, pathname, search } = new URL(url);
  const answer = web.lookup(hostname, pathname + search);
  if (answer.type === 'missing' || hops === 0) return null;
  if (answer.type === 'redirect') return follow(new URL(answer.location, url).href, hops - 1);
  const target = findRefreshTarget(answer.page.contentType, readFileSync(answer.page.file));
  if (target !== null) return follow(new URL(target, url).href, hops - 1);
  return `https://${answer.page.host}${answer.page.urlPath}`;
}

function bodyOf(url: string): string {
  const { hostname, pathname, search } = new URL(url);
  const answer = web.lookup(hostname, pathname + search);
  return answer.type === 'page' ? readFileSync(answer.page.file, 'utf8') : '';
}

function isOpen(url: string): boolean {
  return isAllowed(parseRobots(bodyOf(`${new URL(url).origin}/robots.txt`)), 'writeups', url);
}
