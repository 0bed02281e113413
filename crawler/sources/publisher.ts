/** Who publishes a source. */

import { cleanLine, fold } from '../../core/text.ts';
import { registrableDomain } from '../../core/url.ts';

const GENERIC = 'blog|weblog|feed|rss|atom|posts?|articles?|updates?|archives?|newsletter';
/** What stands before a name: "Recent posts on …". Nothing is ever taken from the middle. */
const BEFORE = new RegExp(`^(?:(?:the|latest|recent|all|new|blog|rss|atom|official)\\s)*(?:${GENERIC}|news)\\s(?:on|from|of|by|for|at)\\s(?:the\\s)?`, 'iu');
/** What stands behind one: "… Engineering Blog", "… RSS feed". */
const BEHIND = new RegExp(`(?:\\s(?:official|engineering|developers?|tech(?:nology)?|technical|company|rss|atom|blog))*\\s(?:${GENERIC})$`, 'iu');
/** A part that names no one: it says what sort of page this is. */
const NAMELESS = new RegExp(`^(?:the|our|official|engineering|developers?|tech(?:nology)?|technical|company|all|latest|recent|news|home|index|tag|category|${GENERIC}|\\s)+$`, 'iu');

/** The publisher's name, from the title of its site or feed; from its domain where the title holds no name. */
export function publisherOf(title: string | null, siteUrl: string): string {
  const domain = registrableDomain(siteUrl);
  const label = domain.split('.')[0] ?? domain;
  const parts = cleanLine(title ?? '').split(/\s+[|·•–—:-]\s+|:\s+/u).map((part) => part.trim()).filter((part) => part !== '');
  const names = parts.filter((part) => !NAMELESS.test(part));
  // The part that the domain is named after is the publisher; the rest says what sort of page it is.
  const name = withoutKind(siteOf(names.find((part) => isNamedAlike(part, label)) ?? names[0] ?? '', label));
  return name.length >= 2 && name.length <= 60 ? name : label === '' ? siteUrl : label.charAt(0).toUpperCase() + label.slice(1);
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
