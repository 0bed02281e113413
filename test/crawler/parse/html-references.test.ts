import { load } from 'cheerio';
import fc from 'fast-check';
import { DomHandler, Parser } from 'htmlparser2';
import { expect, test } from 'vitest';
import { decodeText, decodeValue } from '../../../crawler/parse/html-references.ts';
import { loadHtml } from '../../../crawler/parse/html.ts';

test.each([
  ['a &amp; b &lt;c&gt; &#39;&nbsp;', "a & b <c> '\u00A0", 'common ones'],
  ['&copy 2024 &eacute;t&eacute; &#x1F600; &NotEqualTilde;', '© 2024 été 😀 ≂̸', 'rare ones, also without a semicolon'],
  ['1 < 2 &ndash; <&copy;', '1 < 2 – <©', 'beside a sign that is no tag'],
  ['AT&T &unknown; & &amp;amp;', 'AT&T &unknown; & &amp;', 'what is none stays, and nothing is decoded twice'],
])('%j is %j: %s', (text, decoded) => expect(decodeText(text)).toBe(decoded));

test.each([
  ['/?a=1&amp;copy=2&copy=3', '/?a=1&copy=2&copy=3', 'no name without a semicolon before an equals sign'],
  [`"a" &ndash; b`, '"a" – b', 'with a quote'],
  [`a"b'&ndash;`, `a"b'–`, 'with both quotes, as without quotes around'],
])('the value %j is %j: %s', (value, decoded) => expect(decodeValue(value)).toBe(decoded));

const PIECES = ['&', '&amp', '&copy', '&copy=', '&notit;', '&#65', '&#0;', '"', "'", '< ', '>', '</title>', '<title>', '<textarea>', '</textarea>', '<script>', '</script>', '<a href=x&amp;y"\'&lt;z>', '<svg>', '<b title=\'a"&eacute\'>', '&nbsp;', 'x y', '='];

test('a tree is the one that the parser builds when it decodes by itself', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
    const handler = new DomHandler();
    new Parser(handler, { decodeEntities: true }).end(pieces.join(''));
    expect(loadHtml(pieces.join('')).html()).toBe(load(handler.root, { xml: { xmlMode: false, decodeEntities: true } }).html());
  }));
});
