import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import type { Entry, Feed } from '../../../core/feed.ts';
import { parseFeed } from '../../../crawler/parse/feed.ts';

const URL_ = 'https://copperfold.example/blog/feed.xml';
const parse = (text: string, headers: Readonly<Record<string, string>> = {}): Feed => parseFeed({ url: URL_, body: Buffer.from(text), headers });
const rss = (item: string, root = '', channel = ''): string => `<rss version="2.0" ${root}><channel><title>t</title>${channel}<item>${item}</item></channel></rss>`;
const atom = (entry: string, root = ''): string => `<feed xmlns="http://www.w3.org/2005/Atom" ${root}><title>t</title><entry>${entry}</entry></feed>`;
const first = (text: string): Entry => {
  const entry = parse(text).entries[0];
  if (entry === undefined) throw new Error('The feed has no entry.');
  return entry;
};

describe('entities are decoded once (R12)', () => {
  test.each([
    ['A &#65; &#x1F600; &amp;amp; &eacute;', 'A A 😀 &amp; é', 'numbers, names, and an escaped reference'],
    ['Vec&lt;T&gt; &amp; friends', 'Vec<T> & friends', 'what looks like a tag and is none'],
    ['The &lt;b&gt; tag', 'The <b> tag', 'a tag that is spoken of'],
    ['&lt;b&gt;Bold&lt;/b&gt; words', 'Bold words', 'a tag that formats'],
    ['<![CDATA[Tom &amp; Jerry&#8217;s]]>', 'Tom & Jerry’s', 'CDATA, where XML has not decoded'],
    ['<![CDATA[Vec<T> explained]]>', 'Vec<T> explained', 'CDATA with what is no tag'],
    ['It&amp;#8217;s here', 'It’s here', 'a number escaped twice has no meaning of its own'],
    ['AT&T and R&D;', 'AT&T and R&D;', 'a bare ampersand'],
    ['Windows &#146;quotes&#146;', 'Windows ’quotes’', 'Windows-1252 numbers'],
    ['a\u0000b\u0007c', 'abc', 'control characters'],
  ])('RSS title %s', (markup, expected) => {
    expect(first(rss(`<title>${markup}</title>`)).title).toBe(expected);
  });

  test.each([
    ['text', 'A &amp;lt;b&amp;gt; tag', 'A &lt;b&gt; tag'], ['html', 'A &amp;lt;b&amp;gt; tag', 'A <b> tag'], ['html', '&lt;em&gt;Less&lt;/em&gt; is more', 'Less is more'],
    ['xhtml', '<div xmlns="http://www.w3.org/1999/xhtml">Less <em>is</em> more</div>', 'Less is more'], ['text', 'a &lt; b', 'a < b'],
  ])('Atom title of type %s: %s', (type, markup, expected) => {
    expect(first(atom(`<title type="${type}">${markup}</title>`)).title).toBe(expected);
  });
});

