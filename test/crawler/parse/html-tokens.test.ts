import fc from 'fast-check';
import { DomHandler, Parser } from 'htmlparser2';
import { expect, test } from 'vitest';
import { PageTokenizer } from '../../../crawler/parse/html-tokens.ts';

type Tree = DomHandler['root'] | DomHandler['root']['children'][number];

/** The tree as lines: what each node is, what it says, and what is in it. */
function outline(node: Tree): unknown {
  const own = [node.type, 'name' in node ? node.name : '', 'attribs' in node ? node.attribs : {}, 'data' in node ? node.data : ''];
  return 'children' in node ? [...own, node.children.map(outline)] : own;
}

function treeOf(html: string, Tokenizer: typeof PageTokenizer | undefined): unknown {
  const handler = new DomHandler();
  new Parser(handler, Tokenizer === undefined ? { decodeEntities: false } : { decodeEntities: false, Tokenizer }).end(html);
  return outline(handler.root);
}

const PIECES = [
  'x y', ' ', '\n', '<', '>', '</', '</>', '< b', '=', '"', "'", '/', '-', '--', '-->', '!', '?', ']]>', '&amp;',
  '<p>', '</p >', '</br>', '<LI id=a class="b c">', '<a href=/x/ title=\'"\' hidden>', '<img src="a>b"/>', '<b =c d=>', '<i / / x>', '<a\tb = "c" b=d>', '<svg/>', '<svg><title/>', '</ p>', '</1>',
  '<script>', '<SCRIPT/>', '</script>', '</scripts>', '</ScRiPt\n>', '<style>', '</style>', '<title>', '</title>', '<textarea>', '</textarea/>', '<xmp>', '</xmp>', '<scrip>', '<table>',
  '<!doctype html>', '<!>', '<!->', '<!-->', '<!--->', '<!--', '<!-- a --->', '<![CDATA[', '<![CDATA', '<?xml ?>',
];

test('the tree is the one that the parser builds with its own tokenizer', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }), (pieces) => {
    const html = `${pieces.join('')}">'>--><i>`;
    expect(treeOf(html, PageTokenizer)).toEqual(treeOf(html, undefined));
  }), { numRuns: 2_000 });
});

test.each([
  ['a<b', 'a', 'a tag without an end'],
  ['a<b c="d>e', 'a', 'a value without an end'],
  ['a</b', 'a', 'a closing tag without an end'],
  ['a<', 'a<', 'a sign that begins nothing'],
  ['a</', 'a</', 'two of them'],
  ['<script>a<b', 'a<b', 'a script that goes on to the end'],
])('of %j stays %j: %s', (html, text) => {
  const words: string[] = [];
  new Parser({ ontext: (part) => words.push(part) }, { decodeEntities: false, Tokenizer: PageTokenizer }).end(html);
  expect(words.join('')).toBe(text);
});
