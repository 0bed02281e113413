/** Who wrote it: names only. */

import { cleanLine, fold } from '../../../core/text.ts';
import { hostOf } from '../../../core/url.ts';
import { closest, nameTest, type Element } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { homeOf } from './at-home.ts';
import { cardAuthors, livesOf } from './bio-authors.ts';
import { eponym } from './eponym.ts';
import type { Found } from './found.ts';
import { textValue, typesOf, type JsonLdNode } from './json-ld.ts';
import { isHandle, isPersonShaped, splitNames, uniqueNames } from './names.ts';
import { isHidden, showsAny } from './shown.ts';
import { bylineAuthors, linkedAuthors, markedAuthors } from './shown-authors.ts';
import { posters, signedAuthors } from './signatures.ts';
import { findSiteNames } from './site.ts';
import { titleParts } from './site-title.ts';
import { spokenAuthors } from './spoken-authors.ts';
import { isSaidPerson, jsonLdAuthors, metaAuthors, officeOf } from './stated-authors.ts';

const MAX_AUTHORS = 20;

/** How well names stand for who wrote it: people, then accounts, then teams and the site itself. */
type Standing = 'people' | 'account' | 'organisation';

/** Where names are looked for. `stated`: in what only machines read; `weak`: where there are other people's names too; `last`: only where there is nothing else. */
type Source = { readonly from: string; readonly kind: 'stated' | 'shown' | 'weak' | 'last'; readonly find: () => readonly string[] };

/**
 * The authors in the page's order, each once; null where the page names none. Accounts and organisations count only where no person is
 * named elsewhere, and stated names that readers never see only where no other person is shown.
 */
export function findAuthors(evidence: PageEvidence, siteName: string | null): Found<readonly string[]> | null {
  const isHere = homeOf(evidence, isElsewhere);
  const isAtHome = (element: Element): boolean => isHere(element) && !isWithin(element, isHidden);
  const sources: readonly Source[] = [
    { from: 'json-ld author', kind: 'stated', find: () => jsonLdAuthors(evidence) },
    { from: 'meta author', kind: 'stated', find: () => metaAuthors(evidence, siteName) },
    { from: 'author markup', kind: 'shown', find: () => markedAuthors(evidence, isAtHome) },
    { from: 'hidden author markup', kind: 'stated', find: () => markedAuthors(evidence, (element) => isHere(element) && isWithin(element, isHidden)) },
    { from: 'byline', kind: 'shown', find: () => bylineAuthors(evidence, isAtHome) },
    { from: 'link to the author', kind: 'shown', find: () => linkedAuthors(evidence, isAtHome) },
    { from: 'visible byline', kind: 'shown', find: () => spokenAuthors(evidence, isAtHome) },
    { from: 'signature', kind: 'weak', find: () => signedAuthors(evidence, isAtHome) },
    { from: 'author card', kind: 'weak', find: () => cardAuthors(evidence, homeOf(evidence, isOfOthers)) },
    { from: 'words about the author', kind: 'weak', find: () => livesOf(evidence, isAtHome) },
    { from: 'site named after its author', kind: 'weak', find: () => eponym(evidence, siteName) },
    { from: 'visible byline of an account', kind: 'last', find: () => spokenAuthors(evidence, isAtHome, isHandle) },
    { from: 'account beside the first post', kind: 'last', find: () => posters(evidence, isAtHome) },
  ];
  return bestOf(sources, evidence, siteName) ?? officeOf(evidence);
}

function bestOf(sources: readonly Source[], evidence: PageEvidence, siteName: string | null): Found<readonly string[]> | null {
  const own = ownNames(evidence);
  const fallbacks = new Map<Standing | 'unseen', Found<readonly string[]>>();
  for (const source of sources) {
    const { from, kind, find } = source;
    const unseen = fallbacks.get('unseen');
    if (unseen !== undefined && kind === 'weak') return unseen;
    if (fallbacks.size > 0 && kind === 'last') break;
    const found = names(find(), source, siteName);
    if (found === null) continue;
    const standing = from === 'json-ld author' && isOwner(found.value, siteName, evidence) ? 'people' : standingOf(found.value, own, evidence);
    if (standing === 'people' && kind === 'stated' && !isShown(found.value, evidence)) fallbacks.set('unseen', unseen ?? found);
    else if (standing === 'people' && (fallbacks.size === 0 || found.value.some(isPersonShaped))) return found;
    else if (!fallbacks.has(standing)) fallbacks.set(standing, found);
  }
  return fallbacks.get('unseen') ?? fallbacks.get('account') ?? fallbacks.get('people') ?? fallbacks.get('organisation') ?? null;
}

