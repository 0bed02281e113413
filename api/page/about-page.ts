/** How to search, with examples that can be clicked. */

import { KINDS } from '../../core/post.ts';
import { MAX_QUERY_WORDS } from '../query/parse-query.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { queryUrl } from './links.ts';
import { kindName, listed } from './words.ts';

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['kafka exactly once', 'All words, in any order; the last one may be unfinished. A typing error is corrected, and the page says so.'],
  ['"exactly once"', 'The words together, in this order.'],
  ['kafka -spark', 'Without a word. Phrases and fields can be excluded too.'],
  ['tag:kafka', 'A topic of ours; #kafka is the same.'],
  ['kind:postmortem', `What sort of writeup: ${listed(KINDS.map(kindName))}.`],
  ['source:netflixtechblog.com', 'A publisher’s name, a host, or a source. site: is the same.'],
  ['title:latency', 'In the title.'],
  ['author:"Jane Doe"', 'Of an author.'],
  ['code:rust', 'With code in a language.'],
  ['lang:german', 'Written in a language.'],
  ['after:2019 before:2020-06', 'Published from the first date on, and before the second: a year, a month, a day, june-2019, yesterday, 3-months-ago.'],
  ['age:<6m', 'At most so old: h, d, w, m or y.'],
  ['tag:kafka OR tag:flink', 'Either; parentheses group. Words are always looked for together.'],
];

/** The page about the query language. */
export function renderAboutPage(): string {
  return layout({
    title: 'How to search · Writeups', description: 'The query language with examples.', q: '', keep: {}, path: '/about', head: null,
    main: html`<div class="prose"><h1>How to search</h1>
<p class="lead">Type what you remember. At most ${MAX_QUERY_WORDS} words count, and the answer always tells how it was read.</p>
<dl class="examples">${EXAMPLES.map(([query, meaning]) => html`<div><dt><a href="${queryUrl(query)}"><code>${query}</code></a></dt><dd>${meaning}</dd></div>`)}</dl>
<p>Names of code stay what they are: <a href="${queryUrl('C++')}"><code>C++</code></a>, <a href="${queryUrl('.NET')}"><code>.NET</code></a>, <a href="${queryUrl('node.js')}"><code>node.js</code></a>, <code>snake_case</code>, <code>std::vector</code>, <code>v1.28</code>.</p>
<h2>Keys</h2>
<dl class="facts keys"><div><dt><kbd>/</kbd></dt><dd>to the search box</dd></div><div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>to the next and the previous writeup</dd></div><div><dt><kbd>Enter</kbd></dt><dd>opens it</dd></div><div><dt><kbd>f</kbd></dt><dd>to the filters</dd></div></dl>
<h2>For programs</h2>
<p>Every search is also a feed and an export: <a href="/api/v1/search?q=kafka">JSON</a>, <a href="/api/v1/search.rss?q=kafka">RSS</a>, <a href="/api/v1/search.atom?q=kafka">Atom</a>, <a href="/api/v1/search.json?q=kafka">JSON Feed</a>, <a href="/api/v1/search.ndjson?q=kafka">NDJSON</a>. The <a href="/docs">documentation</a> lists everything, as does <a href="/openapi.json">OpenAPI</a>.</p></div>`,
  });
}
