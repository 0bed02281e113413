import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExtractError } from '../../../core/errors.ts';
import { extractArticle } from '../../../crawler/extract/extract.ts';
import { makePage, NOW, PROSE } from './page.ts';

const PAGE = makePage(`<nav><a href=/>Home</a></nav><article><h1>Quiet queues</h1><div class=byline>By Ann Lee on <time datetime=2024-03-07>March 7</time></div>${PROSE}
<h2 id=a>Code</h2><pre class="language-js"><code><span class=line>let a = 1</span></code></pre><table><tr><th>a<th>b<tr><td colspan=2>c</table><ul><li>x<li>y</ul><p>Note<sup><a href=#fn1>1</a></sup></p>
<ol class=footnotes><li id=fn1>Text <a href=#r>↩</a></ol><math><annotation encoding="application/x-tex">a<b</annotation></math></article><div id=comments>hi</div><script type="application/ld+json">{"@type":"Article","headline":"Quiet queues","author":{"name":"Ann"}}</script>`,
{ head: '<title>Quiet queues | Example</title><meta property=og:title content="Quiet queues">' }).html;

const PIECES = ['<div>', '</div>', '<p', '>', '<pre>', '</pre>', '<table>', '<td rowspan=99999 colspan=99999>', '<!--', ']]>', '<script>', '<plaintext>', '<svg><title>', '"', "'", '&#0;', '&lt;script&gt;', '<a href="javascript:alert(1)">x</a>', '<img src=x onerror=alert(1)>', '\u202E', '\uE000', '\uD800', '<time datetime="99999-99-99">', '<ol start=-5>', '<sup>1</sup>', '<a href="#%">1</a>', '<iframe srcdoc="<script>">', '<meta http-equiv=refresh content=0>'];

/** A page with pieces set in and parts cut out. */
const mutated = fc.array(fc.record({ at: fc.nat(PAGE.length), cut: fc.nat(60), piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 12 })) }), { maxLength: 25 })
  .map((changes) => changes.reduce((html, { at, cut, piece }) => html.slice(0, at % (html.length + 1)) + piece + html.slice((at % (html.length + 1)) + cut), PAGE));

/** What this process has used of the processor: the clock on the wall counts what other processes do, too. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const url = 'https://blog.example.com/posts/quiet-queues';

test('mutated pages never throw anything but ExtractError, never take a second, and hold no executable markup', () => {
  fc.assert(fc.property(mutated, (html) => {
    const start = cpuMs();
    try {
      const article = extractArticle({ url, html, headers: {} }, NOW);
      const prose = article.markdown.replace(/^\s*(`{3,})[^\n]*\n[\s\S]*?\n\s*\1$/gmu, '').replace(/`[^`\n]*`/gu, '');
      expect(prose).not.toMatch(/<(?:script|img|iframe|svg|a|div|p)\b|\]\(\s*(?:javascript|vbscript|data):/iu);
      expect(`${article.title}${article.text}${article.authors.join()}`).not.toMatch(/[\uE000\uE001\u202A-\u202E]|\p{Cs}/u);
    } catch (error) {
      if (!(error instanceof ExtractError)) throw error;
    }
    expect(cpuMs() - start).toBeLessThan(1_000);
  }), { numRuns: 400, seed: 20260601 });
});

test('any string is an article or an ExtractError', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (html) => {
    try {
      extractArticle({ url, html, headers: {} }, NOW);
    } catch (error) {
      if (!(error instanceof ExtractError)) throw error;
    }
  }), { numRuns: 300, seed: 20260602 });
});

test.each([
  ['5 MB of inline data', `<article>${PROSE}<img src="data:image/png;base64,${'A'.repeat(5_000_000)}"></article>`],
  ['one line of a megabyte', `<article>${PROSE}<p>${'word '.repeat(200_000)}</p></article>`],
  ['a megabyte of digits', `<article>${PROSE}<p>${'1.'.repeat(500_000)}</p></article>`],
  ['20,000 numbered references', `<article>${PROSE}${'<sup>1</sup>'.repeat(20_000)}<p><sup>1</sup> A note.</p></article>`],
  ['10,000 links to notes', `<article>${PROSE}${'<a href="#n">1</a>'.repeat(10_000)}<p id="n">A note.</p></article>`],
  ['a name of a hundred thousand words', `<article class="${'share '.repeat(100_000)}">${PROSE}</article>`],
])('%s is read within a second', (_why, body) => {
  const start = cpuMs();
  extractArticle(makePage(body), NOW);
  expect(cpuMs() - start).toBeLessThan(1_000);
});
