import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import { parseListing } from '../../../crawler/parse/listing.ts';

const NOW = '2026-11-22T12:00:00.000Z';
const URL_ = 'https://eng.copperfold.example/tag/backend/';

const NAVIGATION = '<header class="site-header"><nav><a href="/">Copperfold Engineering home</a><a href="/about-the-engineering-team/">About the engineering team</a><a href="/open-positions-for-engineers/">Open positions for engineers</a></nav></header>';
const SIDEBAR = '<aside class="sidebar"><h3>Popular this year</h3><ul><li><a href="/2020/01/the-post-everybody-reads/">The post that everybody reads first</a> Jan 1, 2020</li><li><a href="/2020/02/another-one-of-those/">Another one of those popular posts</a> Feb 1, 2020</li></ul></aside>';
const FOOTER = '<footer><a href="/terms-of-service-for-readers/">Terms of service for readers</a><a href="/tag/security/">Security</a> © 2026</footer>';
const page = (main: string): string => `<!doctype html><html lang="en"><head><title>backend Archives | Copperfold Engineering</title></head><body>${NAVIGATION}<main>${main}</main>${SIDEBAR}${FOOTER}</body></html>`;

const POSTS = [
  ['May 9, 2025', '2025/05/how-we-lost-a-region', 'How We Lost a Region for an Hour', ['Infrastructure'], '2025-05-09'],
  ['Jun 22, 2023', '2023/06/reading-memory-of-pods', 'Reading the Memory of Running Pods', ['Developer Tools', 'Infrastructure'], '2023-06-22'],
  ['Nov 8, 2022', '2022/11/our-queue-is-a-table', 'Our Queue Is a Table', ['Data', 'Platform'], '2022-11-08'],
  ['Apr 14, 2022', '2022/04/c++-in-the-browser', 'C++ in the Browser', ['Web'], '2022-04-14'],
] as const;

describe('an archive of one tag', () => {
  const item = ([date, path, title, tags]: (typeof POSTS)[number]): string => `<article class="post post-${path.length} sticky category-x"><span class="badge">sticky</span><div class="post-meta"><span class="post-date">${date}</span></div>
    <h2 class="post-title"><a href="/${path}/">${title}</a></h2><p>We changed one line on a quiet afternoon and learnt a great deal about what depends on...</p>
    <ul class="post-tags">${tags.map((tag) => `<li><a href="/tag/${tag.toLowerCase()}/">${tag}</a></li>`).join('')}</ul></article>`;
  const feed = parseListing({ url: URL_, html: page(`<h1>Tag archive: backend</h1>${POSTS.map(item).join('')}<div class="nav-links"><a class="next page-numbers" href="/tag/backend/page/2/">Older posts</a></div>`) }, NOW);

  test('gives every post with title, date, tags and excerpt, and nothing else', () => {
    expect(feed.format).toBe('listing');
    expect(feed.entries.map(({ title, publishedAt, categories }) => [title, publishedAt?.slice(0, 10), categories])).toEqual(POSTS.map(([, , title, tags, day]) => [title, day, [...tags]]));
    expect(feed.entries.every(({ summary }) => summary === 'We changed one line on a quiet afternoon and learnt a great deal about what depends on...')).toBe(true);
  });

  test('knows where older posts are', () => {
    expect(feed.nextUrl).toBe('https://eng.copperfold.example/tag/backend/page/2/');
    expect(feed.title).toBe('backend Archives | Copperfold Engineering');
    expect(feed.language).toBe('en');
  });
});

