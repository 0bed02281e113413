import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFeed, decodeHtml } from '../../../crawler/fetch/charset.ts';
import { parseFeed } from '../../../crawler/parse/feed.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf8 = (text: string): Uint8Array => Buffer.from(text);
const HTML = 'text/html';

describe('a page', () => {
  const rows: readonly (readonly [Uint8Array, string | null, string, string, string])[] = [
    [utf8('<p>naïve'), HTML, '<p>naïve', 'utf-8', 'nothing declared, valid UTF-8'],
    [latin1('<p>na\u00efve \u0093x\u0094'), HTML, '<p>naïve “x”', 'windows-1252', 'nothing declared, not UTF-8'],
    [utf8('<p>plain'), HTML, '<p>plain', 'windows-1252', 'nothing declared, ASCII'],
    [latin1('<p>na\u00efve'), 'text/html; charset=ISO-8859-1', '<p>naïve', 'windows-1252', 'the header'],
    [utf8('<p>naïve'), 'text/html; charset=ISO-8859-1', '<p>naïve', 'utf-8', 'a server\'s default over a page that is UTF-8'],
    [utf8('<meta charset="utf-8"><p>naïve'), 'text/html; charset=windows-1252', '<meta charset="utf-8"><p>naïve', 'utf-8', 'the page knows better than the header'],
    [latin1('<meta charset="utf-8"><p>na\u00efve'), HTML, '<meta charset="utf-8"><p>naïve', 'windows-1252', 'said to be UTF-8, and is not'],
    [utf8('<meta charset="big5"><p>plain'), 'text/html; charset=utf-8', '<meta charset="big5"><p>plain', 'utf-8', 'the header goes before the page'],
    [Buffer.concat([latin1('\u00ef\u00bb\u00bf'), utf8('<meta charset="big5">é')]), 'text/html; charset=big5', '<meta charset="big5">é', 'utf-8', 'the byte order mark goes before all'],
    [Buffer.from('\ufeff<p>é', 'utf16le'), HTML, '<p>é', 'utf-16le', 'UTF-16 by its mark'],
    [Buffer.from('<p>é', 'utf16le'), HTML, '<p>é', 'utf-16le', 'UTF-16 without a mark'],
    [latin1('<meta http-equiv=content-type content="text/html; charset=shift_jis">\u0083e\u0083X\u0083g'), HTML, '<meta http-equiv=content-type content="text/html; charset=shift_jis">テスト', 'shift_jis', 'meta with http-equiv'],
    [latin1('<meta charset=bogus><meta charset=iso-8859-2>\u00b3'), HTML, '<meta charset=bogus><meta charset=iso-8859-2>ł', 'iso-8859-2', 'an unknown label is passed over'],
    [latin1('<!-- <meta charset=big5> --><meta charset=iso-8859-2>\u00b3'), HTML, '<!-- <meta charset=big5> --><meta charset=iso-8859-2>ł', 'iso-8859-2', 'not in comments'],
    [latin1('<?xml version="1.0" encoding="iso-8859-2"?><html>\u00b3'), HTML, '<?xml version="1.0" encoding="iso-8859-2"?><html>ł', 'iso-8859-2', 'an XHTML declaration'],
    [utf8('<p>x\u0092s'), 'text/html; charset=utf-8', '<p>x’s', 'utf-8', 'Windows characters encoded as if they were controls'],
    [utf8('<p>a\0b'), 'text/html; charset=utf-8', '<p>ab', 'utf-8', 'zero bytes'],
    [Buffer.concat([utf8('<p>é ä ü ö ß è'), latin1('\u00ff ok')]), 'text/html; charset=utf-8', '<p>é ä ü ö ß è\ufffd ok', 'utf-8', 'one broken byte in good UTF-8'],
    [utf8('<p>é naïve').subarray(0, 9), HTML, '<p>é na\ufffd', 'utf-8', 'cut within a character'],
    [utf8('<meta charset=gb2312><p>' + '我们如何迁移数据库'.repeat(40)), HTML, '<meta charset=gb2312><p>' + '我们如何迁移数据库'.repeat(40), 'utf-8', 'converted to UTF-8 with the old label left in'],
    [latin1('<p>caf\u00e9'), HTML, '<p>café', 'windows-1252', 'Latin-1 that ends like a cut character'],
    [utf8(''), null, '', 'windows-1252', 'empty'],
  ];
  test.each(rows.map(([bytes, header, text, encoding, why]) => ({ bytes, header, text, encoding, why })))('$why: $encoding', ({ bytes, header, text, encoding }) => {
    expect(decodeHtml(bytes, header)).toEqual({ text, encoding });
  });

  test.each([
    ['windows-1251', 'Как мы перешли на новую базу данных и что из этого получилось', [0xca, 0xe0, 0xea, 0x20, 0xec, 0xfb, 0x20, 0xef, 0xe5, 0xf0, 0xe5, 0xf8, 0xeb, 0xe8, 0x20, 0xed, 0xe0, 0x20, 0xed, 0xee, 0xe2, 0xf3, 0xfe, 0x20, 0xe1, 0xe0, 0xe7, 0xf3, 0x20, 0xe4, 0xe0, 0xed, 0xed, 0xfb, 0xf5, 0x20, 0xe8, 0x20, 0xf7, 0xf2, 0xee, 0x20, 0xe8, 0xe7, 0x20, 0xfd, 0xf2, 0xee, 0xe3, 0xee, 0x20, 0xef, 0xee, 0xeb, 0xf3, 0xf7, 0xe8, 0xeb, 0xee, 0xf1, 0xfc]],
    ['koi8-r', 'Как мы перешли на новую базу', [0xeb, 0xc1, 0xcb, 0x20, 0xcd, 0xd9, 0x20, 0xd0, 0xc5, 0xd2, 0xc5, 0xdb, 0xcc, 0xc9, 0x20, 0xce, 0xc1, 0x20, 0xce, 0xcf, 0xd7, 0xd5, 0xc0, 0x20, 0xc2, 0xc1, 0xda, 0xd5]],
    ['euc-kr', '데이터베이스 이야기', [0xb5, 0xa5, 0xc0, 0xcc, 0xc5, 0xcd, 0xba, 0xa3, 0xc0, 0xcc, 0xbd, 0xba, 0x20, 0xc0, 0xcc, 0xbe, 0xdf, 0xb1, 0xe2]],
    ['shift_jis', 'これはテストです', [0x82, 0xb1, 0x82, 0xea, 0x82, 0xcd, 0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x82, 0xc5, 0x82, 0xb7]],
    ['euc-jp', 'これはテストです', [0xa4, 0xb3, 0xa4, 0xec, 0xa4, 0xcf, 0xa5, 0xc6, 0xa5, 0xb9, 0xa5, 0xc8, 0xa4, 0xc7, 0xa4, 0xb9]],
    ['windows-1252', 'Über Bäume, größere Wälder und naïve Schlüsse', Buffer.from('Über Bäume, größere Wälder und naïve Schlüsse', 'latin1')],
  ])('in %s without a word about it is recognised', (encoding, text, bytes) => {
    expect(decodeHtml(Uint8Array.from(bytes), HTML)).toEqual({ text, encoding });
  });
});

