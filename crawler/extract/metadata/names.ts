/** Names of people in bylines. */

import { cleanLine, fold } from '../../../core/text.ts';

const VERB = '(?:written|posted|published|authored|contributed|created|words|story|article|text|texte|report|interview|geschrieben|verfasst|erstellt|veröffentlicht|artikel|beitrag|gastbeitrag|écrit|rédigé|publié|escrito|publicado|scritto|pubblicato|geschreven)';
const LABEL = new RegExp(`^[^\\p{L}\\p{N}]*(?:${VERB} (?:by|von|par|por|da|door)|by|autor(?:in|en|es)?|auteurs?|autore|authors?|writer|i am|i['’]m|about(?: the author)?)(?:\\s*[:：]\\s*|\\s+|$)|^(?:作者|撰文|文|著者|執筆者?|投稿者|글쓴이|작성자)\\s*[:：/／]\\s*`, 'iu');
/** Words that introduce a name in some language and begin one in another: `von Ann Lee`, but `Di Wu`. */
const PARTICLE = /^(?:von|par|por|di|door|av|de|text)(?:\s*:\s*|\s+)(?:unserem |unserer |unseren )?(?:(?:Gast)?(?:Redakteur|Redaktor|Korrespondent|Mitarbeiter|Reporter|Autor)(?:in)?(?:en)? )?/iu;
/** What people are, after their names. */
const ROLE = /\s*(?:[|–—]|\s-|,)\s.*$|\s*\([^)]*\)\s*$|\s+(?:founder|co-founder|writer|editor|contributing|contributor|ceo|cto|head of|director|correspondent|reporter|journalist)\b.*$|\s+(?:illustrations?|fotos?|photos?|bilder)\s+(?:von|by|par|de)\s.*$|\s*著$/iu;
const ROLE_ALONE = /(?:^|\s)(?:engineers?|managers?|developers?|architects?|editors?|officer|president|founder|director|analyst|scientist|researcher|specialist|consultant|writer|reporter|correspondent|maintainers? of .*|md|m\.d\.|phd|ph\.d\.?|rdn?|cfa|cpa|jr\.?)$/iu;
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|okt|dez)';
const NOT_A_NAME = new RegExp([
  'https?:|www\\.|@|\\d{4}|^\\d', `^${MONTH}\\p{L}*\\.? \\d`, '^(?:on|in|at|from|with) ',
  '^(?:admin|administrator|editors?|staff|guest|authors?|team|unknown|anonymous|null|undefined|user|root|webmaster|updated|published|veröffentlicht|aktualisiert|publié|publicado|pubblicato|gepubliceerd|link|website|source|quelle|datum|date|share|follow|on|in|at|by|von|por|par|de|di|da|door|av|and|und|et|text|posted|written|comments?|home|blog|news|about|editorial team|the editors|default|redaktion|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$',
  '\\b(?:min read|minutes?|comments?|posts?|read more|learn more|published|updated|written by|view|follow|profile|articles|alle|more|image)\\b',
].join('|'), 'iu');

/** Where words may be broken at a line's end. */
const SOFT_HYPHENS = /\u00AD/gu;

/** `Ann Lee on May 3`, `Ann Lee 3.5.2024`, `Ann Lee am 3. Mai`. */
const DATE_TAIL = /\s(?:on|am|at|le|el|il|op|vom|em|den) (?:\p{L}{2,10}\.?,? ){0,2}\d.*$|[\s,|–—-]+(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)\p{L}{0,7}\.?,? )?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:\.|st|nd|rd|th)? \p{L}{3,9}\.? \d{4}|\p{L}{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{4}-\d\d-\d\d).*$/iu;

