import { expect, test } from 'vitest';
import { parseSitemap } from '../../../crawler/parse/sitemap.ts';

const URL_ = 'https://copperfold.example/sitemap.xml';
const parse = (text: string): ReturnType<typeof parseSitemap> => parseSitemap({ url: URL_, body: Buffer.from(text) });

test('pages with the day of their last change, relative addresses resolved', () => {
  expect(parse('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://copperfold.example/a?x=1&amp;y=2 </loc><lastmod>2024-03-07</lastmod></url><url><loc>/b</loc></url><url><loc>mailto:x</loc></url></urlset>')).toEqual({
    pages: [{ url: 'https://copperfold.example/a?x=1&y=2', modifiedAt: '2024-03-07T00:00:00.000Z' }, { url: 'https://copperfold.example/b', modifiedAt: null }], sitemaps: [],
  });
});

test('an index names further sitemaps', () => {
  expect(parse('<sitemapindex><sitemap><loc>https://copperfold.example/posts.xml</loc></sitemap></sitemapindex>')).toEqual({ pages: [], sitemaps: [{ url: 'https://copperfold.example/posts.xml', modifiedAt: null }] });
});

test('pictures in a page entry are not pages', () => {
  expect(parse('<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://copperfold.example/a</loc><image:image><image:loc>https://copperfold.example/i.png</image:loc></image:image></url></urlset>').pages.length).toBe(1);
});

test('one address a line', () => {
  expect(parse('https://copperfold.example/a\r\nnot an address\nhttps://copperfold.example/b\n').pages.map(({ url }) => url)).toEqual(['https://copperfold.example/a', 'https://copperfold.example/b']);
});

test.each([['', 'empty'], ['<html><body>404</body></html>', 'unknown-format'], ['<rss/>', 'unknown-format']])('%j is refused: %s', (text, kind) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'ParseError', kind }));
});
