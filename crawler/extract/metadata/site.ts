/** The plain fields of a page: site name, canonical address, image, description, tags, robots directives. */

import { cleanLine, fold } from '../../../core/text.ts';
import { hostOf, resolveUrl } from '../../../core/url.ts';
import { attribute, closest, lineOf, nameHint, type Element } from '../dom.ts';
import { findMeta, type PageEvidence } from '../page-evidence.ts';
import { firstFound, type Finder, type Found } from './found.ts';
import { articleNodes, isNode, textValue, typesOf, type JsonLdNode } from './json-ld.ts';

/** The name of the site as it calls itself. */
export const findSiteName: Finder<string> = (evidence) => namesFound(evidence)[0] ?? null;

/** Every name that the page gives its site, most telling first. */
export function findSiteNames(evidence: PageEvidence): string[] {
  return namesFound(evidence).map((found) => found.value);
}

/** A shorter title may well be the beginning of a site's name. */
const MIN_TITLE_CHARS = 20;

function namesFound(evidence: PageEvidence): Found<string>[] {
  const sources = [
    clean(findMeta(evidence, ['og:site_name'])),
    publisherName(evidence),
    clean(findMeta(evidence, ['application-name', 'apple-mobile-web-app-title', 'dc.publisher', 'dcterms.publisher', 'citation_journal_title'])),
    websiteName(evidence),
  ];
  // Some sites repeat the page's title where their own name belongs.
  const title = fold(findMeta(evidence, ['og:title'])?.value ?? '');
  return sources.filter((found) => found !== null).filter((found) => fold(found.value) !== title && !(title.length >= MIN_TITLE_CHARS && fold(found.value).startsWith(title)));
}

function clean(found: Found<string> | null): Found<string> | null {
  const value = found === null ? '' : cleanLine(found.value, 100);
  return found === null || value === '' || /^https?:\/\//iu.test(value) ? null : { value, from: found.from };
}

function publisherName(evidence: PageEvidence): Found<string> | null {
  for (const node of articleNodes(evidence.jsonLd)) {
    const publisher: unknown = node['publisher'];
    const name = isNode(publisher) || Array.isArray(publisher) ? nameOf(Array.isArray(publisher) ? publisher[0] : publisher) : null;
    if (name !== null) return clean({ value: name, from: 'json-ld publisher' });
  }
  return null;
}

function nameOf(value: unknown): string | null {
  return isNode(value) ? textValue(value['name']) : null;
}

function websiteName(evidence: PageEvidence): Found<string> | null {
  const site = evidence.jsonLd.find((node) => typesOf(node).includes('website')) ?? evidence.jsonLd.find((node) => typesOf(node).some((type) => /organi[sz]ation$/u.test(type)));
  const name = site === undefined ? null : textValue(site['name']);
  return name === null ? null : clean({ value: name, from: 'json-ld WebSite' });
}

/** The canonical address that the page declares, absolute. */
export const findCanonicalUrl: Finder<string> = (evidence) => firstFound<string>([
  (page) => linkTarget(page, 'canonical'),
  (page) => headerCanonical(page),
  (page) => absolute(page, findMeta(page, ['og:url', 'syndication-source', 'original-source'])),
], evidence);

function linkTarget(evidence: PageEvidence, relation: string): Found<string> | null {
  for (const link of evidence.byTag.get('link') ?? []) {
    if (!(attribute(link, 'rel') ?? '').toLowerCase().split(/\s+/u).includes(relation)) continue;
    const url = resolveUrl(attribute(link, 'href'), evidence.url);
    if (url !== null) return { value: url, from: `link ${relation}` };
  }
  return null;
}

/** @see RFC 8288 §3 */
function headerCanonical(evidence: PageEvidence): Found<string> | null {
  const header = (evidence.headers['link'] ?? '').slice(0, 4_000);
  const target = header.split(',').find((part) => /;\s*rel\s*=\s*"?canonical"?/iu.test(part));
  const url = target === undefined ? null : resolveUrl(/<([^<>]+)>/u.exec(target)?.[1], evidence.url);
  return url === null ? null : { value: url, from: 'header link canonical' };
}

function absolute(evidence: PageEvidence, found: Found<string> | null): Found<string> | null {
  const url = found === null ? null : resolveUrl(found.value, evidence.url);
  return found === null || url === null ? null : { value: url, from: found.from };
}