describe("a link aggregator's listing", () => {
  const ROWS = [
    ['What a Flag Taught Us about Bandwidth', 'https://labs.copperfold.example/flag', '3 years ago'],
    ['Copperfold: What a Flag Taught Us', 'https://labs.copperfold.example/flag-again', '4 years ago'],
    ['Engineering Culture, Part 1', 'https://labs.copperfold.example/culture-1', '4 years ago'],
    ['Engineering Culture, Part 2', 'https://blog.tinplate.example/culture-2', '5 months ago'],
  ] as const;
  const row = ([title, url, age]: (typeof ROWS)[number]): string => `<div class="entry"><h3><a href="${url}">${title}</a></h3>
    <p>An experiment that began with one server ended with every one of them, and this is the tale of the week betwee … | <a href="${url}">Continue reading</a></p><div class="source">@${new URL(url).host} | ${age}</div></div>`;
  const feed = parseListing({ url: 'https://links.example/s/copperfold', html: page(ROWS.map(row).join('')) }, NOW);

  test('leads to the originals, with a span for the date', () => {
    expect(feed.format).toBe('aggregator');
    expect(feed.entries.map(({ title, url }) => [title, url])).toEqual(ROWS.map(([title, url]) => [title, url]));
    expect(feed.entries.map(({ publishedAt }) => publishedAt)).toEqual([null, null, null, null]);
    expect(feed.entries[0]?.publishedRange?.earliestAt.slice(0, 4)).toBe('2022');
    expect(feed.entries[0]?.publishedRange?.latestAt.slice(0, 4)).toBe('2024');
    expect(feed.entries[3]?.publishedRange?.latestAt.slice(0, 7)).toBe('2026-07');
  });

  test('excerpts end where the text does', () => {
    expect(feed.entries[0]?.summary).toBe('An experiment that began with one server ended with every one of them, and this is the tale of the week betwee …');
  });
});

describe('other shapes of lists', () => {
  const POSTED: readonly (readonly [string, string, string])[] = [['how-we-count', 'How We Count Things', '2024-03-07'], ['why-we-wait', 'Why We Wait for the Disk', '2023-12-01'], ['what-we-broke', 'What We Broke on Friday', '2023-02-11']];
  const expected = POSTED.map(([slug, title, day]) => [`https://eng.copperfold.example/posts/${slug}/`, title, day]);
  const year = (day: string): string => day.slice(0, 4);
  const words = (day: string): string => new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const shapes: Readonly<Record<string, string>> = {
    'rows of a table': `<table>${POSTED.map(([slug, title, day]) => `<tr><td>${day}</td><td><a href="/posts/${slug}/">${title}</a></td><td>Ada</td></tr>`).join('')}</table>`,
    'cards that are links as a whole': POSTED.map(([slug, title, day]) => `<a class="card" href="/posts/${slug}/"><img src="/i/${slug}.png" alt=""><div><h3>${title}</h3><p>Some words about it that are long enough for an excerpt.</p><time datetime="${day}">${words(day)}</time></div></a>`).join(''),
    'a definition list': `<dl>${POSTED.map(([slug, title, day]) => `<dt><a href="/posts/${slug}/">${title}</a></dt><dd>${words(day)}</dd>`).join('')}</dl>`,
    'headings without anything round an item': POSTED.map(([slug, title, day]) => `<h2><a href="/posts/${slug}/">${title}</a></h2><p class="meta">Posted on ${words(day)} by Ada</p><p>Some words about it that are long enough for an excerpt.</p>`).join(''),
    'lists under years': [...new Set(POSTED.map(([, , day]) => year(day)))].map((group) => `<h2>${group}</h2><ul>${POSTED.filter(([, , day]) => year(day) === group).map(([slug, title, day]) => `<li><span>${new Date(day).toLocaleDateString('en-US', { month: 'short', day: '2-digit', timeZone: 'UTC' })}</span> <a href="/posts/${slug}/">${title}</a></li>`).join('')}</ul>`).join(''),
    'titles without links, with "read more"': POSTED.map(([slug, title, day]) => `<section class="post"><h2>${title}</h2><span class="date">${words(day)}</span><p>Some words about it that are long enough for an excerpt.</p><a href="/posts/${slug}/">Read more</a></section>`).join(''),
    'a leading post in a frame of its own': `<section class="hero featured"><h1><a href="/posts/${POSTED[0]?.[0]}/">${POSTED[0]?.[1]}</a></h1><time datetime="${POSTED[0]?.[2]}"></time></section><div class="grid">${POSTED.slice(1).map(([slug, title, day]) => `<article><h3><a href="/posts/${slug}/">${title}</a></h3><time datetime="${day}"></time></article>`).join('')}</div>`,
  };

  test.each(Object.entries(shapes))('%s', (_shape, main) => {
    const feed = parseListing({ url: 'https://eng.copperfold.example/posts/', html: page(main) }, NOW);
    expect(feed.entries.map(({ url, title, publishedAt }) => [url, title, publishedAt?.slice(0, 10)])).toEqual(expected);
  });

  test('a page of prose lists nothing', () => {
    const html = page(`<article><h1>One post</h1>${'<p>As we said <a href="https://far.example/a-post-about-it">in an earlier piece of writing</a>, the disk is slow, and nothing that anybody did helped it.</p>'.repeat(5)}</article>`);
    expect(parseListing({ url: 'https://eng.copperfold.example/posts/one/', html }, NOW).entries).toEqual([]);
  });

  test("a source's own rules go before what is found", () => {
    const html = page('<div class="x"><b>First</b><i>7 March 2024</i><a href="/a">→</a></div><div class="x"><b>Second</b><i>8 March 2024</i><a href="/b">→</a></div><a id="n" href="/p2">…</a>');
    const feed = parseListing({ url: URL_, html }, NOW, { item: '.x', link: 'a', title: 'b', date: 'i', excerpt: null, tags: null, author: null, next: '#n' });
    expect(feed.entries.map(({ url, title, publishedAt }) => [url, title, publishedAt])).toEqual([
      ['https://eng.copperfold.example/a', 'First', '2024-03-07T00:00:00.000Z'], ['https://eng.copperfold.example/b', 'Second', '2024-03-08T00:00:00.000Z'],
    ]);
    expect(feed.nextUrl).toBe('https://eng.copperfold.example/p2');
  });
});

