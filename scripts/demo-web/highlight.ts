/** Code blocks as six highlighters of real sites write them, since extraction has to read them all. */

import { escapeMarkup } from './markup.ts';

export type Highlighter = (code: string, language: string) => string;

type TokenType = 'comment' | 'string' | 'number' | 'keyword' | 'text';
type Token = { readonly type: TokenType; readonly text: string };

const KEYWORDS = new Set((
  'and as async await begin break case catch class const continue create def do done elif else end enum export extends extern fn for from func function '
  + 'go if impl import in insert int interface into is let loop match mut new not null or pub raise return select self set static struct suspend switch '
  + 'table then throw true false try type unsafe update use val values var void where while with yield'
).split(' '));
const HASH_COMMENTS = new Set(['python', 'bash', 'yaml', 'elixir', 'ruby', 'toml', 'hcl', 'nginx', 'ini']);
const SHORT_CLASSES: Readonly<Record<TokenType, string>> = { comment: 'c1', string: 's2', number: 'mi', keyword: 'k', text: '' };
const SHIKI_COLOURS: Readonly<Record<TokenType, string>> = { comment: '#6A737D', string: '#032F62', number: '#005CC5', keyword: '#D73A49', text: '#24292E' };

/** Hugo's Chroma: a span per line. */
export const chroma: Highlighter = (code, language) => {
  const lines = tokenLines(code, language).map((line) => `<span class="line"><span class="cl">${line.map(shortSpan).join('')}\n</span></span>`);
  return `<div class="highlight"><pre tabindex="0" class="chroma"><code class="language-${language}" data-lang="${language}">${lines.join('')}</code></pre></div>`;
};

/** Jekyll's Rouge. */
export const rouge: Highlighter = (code, language) => {
  const html = tokens(code, language).map(shortSpan).join('');
  return `<div class="language-${language} highlighter-rouge"><div class="highlight"><pre class="highlight"><code>${html}\n</code></pre></div></div>`;
};

/** Pygments with its table of line numbers. */
export const pygments: Highlighter = (code, language) => {
  const numbers = code.split('\n').map((_, at) => String(at + 1)).join('\n');
  const html = tokens(code, language).map(shortSpan).join('');
  return `<table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>${numbers}</pre></div></td>`
    + `<td class="code"><div class="highlight highlight-${language}"><pre><span></span>${html}\n</pre></div></td></tr></table>`;
};

/** highlight.js. */
export const hljs: Highlighter = (code, language) => {
  const html = tokens(code, language).map(({ type, text }) => (type === 'text' ? escapeMarkup(text) : `<span class="hljs-${type}">${escapeMarkup(text)}</span>`)).join('');
  return `<pre><code class="hljs language-${language}">${html}</code></pre>`;
};

/** Prism as Docusaurus renders it: lines without line breaks in the source, and buttons. */
export const prism: Highlighter = (code, language) => {
  const lines = tokenLines(code, language).map((line) => {
    const html = line.map(({ type, text }) => `<span class="token ${type === 'text' ? 'plain' : type}">${escapeMarkup(text)}</span>`).join('');
    return `<span class="token-line" style="color:#393A34">${html}<br></span>`;
  });
  return `<div class="language-${language} codeBlockContainer_Ckt0 theme-code-block"><div class="codeBlockContent_biex">`
    + `<pre tabindex="0" class="prism-code language-${language} codeBlock_bY9V thin-scrollbar"><code class="codeBlockLines_e6Vv">${lines.join('')}</code></pre>`
    + '<div class="buttonGroup__atx"><button type="button" aria-label="Copy code to clipboard" class="clean-btn">Copy</button></div></div></div>';
};

/** Shiki: colours only, no language named. */
export const shiki: Highlighter = (code, language) => {
  const lines = tokenLines(code, language).map((line) => (
    `<span class="line">${line.map(({ type, text }) => `<span style="color:${SHIKI_COLOURS[type]}">${escapeMarkup(text)}</span>`).join('')}</span>`
  ));
  return `<pre class="shiki github-light" style="background-color:#fff" tabindex="0"><code>${lines.join('\n')}</code></pre>`;
};

/** WordPress's SyntaxHighlighter before its script has run: the language hides in `brush`. */
export const brush: Highlighter = (code, language) => `<pre class="brush: ${language}; title: ; notranslate" title="">\n${escapeMarkup(code)}\n</pre>`;

/** No highlighter at all. */
export const plain: Highlighter = (code) => `<pre><code>${escapeMarkup(code)}\n</code></pre>`;

function shortSpan({ type, text }: Token): string {
  return type === 'text' ? escapeMarkup(text) : `<span class="${SHORT_CLASSES[type]}">${escapeMarkup(text)}</span>`;
}

function tokens(code: string, language: string): Token[] {
  if (language === 'text' || language === 'http') return [{ type: 'text', text: code }];
  const comment = HASH_COMMENTS.has(language) ? '#[^\\n]*' : language === 'sql' ? '--[^\\n]*' : '\\/\\/[^\\n]*|\\/\\*[^*]*\\*\\/';
  const pattern = new RegExp(`(?<comment>${comment})|(?<string>"[^"\\n]*"|'[^'\\n]*'|\`[^\`]*\`)|(?<number>\\b\\d[\\d_.]*)|(?<word>[A-Za-z_]\\w*)|(?<text>[^])`, 'gu');
  return merge([...code.matchAll(pattern)].map(({ 0: text, groups }) => ({ type: tokenType(groups ?? {}, text), text })));
}

function tokenType(groups: Readonly<Record<string, string | undefined>>, text: string): TokenType {
  if (groups.comment !== undefined) return 'comment';
  if (groups.string !== undefined) return 'string';
  if (groups.number !== undefined) return 'number';
  return groups.word !== undefined && KEYWORDS.has(text.toLowerCase()) ? 'keyword' : 'text';
}

function merge(list: readonly Token[]): Token[] {
  const merged: Token[] = [];
  for (const token of list) {
    const last = merged.at(-1);
    if (last?.type === 'text' && token.type === 'text') merged[merged.length - 1] = { type: 'text', text: last.text + token.text };
    else merged.push(token);
  }
  return merged;
}

/** Tokens by line; a token that spans lines is cut at each break. */
function tokenLines(code: string, language: string): Token[][] {
  const lines: Token[][] = [[]];
  for (const { type, text } of tokens(code, language)) {
    text.split('\n').forEach((piece, at) => {
      if (at > 0) lines.push([]);
      if (piece !== '') lines.at(-1)?.push({ type, text: piece });
    });
  }
  return lines;
}