/** The picture that stands for the page, absolute. */
export const findImage: Finder<string> = (evidence) => firstFound<string>([
  (page) => absolute(page, findMeta(page, ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'])),
  (page) => jsonLdImage(page),
  (page) => linkTarget(page, 'image_src'),
  (page) => absolute(page, findMeta(page, ['image', 'thumbnail', 'msapplication-tileimage'])),
], evidence);

function jsonLdImage(evidence: PageEvidence): Found<string> | null {
  for (const node of articleNodes(evidence.jsonLd)) {
    const image: unknown = Array.isArray(node['image']) ? node['image'][0] : node['image'];
    const url = resolveUrl(isNode(image) ? textValue(image['url']) ?? textValue(image['contentUrl']) : textValue(image), evidence.url);
    if (url !== null) return { value: url, from: 'json-ld image' };
  }
  return null;
}

/** What the page says it is about, in a sentence or two. */
export const findDescription: Finder<string> = (evidence) => firstFound<string>([
  (page) => line(findMeta(page, ['og:description', 'description', 'twitter:description', 'dc.description', 'dcterms.abstract', 'sailthru.description'])),
  (page) => jsonLdText(page, 'description'),
], evidence);

function line(found: Found<string> | null): Found<string> | null {
  const value = found === null ? '' : cleanLine(found.value, 1_000);
  return found === null || value === '' ? null : { value, from: found.from };
}

function jsonLdText(evidence: PageEvidence, key: string): Found<string> | null {
  for (const node of articleNodes(evidence.jsonLd)) {
    const value = textValue(node[key]);
    if (value !== null) return line({ value, from: `json-ld ${key}` });
  }
  return null;
}

/** The most tags one writeup is given; longer lists are a site's whole vocabulary. */
const MAX_CATEGORIES = 30;

/** The author's own tags, each once, as written. */
export function findCategories(evidence: PageEvidence): Found<readonly string[]> | null {
  const sources: readonly Found<readonly string[]>[] = [
    { value: metaTags(evidence), from: 'meta tags' },
    { value: jsonLdTags(evidence), from: 'json-ld keywords' },
    { value: linkTags(evidence), from: 'tag links' },
  ].filter((source) => source.value.length > 0);
  const [first] = sources;
  if (first === undefined) return null;
  return { value: uniqueTags(sources.flatMap((source) => source.value), evidence), from: sources.map((source) => source.from).join(', ') };
}

function metaTags(evidence: PageEvidence): string[] {
  const single = ['article:tag', 'og:article:tag', 'citation_keywords'].flatMap((name) => evidence.metas.get(name) ?? []);
  const lists = ['keywords', 'news_keywords', 'parsely-tags', 'sailthru.tags', 'dc.subject', 'article:section'].flatMap((name) => evidence.metas.get(name) ?? []);
  return [...single.length > 1 ? single : single.flatMap(splitTags), ...lists.flatMap(splitTags)];
}

function splitTags(text: string): string[] {
  return text.slice(0, 2_000).split(text.includes(';') && !text.includes(',') ? ';' : /[,，、]/u);
}

function jsonLdTags(evidence: PageEvidence): string[] {
  return articleNodes(evidence.jsonLd).slice(0, 3).flatMap((node: JsonLdNode) => ['keywords', 'articleSection'].flatMap((key) => {
    const value = node[key];
    if (typeof value === 'string') return splitTags(value);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string' || isNode(item)).map((item) => textValue(item) ?? '') : [];
  }));
}

const TAG_NAMES = / (?:tags|tag|tag list|post tags|entry tags|tag links|article tags|cat links|post categories|topics|keywords|schlagworte|etiquetas) /u;

/** Links that say so (`rel=tag`), or that stand in a list named after tags. */
function linkTags(evidence: PageEvidence): string[] {
  return (evidence.byTag.get('a') ?? []).filter((link) => isTagLink(link)).map((link) => lineOf(link).replace(/^#/u, '')).filter((text) => text.length <= 60).slice(0, MAX_CATEGORIES);
}

function isTagLink(link: Element): boolean {
  if (/(?:^|\s)tag(?:\s|$)/iu.test(link.attribs['rel'] ?? '')) return true;
  if (!/\/(?:tags?|topics?|keywords?|label|thema|themen|schlagwort|stichwort|category|categories)\//iu.test(link.attribs['href'] ?? '')) return false;
  if (/ (?:tag|post tag|tag link) /u.test(nameHint(link))) return true;
  const list = closest(link, (element) => /^(?:ul|ol|div|p|span|section|nav|footer)$/u.test(element.name) && nameHint(element).length > 3);
  return list !== null && TAG_NAMES.test(nameHint(list)) && !/ (?:cloud|tagcloud|widget|sidebar|nav|menu) /u.test(nameHint(list));
}

/** Sections that every post of a blog is in. */
const GENERIC = new Set(['post', 'posts', 'blog', 'blogs', 'article', 'articles', 'uncategorized', 'uncategorised', 'news', 'allgemein', 'general']);

function uniqueTags(tags: readonly string[], evidence: PageEvidence): string[] {
  const byFold = new Map<string, string>();
  const site = fold(hostOf(evidence.url));
  for (const tag of tags) {
    const name = cleanLine(tag, 80);
    const key = fold(name);
    if (key !== '' && !GENERIC.has(key) && key !== site && !byFold.has(key)) byFold.set(key, name);
  }
  return [...byFold.values()].slice(0, MAX_CATEGORIES);
}

/** Robots directives of the page and its headers, lower case, each once. Directives for one named robot count only where it is a general one. */
export function findDirectives(evidence: PageEvidence): string[] {
  const texts = [...evidence.metas.get('robots') ?? [], ...evidence.metas.get('googlebot') ?? [], evidence.headers['x-robots-tag'] ?? ''];
  const directives = texts.flatMap((text) => text.slice(0, 500).toLowerCase().split(',')).map((part) => part.replace(/^\s*\w+bot\s*:/u, '').trim());
  return [...new Set(directives.filter((directive) => directive !== ''))];
}