describe('a feed', () => {
  const rows: readonly (readonly [Uint8Array, string | null, string, string])[] = [
    [utf8('<rss/>'), 'text/xml', 'utf-8', 'nothing declared (RFC 7303 over RFC 3023)'], [utf8('<?xml version="1.0" encoding="iso-8859-1"?><rss/>'), 'text/xml', 'windows-1252', 'the declaration'],
    [utf8('<?xml version="1.0" encoding="iso-8859-1"?><rss/>'), 'text/xml; charset="euc-kr"', 'euc-kr', 'the header goes first'], [utf8('<?xml version=\'1.0\'\nencoding = \'euc-kr\' standalone="yes"?><rss/>'), null, 'euc-kr', 'single quotes and line breaks'],
    [utf8('<?xml version="1.0" encoding="bogus"?><rss/>'), null, 'utf-8', 'an invented label'], [utf8('{"version":"x"}'), 'application/feed+json', 'utf-8', 'JSON'], [utf8('<rss/>'), 'text/xml; charset:euc-kr', 'euc-kr', 'a colon for the equals sign'],
    [Buffer.from('<?xml version="1.0" encoding="utf-8"?><rss/>', 'utf16le'), null, 'utf-16le', 'UTF-16 that calls itself UTF-8'], [Buffer.from('<rss/>', 'utf16le').swap16(), null, 'utf-16be', 'big-endian'],
    [Uint8Array.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), null, 'utf-32le', 'UTF-32 by its mark'], [Uint8Array.from([0, 0, 0, 0x3c, 0, 0x11, 0, 0]), null, 'utf-32be', 'UTF-32 by its zeros'],
  ];
  test.each(rows.map(([bytes, header, encoding, why]) => ({ bytes, header, encoding, why })))('$why: $encoding', ({ bytes, header, encoding }) => {
    expect(decodeFeed(bytes, header).encoding).toBe(encoding);
  });

  test('in UTF-32 is text, and what is no character is shown as one', () => {
    expect(decodeFeed(Uint8Array.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0, 0, 0xf6, 1, 0, 0, 0xd8, 0, 0, 9]), null).text).toBe('<😀\ufffd');
  });
});