describe('addresses are absolute', () => {
  test.each([
    ['from the document', rss('<link>/a b.html</link>'), 'https://copperfold.example/a%20b.html'],
    ['white space around it', rss('<link>\n  https://x.example/y  \n</link>'), 'https://x.example/y'],
    ['xml:base', rss('<link>y</link>', 'xml:base="https://base.example/z/"'), 'https://base.example/z/y'],
    ['xml:base upon xml:base', atom('<link href="y" xml:base="deeper/"/>', 'xml:base="/root/"'), 'https://copperfold.example/root/deeper/y'],
    ['a guid that is a link', rss('<guid>https://x.example/g</guid>'), 'https://x.example/g'],
    ['a guid that is none', rss('<guid isPermaLink="false">https://x.example/g</guid>'), null],
    ['what is no place', rss('<link>javascript:alert(1)</link>'), null],
    ['the original behind a counter', rss('<feedburner:origLink>https://x.example/o</feedburner:origLink><link>https://feeds.example/~r/1</link>', 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'), 'https://x.example/o'],
    ['the page among alternates', atom('<link rel="self" href="/s"/><link rel="alternate" type="application/pdf" href="/p"/><link rel="alternate" type="text/html" href="/h"/>'), 'https://copperfold.example/h'],
    ['a payload, not a place', rss(`<link>https://x.example/${'a'.repeat(10_000)}</link>`), null],
  ])('%s', (_why, text, expected) => {
    expect(first(text).url).toBe(expected);
  });

  test('Content-Location goes before the address of the document', () => {
    expect(parse(rss('<link>y</link>'), { 'content-location': 'https://cdn.example/feeds/1' }).entries[0]?.url).toBe('https://cdn.example/feeds/y');
  });

  test('links and pictures in the content, each by its own base; the rest stays as it was', () => {
    const html = first(atom('<content type="html" xml:base="/deep/">&lt;P class=x&gt;&lt;a href="y"&gt;y&lt;/a&gt; &lt;img src="/i.png" srcset="a.png 1x, b.png 2x"&gt; &lt;a href="mailto:a@b.c"&gt;m&lt;/a&gt;</content>')).contentHtml;
    expect(html).toBe('<P class=x><a href="https://copperfold.example/deep/y">y</a> <img src="https://copperfold.example/i.png" srcset="https://copperfold.example/deep/a.png 1x, https://copperfold.example/deep/b.png 2x"> <a href="mailto:a@b.c">m</a>');
  });
});

describe('prefixes mean what they are bound to', () => {
  test('a foreign vocabulary under a known prefix gives nothing', () => {
    expect(first(rss('<title>real</title><dc:creator>Mallory</dc:creator><media:title>fake</media:title>', 'xmlns:dc="urn:evil" xmlns:media="urn:evil"'))).toMatchObject({ title: 'real', authors: [] });
  });

  test('a known vocabulary under any prefix is read', () => {
    expect(first(rss('<q:creator>Ada</q:creator>', 'xmlns:q="http://purl.org/dc/elements/1.1/"')).authors).toEqual(['Ada']);
  });

  test('a prefix that nobody declared is taken for what it usually is', () => {
    expect(first(rss('<dc:creator>Ada</dc:creator>')).authors).toEqual(['Ada']);
  });

  test('names of object properties are names', () => {
    expect(first(rss('<title>t</title><constructor>x</constructor><__proto__>y</__proto__>')).title).toBe('t');
    expect(({} as Record<string, unknown>)['y']).toBeUndefined();
  });
});

describe('broken XML is read as far as it makes sense', () => {
  test.each([
    ['a warning before the declaration', `<br /><b>Warning</b>: x in y on line 3<br /><?xml version="1.0"?>${rss('<title>One</title>')}`, ['One']],
    ['a byte order mark and blank lines', `\uFEFF\n\n${rss('<title>One</title>')}`, ['One']],
    ['an item that is never closed', '<rss><channel><item><title>One</title><item><title>Two</title></item></channel></rss>', ['One', 'Two']],
    ['a document that is cut off', '<rss><channel><item><title>One</title></item><item><title>Two</ti', ['One', 'Two</ti']],
    ['attributes without quotes', '<rss version=2.0><channel><item><title>One</title></item></channel></rss>', ['One']],
    ['items beside the channel', '<rss><channel><title>t</title></channel><item><title>One</title></item></rss>', ['One']],
  ])('%s', (_why, text, titles) => {
    const found = parse(text).entries.map((entry) => entry.title);
    expect(found.length).toBe(titles.length);
    expect(found[0]).toBe(titles[0]);
  });
});

describe('what is no feed is refused by name', () => {
  test.each([
    ['nothing', '', 'empty'], ['blanks', '  \n ', 'empty'], ['a page', '<!doctype html><html><body>Hi</body></html>', 'unknown-format'], ['words', 'plain words', 'unknown-format'],
    ['a picture', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'unknown-format'], ['JSON that breaks off', '{"items":', 'malformed'], ['another object', '{"a":1}', 'unknown-format'],
    ['a list', '[]', 'unknown-format'], ['200 elements deep', `<rss>${'<a>'.repeat(200)}`, 'too-deep'], ['200,001 elements', `<rss>${'<a/>'.repeat(200_001)}`, 'too-many'],
  ])('%s', (_why, text, kind) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'ParseError', kind }));
  });
});

test('at most 2,000 entries are kept, the first ones (R13)', () => {
  const feed = parse(`<rss><channel>${Array.from({ length: 2_500 }, (_, n) => `<item><title>${n}</title></item>`).join('')}</channel></rss>`);
  expect([feed.entries.length, feed.entries[0]?.title, feed.entries.at(-1)?.title]).toEqual([2_000, '0', '1999']);
});

test('one bad date costs its entry the date, not the feed', () => {
  const feed = parse('<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title><updated>soon</updated></entry><entry><title>b</title><updated>2024-03-07T00:00:00Z</updated></entry></feed>');
  expect(feed.entries.map(({ publishedAt }) => publishedAt)).toEqual([null, '2024-03-07T00:00:00.000Z']);
});

test('a date without a day is a span', () => {
  expect(first(rss('<dc:date>2005-11</dc:date>'))).toMatchObject({ publishedAt: null, publishedRange: { earliestAt: '2005-11-01T00:00:00.000Z', latestAt: '2005-11-30T23:59:59.999Z' } });
});

test('content is text with its blocks on lines of their own, and code keeps its lines', () => {
  const entry = first(rss('<content:encoded><![CDATA[<p>One <b>bold</b>\nword.</p><pre>a = 1\n\n  b = 2</pre><ul><li>x<li>y</ul><script>alert(1)</script>]]></content:encoded>'));
  expect(entry.contentText).toBe('One bold word.\na = 1\n\n  b = 2\nx\ny');
  expect(entry.contentHtml).not.toContain('script');
});

test('what the publisher asks for is kept', () => {
  const feed = parse(rss('<title>a</title>', 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"', '<ttl>90</ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours><skipDays><day>sunday</day></skipDays>'));
  expect(feed.schedule).toEqual({ intervalMinutes: 90, skipHours: [0, 7], skipDays: ['Sunday'] });
});

test('any bytes give a feed or a ParseError', () => {
  const pieces = fc.constantFrom('<rss>', '<channel>', '<item>', '</item>', '<title>', '</title>', '<![CDATA[', ']]>', '<!DOCTYPE x [<!ENTITY a "b">]>', '&a;', '&#99999999;', 'xmlns="', '"', '<feed xmlns="http://www.w3.org/2005/Atom">', '<entry>', '<content type="xhtml">', '<div>', '<a href="x">', '</', '>', '<?', '?>', '<!--', '-->', '\u0000', '\uD800', '{"items":[', '{}', 'é', ' ');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
    try {
      for (const { url } of parse(parts.join('')).entries) if (url !== null) expect(url).toMatch(/^https?:/u);
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
    }
  }), { numRuns: 500 });
});