/** Whether the only name is one that linked data gives a person, if the address is named after them, and not the site as such. */
function isOwner(found: readonly string[], siteName: string | null, evidence: PageEvidence): boolean {
  const [name = '', ...others] = found;
  return others.length === 0 && isPersonShaped(name) && !TEAM.test(name) && fold(name) !== fold(siteName ?? '') && isSaidPerson(name, evidence);
}

/** Whether readers see any of the names, if only the last part of it. */
function isShown(found: readonly string[], evidence: PageEvidence): boolean {
  return showsAny(evidence, found.map((name) => name.split(' ').at(-1) ?? name));
}

function standingOf(found: readonly string[], own: readonly string[], evidence: PageEvidence): Standing {
  if (found.every((name) => isOrganisation(name, own, evidence))) return 'organisation';
  return found.every(isHandle) ? 'account' : 'people';
}

function names(texts: readonly string[], { from, kind }: Source, siteName: string | null): Found<readonly string[]> | null {
  const isWhole = (text: string): boolean => (siteName !== null && fold(text) === fold(siteName)) || (kind === 'stated' && ACCOUNT.test(text));
  const value = uniqueNames(texts.flatMap((text) => (isWhole(text) ? [cleanLine(text)] : splitNames(text)))).slice(0, MAX_AUTHORS);
  return value.length === 0 ? null : { value, from };
}

/** One word with a number in it, such as no person has for a name. */
const ACCOUNT = /^(?=[^\d]{0,30}\d)(?=\d{0,30}\p{L})[\p{L}\p{N}_.-]{3,30}$/u;

/** What the site calls itself, without spaces: its names, those of its host, and what its titles end in. */
function ownNames(evidence: PageEvidence): string[] {
  const title = titleParts(cleanLine((evidence.byTag.get('title') ?? []).map(lineOfTitle)[0] ?? '', 500)).slice(1);
  return [...findSiteNames(evidence), ...hostOf(evidence.url).split('.'), ...title].map(joined).filter((text) => text.length > 2);
}

function lineOfTitle(title: Element): string {
  return title.children.map((child) => ('data' in child ? child.data : '')).join('');
}

function joined(text: string): string {
  return fold(text).replaceAll(' ', '');
}

const TEAM = /\b(?:team|staff|group|developers|contributors|maintainers|editors|redaktion|inc|ltd|gmbh|llc)\.?$/iu;

/** Whether the name is the site's own, or said to be an organisation's. */
function isOrganisation(name: string, own: readonly string[], evidence: PageEvidence): boolean {
  const key = joined(name);
  if (TEAM.test(name) || own.some((text) => text === key || (text.length > 3 && key.startsWith(text)))) return true;
  return evidence.jsonLd.some((node) => isCompany(node) && fold(textValue(node['name']) ?? '') === fold(name));
}

/** Weblogs of one person are often said to be both. */
function isCompany(node: JsonLdNode): boolean {
  const types = typesOf(node);
  return types.some((type) => /organi[sz]ation$/u.test(type)) && !types.includes('person');
}

const isElsewhere = nameTest(/ (?:comments?|commentlist|related|recommended|sidebar|(?<! elementor )widget(?! article| blog )|teaser|popular|testimonials?|reviews?|licen[cs]e|caption|credits?|copyright) /u);

/** As above where a person is introduced, as many pages do beside the text. */
const isOfOthers = nameTest(/ (?:comments?|commentlist|related|recommended|teaser|popular|testimonials?|reviews?) /u);

/** Whether this holds for the element or one around it. */
function isWithin(element: Element, fits: (element: Element) => boolean): boolean {
  return fits(element) || closest(element, fits) !== null;
}