test('nothing makes decoding throw', () => {
  const header = fc.option(fc.oneof(fc.string(), fc.constantFrom('text/html; charset=', 'text/html; charset="', 'x; charset=utf-7', 'x; charset=replacement', 'x; charset=utf-16')));
  const marks = fc.constantFrom('', '\ufeff', '<?xml encoding="utf-16"?>', '<meta charset=utf-16>', '<meta ', '<!--', '<a b=\'');
  fc.assert(fc.property(fc.uint8Array(), marks, header, (bytes, mark, contentType) => {
    const input = Buffer.concat([Buffer.from(mark), bytes]);
    for (const { text, encoding } of [decodeHtml(input, contentType), decodeFeed(input, contentType)]) {
      expect(typeof text).toBe('string');
      expect(encoding).toMatch(/^[a-z0-9_-]+$/u);
    }
  }), { numRuns: 1_000 });
});

test('UTF-8 always comes back as it went in', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter((text) => !/[\0\u0080-\u009f\ufeff<]/u.test(text)), (text) => {
    expect(decodeHtml(utf8(`<p>${text}`), 'text/html; charset=utf-8').text).toBe(`<p>${text}`);
    expect(decodeFeed(utf8(`<p>${text}`), null).text).toBe(`<p>${text}`);
  }));
});

test.each([['<'.repeat(60_000)], ['<a '.repeat(20_000)], ['<meta '.repeat(10_000)], [`<a ${'b '.repeat(30_000)}`], ['<!--'.repeat(15_000)], [`<?xml ${' encoding'.repeat(8_000)}`], ['<meta charset="'.repeat(4_000)]])('a hostile beginning costs next to nothing: %#', (text) => {
  const started = process.cpuUsage();
  decodeHtml(utf8(text), null);
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(200);
});

const SUITE = new URL('../../../../shared/suites/charset/cases.jsonl.gz', import.meta.url);
type Case = { readonly id: string; readonly kind: string; readonly contentType: string | null; readonly body: string; readonly encoding: string | null; readonly path?: string | null; readonly value?: string; readonly legacyRfc3023?: boolean };

/**
 * A sequence that is no text in any encoding, of which the other reader keeps its own guess; a reference written twice, which is
 * markup there and text here.
 */
const NOT_OURS = ['bozo_linenoise', 'demoronize-3'].map((name) => `feedparser-${name}`);
/** 98 % of the suite. */
const LEAST_RIGHT = 161;

describe.skipIf(!existsSync(SUITE))('the suites of html5lib and Universal Feed Parser (skipped where they are not beside the checkout)', () => {
  const cases = existsSync(SUITE) ? gunzipSync(readFileSync(SUITE)).toString().trim().split('\n').map((text) => JSON.parse(text) as Case) : [];

  test(`at least ${LEAST_RIGHT} of 164 are answered as they should be`, () => {
    expect(cases.filter((one) => !isRight(one)).map(({ id }) => id)).toEqual(NOT_OURS);
    expect(cases.length - NOT_OURS.length).toBeGreaterThanOrEqual(LEAST_RIGHT);
    expect(cases.length).toBe(164);
  });

  function isRight({ kind, contentType, body, encoding, path, value = '', legacyRfc3023 = false }: Case): boolean {
    const bytes = Buffer.from(body, 'base64');
    const decoded = kind === 'html-prescan' ? decodeHtml(bytes, contentType) : decodeFeed(bytes, contentType);
    if (encoding !== null && encoding !== undefined) return sameEncoding(decoded.encoding, encoding) || sameText(bytes, decoded.text, encoding) || (legacyRfc3023 && /^(?:utf-8|windows-1252)$/u.test(decoded.encoding));
    return path === null || path === undefined || elementTexts(decoded.text).includes(value) || readerTexts(bytes, contentType).includes(value);
  }

  function sameEncoding(left: string, right: string): boolean {
    return left === right || (!right.startsWith('utf-32') && new TextDecoder(right).encoding === left);
  }

  /** Labels such as gb2312 and gb18030 differ where the text does not. */
  function sameText(bytes: Uint8Array, text: string, encoding: string): boolean {
    return !/^utf|ascii|8859/u.test(encoding) && new TextDecoder(encoding).decode(bytes) === text;
  }

  /** Where references hide the bytes, the reader's own text is what counts. */
  function readerTexts(body: Uint8Array, contentType: string | null): (string | null)[] {
    const headers = contentType === null ? {} : { 'content-type': contentType };
    return parseFeed({ url: 'https://copperfold.example/feed', body, headers }).entries.flatMap(({ title, summary }) => [title, summary]);
  }

  function elementTexts(xml: string): string[] {
    return [...xml.matchAll(/<(title|description|summary)>([^<]*)<\/\1>/gu)].map(([, , text = '']) => text.replaceAll('&lt;', '<').replaceAll('&amp;', '&').trim());
  }
});
