import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import { readOpml, writeOpml } from '../../../crawler/sources/opml.ts';

const SUITE = new URL('../../../../shared/suites/feeds/opml.jsonl.gz', import.meta.url);

type Outline = { readonly xmlUrl?: string; readonly title?: string; readonly text?: string; readonly outlines?: readonly Outline[] };

function expectedOf(outlines: readonly Outline[], folders: readonly string[]): string[] {
  return outlines.flatMap((outline) => {
    const name = outline.title ?? outline.text;
    const own = outline.xmlUrl === undefined ? [] : [JSON.stringify([new URL(outline.xmlUrl).href, name, folders])];
    return [...own, ...expectedOf(outline.outlines ?? [], name === undefined ? folders : [...folders, name])];
  });
}

describe.skipIf(!existsSync(SUITE))('subscription lists of the feed suite (needs the suites beside the checkout)', () => {
  const cases = existsSync(SUITE) ? gunzipSync(readFileSync(SUITE)).toString().trim().split('\n').map((line) => JSON.parse(line) as { id: string; body: string; expected: { body: { outlines: Outline[] } } }) : [];
  test.each(cases.map((row) => [row.id, row] as const))('%s', (_id, { body, expected }) => {
    const read = readOpml(Buffer.from(body, 'base64').toString('utf8')).map(({ feedUrl, title, folders }) => JSON.stringify([feedUrl, title, folders]));
    expect(new Set(read)).toEqual(new Set(expectedOf(expected.body.outlines, [])));
  });
});

test('what is exported is imported again, with kind, publisher, topics and listing rules', () => {
  const rules = { item: 'li[data-x="1"] > .row', link: 'h2 a', title: null, date: 'time', excerpt: null, tags: 'a.tag', author: null, next: 'a[rel~="next"]' };
  const sources = [
    { title: 'Copper & Wire', kind: 'feed' as const, url: 'https://copper.example/feed.xml', siteUrl: 'https://copper.example/', publisher: 'Copper Ltd', topics: ['databases', 'c++'], rules: null },
    { title: 'Old posts', kind: 'archive' as const, url: 'https://old.example/archive', siteUrl: null, publisher: 'Old', topics: [], rules },
    { title: 'All <of> it', kind: 'sitemap' as const, url: 'https://all.example/sitemap.xml?a=1&b=2', siteUrl: 'https://all.example/', publisher: 'All', topics: [], rules: null },
  ];
  expect(readOpml(writeOpml(sources))).toEqual(sources.map(({ url, ...source }) => ({ ...source, feedUrl: url, folders: [] })));
});

test('an address stands once, and folders are kept', () => {
  const list = '<opml version="2.0"><body><outline text="A"><outline text="B"><outline text="X" xmlUrl="https://x.example/rss"/></outline></outline><outline text="X again" xmlUrl="https://x.example/rss"/><outline text="no feed" xmlUrl="javascript:alert(1)"/></body></opml>';
  expect(readOpml(list)).toEqual([{ title: 'X', feedUrl: 'https://x.example/rss', siteUrl: null, publisher: 'X', topics: [], kind: 'feed', rules: null, folders: ['A', 'B'] }]);
});

test('listing rules that cannot be used are refused with what is wrong', () => {
  expect(() => readOpml('<opml version="2.0"><body><outline text="A" writeupsKind="archive" url="https://a.example/" writeupsRules="{&quot;item&quot;:&quot;li[&quot;}"/></body></opml>')).toThrow('is no CSS selector');
});

test('another document is refused', () => {
  expect(() => readOpml('<html><body>hello</body></html>')).toThrow(ParseError);
  expect(() => readOpml('not xml at all')).toThrow(ParseError);
});
