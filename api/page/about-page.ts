/** How to search, with examples that can be clicked. */

import { EXAMPLES } from '../query/examples.ts';
import { MAX_QUERY_WORDS } from '../query/parse-query.ts';
import { html } from './html.ts';
import { keyList, layout } from './layout.ts';
import { queryUrl } from './links.ts';

const CODE_WORDS = ['C++', '.NET', 'node.js', 'snake_case', 'std::vector', 'v1.28'];
const FORMATS = [['', 'JSON'], ['.rss', 'RSS'], ['.atom', 'Atom'], ['.json', 'JSON Feed'], ['.ndjson', 'NDJSON']] as const;

/** The page about the query language. */
export function renderAboutPage(): string {
  return layout({
    title: 'How to search · Writeups', description: 'The query language with examples.', q: '', keep: {}, path: '/about', head: null,
    main: html`<div class="prose"><h1>How to search</h1>
<p class="lead">Type what you remember. At most ${MAX_QUERY_WORDS} words count, and the answer always tells how it was read.</p>
<dl class="examples">${EXAMPLES.map(({ query, meaning }) => html`<div><dt><a href="${queryUrl(query)}"><code>${query}</code></a></dt><dd>${meaning}</dd></div>`)}</dl>
<p>Names of code stay what they are: ${CODE_WORDS.map((word, index) => html`${index === 0 ? null : ', '}<a href="${queryUrl(word)}"><code>${word}</code></a>`)}.</p>
<h2 id="keys">Keys</h2>
${keyList()}
<h2>For programs</h2>
<p>Every search is also a feed and an export: ${FORMATS.map(([ending, name], index) => html`${index === 0 ? null : ', '}<a href="/api/v1/search${ending}?q=kafka">${name}</a>`)}. The <a href="/docs">documentation</a> lists everything, and so does <a href="/openapi.json">OpenAPI</a>.</p></div>`,
  });
}
