/** Who publishes a source. */

import { cleanLine, fold } from '../../core/text.ts';
import { hostOf, registrableDomain } from '../../core/url.ts';
import { attributeOf, loadTree, titleLine, walk } from '../parse/tree.ts';

const GENERIC = 'blog|weblog|feed|rss|atom|posts?|articles?|updates?|archives?|newsletter';
/** What stands before a name: "Recent posts on …". Nothing is ever taken from the middle. */
const BEFORE = new RegExp(`^(?:(?:the|latest|recent|all|new|blog|rss|atom|official)\\s)*(?:${GENERIC}|news)\\s(?:on|from|of|by|for|at)\\s(?:the\\s)?`, 'iu');
/** What stands behind one: "… Engineering Blog", "… RSS feed". */
const BEHIND = new RegExp(`(?:\\s(?:official|engineering|developers?|tech(?:nology)?|technical|company|rss|atom|blog))*\\s(?:${GENERIC})$`, 'iu');
/** A part that names no one: it says what sort of page this is. */
const NAMELESS = new RegExp(`^(?:the|our|official|engineering|developers?|tech(?:nology)?|technical|company|all|latest|recent|news|home|index|tag|category|${GENERIC}|\\s)+$`, 'iu');

/** Of a section, put behind the site's name by the generator: "Site (Posts about Rust)". */
const SECTION = /\s*\((?:posts|articles|entries) (?:about|by|in|from|tagged) [^()]{1,100}\)$/iu;
/** Host labels that say what sort of site it is. */
const NAMELESS_LABEL = /^(?:www\d?|m|en|blogs?|weblog|engineering|eng|tech|technology|dev|developers?|devblogs?|news|newsroom|code|open|opensource|oss|research|labs?|stories|medium|about|community|feeds?|rss|planet|docs?|web|site|security)$/u;

/**
 * The publisher's name, from the title of its feed; else from its site's own title, else from its host: from what tells it from
 * other hosts of the domain, where that is a name.
 */
export function publisherOf(title: string | null, siteUrl: string, siteTitle: string | null = null): string {
  const domain = registrableDomain(siteUrl);
  const label = domain.split('.')[0] ?? domain;
  const [own, site] = [nameIn(title, label), nameIn(siteTitle, label)];
  // "Acme" on kiln.acme.example is the house; where the page says "Acme Kiln", that is who publishes there.
  const isHouse = own !== null && foldedTogether(own) === foldedTogether(label) && site !== null && hostLabels(siteUrl, domain).some((host) => foldedTogether(site).includes(foldedTogether(host)));
  return (isHouse ? site : own) ?? site ?? nameOfHost(siteUrl, domain);
}

/** What the site calls itself on its page: its name for other programs, else the page's title; null where it says neither. @throws ParseError for a page beyond the limits. */
export function findSiteTitle(html: string): string | null {
  const elements = loadTree(html).flatMap((element) => [...walk(element)]);
  const named = (name: string): string | undefined => elements.find((element) => element.name === 'meta' && [attributeOf(element, 'property'), attributeOf(element, 'name')].includes(name))?.attribs['content'];
  const title = elements.find((element) => element.name === 'title');
  return [named('og:site_name'), named('application-name'), title === undefined ? '' : titleLine(title)].find((text) => text !== undefined && text.trim() !== '') ?? null;
}

function nameIn(title: string | null, label: string): string | null {
  const parts = cleanLine(title ?? '').replace(/[™®©]/gu, '').replace(SECTION, '').split(/\s+[|·•–—:-]\s+|:\s+/u).map((part) => part.trim()).filter((part) => part !== '');
  const names = parts.filter((part) => !NAMELESS.test(part));
  // The part that the domain is named after is the publisher; the rest says what sort of page it is.
  const name = withoutKind(siteOf(names.find((part) => isNamedAlike(part, label)) ?? names[0] ?? '', label));
  return name.length >= 2 && name.length <= 60 ? name : null;
}

function nameOfHost(siteUrl: string, domain: string): string {
  const name = hostLabels(siteUrl, domain).at(-1) ?? domain.split('.')[0] ?? '';
  return name === '' ? siteUrl : name.charAt(0).toUpperCase() + name.slice(1);
}

/** What stands before the domain and is a name, the nearest to it last. */
function hostLabels(siteUrl: string, domain: string): string[] {
  const host = hostOf(siteUrl);
  return host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1).split('.').filter((label) => !NAMELESS_LABEL.test(label)) : [];
}

function isNamedAlike(part: string, label: string): boolean {
  const [title, domain] = [foldedTogether(part), foldedTogether(label)];
  return title.includes(domain) || (domain.includes(title) && part.length >= 3);
}

/** Hugo calls a section's feed "Section on Site"; the site is the publisher where its address says so too. */
function siteOf(part: string, label: string): string {
  const site = /\s(?:on|from)\s(?:the\s)?(\S.*)$/iu.exec(part)?.[1] ?? '';
  return site !== '' && isNamedAlike(site, label) ? site : part;
}

/** "The Guardian" keeps its article, "The Guardian Blog" is the Guardian's; "Ada's Blog" is kept whole. */
function withoutKind(part: string): string {
  const begun = part.replace(BEFORE, '');
  const ended = begun.replace(BEHIND, '');
  const name = ended === begun ? begun : ended.replace(/^the\s/iu, '');
  return name === '' || /['’]s?$/u.test(name) || NAMELESS.test(name) ? part : name;
}

function foldedTogether(text: string): string {
  return fold(text).replaceAll(' ', '');
}