/** The names that a text of authors holds, in order: `By Ann Lee and Bo Li` gives two, `Center for Research and Policy` one. */
export function splitNames(text: string): string[] {
  const bare = withoutLead(cleanLine(withoutMarkup(text).replace(SOFT_HYPHENS, ''), 500)).replace(DATE_TAIL, '').replace(/\s+(?:on behalf of|im namen (?:von|der|des))(?:\s+|$)/iu, ', ');
  const [first = '', ...others] = bare.split(/\s*[,;、，|•·]\s*/u);
  return [first, ...others.filter((piece) => !ROLE_ALONE.test(piece))].flatMap(splitPair).map(cleanName).filter((name) => name !== null);
}

/** `<a href="…">Ann Lee</a>`, as some generators put their authors' links into metadata, without the tags. */
export function withoutMarkup(text: string): string {
  return text.replace(/<[^<>]{0,500}>/gu, ' ');
}

function withoutLead(text: string): string {
  const bare = text.replace(LABEL, '').replace(/^by\s*(?=by\s)/iu, '').replace(LABEL, '');
  const rest = bare.replace(PARTICLE, '');
  return rest !== bare && (/^\p{Ll}/u.test(bare) || isPersonShaped(rest.split(/\s*[,;|&]\s*|\s+(?:and|und|et|e|y)\s+/u)[0] ?? '')) ? rest : bare;
}

/** `Ann Lee and Bo Li`: two names only where both sides are one. */
function splitPair(text: string): string[] {
  const sides = text.replace(/^(?:and|und|et|&)\s+/iu, '').split(/\s*&\s*|\s+(?:and|und|et|with|avec|y|e|en)\s+/u);
  return sides.every((side) => isPersonShaped(side) || /^\p{Lu}[\p{L}\p{M}'’-]+$/u.test(side)) ? sides : [text];
}

/** One name without what stands around it, or null where it is none. */
export function cleanName(text: string): string | null {
  const name = withoutLead(cleanLine(text, 100)).replace(ROLE, '').replace(/^(?:and|und|et|with)\s+/iu, '').replace(/[\s,.:;|–—-]+$/u, '').replace(/^[\s,.:;|–—~-]+/u, '');
  return name.length < 2 || name.length > 60 || NOT_A_NAME.test(name) || name.split(' ').length > 6 || !/\p{L}/u.test(name) ? null : name;
}

/** Whether a text has the shape of a person's name: two to four capitalised words, or a few characters of a script without spaces. */
export function isPersonShaped(name: string): boolean {
  return /^(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? )?\p{Lu}[\p{L}\p{M}.'’-]*(?: (?:(?:de|van|von|der|den|da|di|la|le|del|el|bin|al|ten|ter|zu|y) ){0,2}\p{Lu}[\p{L}\p{M}.'’-]*){1,3}$/u.test(name) || /^[\p{Script=Han}]{2,4}$|^[\p{Script=Hangul}]{2,4}$/u.test(name);
}

/** Whether a name is rather an account's: `ann.lee`, `alee42`, or a single word. */
export function isHandle(name: string): boolean {
  return !name.includes(' ') && !isPersonShaped(name);
}

/** `Roy, Aniruddha` as `Aniruddha Roy`: the order of citation metadata. */
export function uninvertName(name: string): string {
  const parts = name.split(/\s*,\s*/u);
  return parts.length === 2 && parts.every((part) => part !== '') ? `${parts[1]} ${parts[0]}` : name;
}

/** The names, each once, in order. */
export function uniqueNames(names: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const name of names) if (!byFold.has(fold(name))) byFold.set(fold(name), name);
  return [...byFold.values()];
}

const LIFE = /^,?\s*(?:\([^)]{1,40}\)\s*)?(?:is|was|has|holds|leads|works|writes|joined|co-?founded|founded|serves|ist|war|arbeitet|leitet|schreibt|es|est|è)\b/iu;

/** Whether a text begins with the name and goes on to say who that is: `Ann Lee is an engineer`. */
export function tellsLife(text: string, name: string): boolean {
  return text.startsWith(name) && LIFE.test(text.slice(name.length));
}
