/** The frame of every page. */

import { html, type Html } from './html.ts';
import { asset } from './static-files.ts';

export type Page = {
  readonly title: string;
  readonly description: string;
  /** What stands in the search box. */
  readonly q: string;
  /** Hidden fields that a new search keeps. */
  readonly keep: Readonly<Record<string, string>>;
  readonly path: string;
  readonly main: Html;
  readonly head: Html | null;
};

/** Behind it stand the addresses, which only the answer knows. */
export const SITE_META: Html = html`<meta property="og:site_name" content="Writeups">`;

const NAVIGATION = [['/sources', 'Sources'], ['/tags', 'Topics'], ['/trends', 'Trends'], ['/digest', 'Digest'], ['/about', 'About']] as const;

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['/'], 'to the search box'], [['j', 'k'], 'to the next and the previous writeup; from the box also ↓'], [['Enter'], 'opens it'], [['f'], 'to the filters'],
  [['Shift', '→'], 'in the years: chooses several; Enter applies'], [['Esc'], 'leaves the search box'], [['?'], 'shows this'],
];

/** What each key does. */
export function keyList(): Html {
  return html`<dl class="facts keys">${KEYS.map(([keys, meaning]) => html`<div><dt>${keys.map((key, index) => html`${index === 0 ? null : ' '}<kbd>${key}</kbd>`)}</dt><dd>${meaning}</dd></div>`)}</dl>`;
}

/** The whole document. */
export function layout({ title, description, q, keep, path, main, head }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
${path === '/posts' ? null : html`<meta property="og:type" content="website">`}
${SITE_META}
<meta name="twitter:card" content="summary_large_image">
<link rel="icon" href="${asset('favicon.svg')}" type="image/svg+xml">
<link rel="search" type="application/opensearchdescription+xml" title="Writeups" href="/opensearch.xml">
<script src="${asset('theme.js')}"></script>
<link rel="stylesheet" href="${asset('style.css')}">
${(path === '/' ? ['search.js', 'suggest.js', 'keys.js', 'brush.js'] : ['suggest.js', 'keys.js']).map((name) => html`<script type="module" src="${asset(name)}"></script>
`)}${head}
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<header class="top">
  <a class="brand" href="/" aria-label="Writeups, start page">Writeups</a>
  <form class="search" role="search" action="/" method="get">
    <label class="sr" for="q">Search writeups</label>
    <input id="q" name="q" type="search" value="${q}" placeholder="Search what engineers have written" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search" maxlength="256"${path === '/' && q === '' ? html` autofocus` : null}>
    ${Object.entries(keep).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    <kbd class="slash" aria-hidden="true">/</kbd>
    <button type="submit" aria-label="Search"><svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M13.2 13.2 17.5 17.5M14.7 8.6a6.1 6.1 0 1 1-12.2 0 6.1 6.1 0 0 1 12.2 0Z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg></button>
  </form>
  <nav class="nav" aria-label="Pages">${NAVIGATION.map(([href, name]) => html`<a href="${href}"${path === href ? html` aria-current="page"` : null}>${name}</a>`)}</nav>
</header>
<p class="sr" id="live" role="status"></p>
<main id="main" tabindex="-1">${main}</main>
<footer class="foot">
  <p>Writeups finds what engineers have already written. <a href="/about">How to search</a> · <a href="/docs">API</a> · <a href="/admin">Admin</a> · <a class="help" href="/about#keys">Keys</a> · <button type="button" class="theme" hidden>Dark or light</button></p>
</footer>
<dialog id="help" class="help-window" aria-labelledby="help-title"><h2 id="help-title">Keys</h2>${keyList()}<form method="dialog"><button type="submit" class="button">Close</button></form></dialog>
</body>
</html>`.html;
}