describe('where a list goes on', () => {
  test.each([
    ['<link rel="next" href="/p/2">', '/', '/p/2', 'rel=next'],
    ['<a href="/page/3/">3</a><a href="/page/1/">1</a>', '/page/2/', '/page/3/', 'the next number'],
    ['<a href="/?page=2">2</a>', '/', '/?page=2', 'a number in the query'],
    ['<a href="/blog?before=77">Older posts</a>', '/blog', '/blog?before=77', 'words'],
    ['<a href="/blog/p2/">次のページ</a>', '/blog/', '/blog/p2/', 'words in Japanese'],
    ['<a href="/page/2/">Newer posts</a>', '/page/3/', null, 'newer is not older'],
    ['<a href="https://other.example/page/2/">2</a>', '/', null, 'another site'],
    ['<a href="/next-generation-storage/">Next generation storage</a>', '/', null, 'a title that begins with the word'],
    ['<a href="/index-1.html" rel="next">Older</a><a href="/index-3.html" rel="prev">Newer</a>', '/index-2.html', '/index-1.html', 'numbers that count down'],
  ])('%s on %s → %s', (html, from, expected, _why) => {
    const feed = parseListing({ url: `https://eng.copperfold.example${from}`, html: `<html><body>${html}</body></html>` }, NOW);
    expect(feed.nextUrl).toBe(expected === null ? null : `https://eng.copperfold.example${expected}`);
  });
});

test('any markup gives a feed or a ParseError, soon', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('<a href="/x-y-z">', '</a>', '<div class="post">', '</div>', '<li>', '<h2>', 'May 9, 2025', 'Older posts', '<time datetime=x>', '<table><tr>', '\u0000', '&#xD800;', '<a href="javascript:alert(1)">'), { maxLength: 200 }), (parts) => {
    try {
      for (const { url } of parseListing({ url: URL_, html: parts.join('') }, NOW).entries) expect(url).toMatch(/^https?:/u);
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
    }
  }));
});
