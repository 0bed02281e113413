/** Names of people in bylines. */

import { cleanLine, fold } from '../../../core/text.ts';

const LEAD = /^\W*(?:(?:[\p{L}]{4,12}(?: and \w+)? )?(?:by|von)|par|por|di|door|av|autor(?:in)?|authors?|writer|text)(?:\s*:\s*|\s+|$)/iu;
/** What people are, after their names. */
const ROLE = /\s*(?:[|–—]|\s-|,)\s.*$|\s*\([^)]*\)\s*$|\s+(?:founder|co-founder|writer|editor|contributing|contributor|ceo|cto|head of|director|correspondent|reporter|journalist)\b.*$/iu;
const NOT_A_NAME = /https?:|www\.|@|\d{4}|^\d|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|^(?:on|in|at|from) |^(?:admin|administrator|editors?|staff|guest|authors?|team|unknown|anonymous|null|undefined|user|root|webmaster|updated|published|share|follow|on|in|at|by|posted|written|comments?|home|blog|news|about|editorial team|the editors|default|redaktion)$|\b(?:min read|minutes?|comments?|posts?|read more|learn more|published|updated|written by|view|follow|profile|articles|alle|more|image)\b/iu;

/** The names that a text of authors holds, in order: `By Ann Lee and Bo Li` gives two, `Center for Research and Policy` one. */
export function splitNames(text: string): string[] {
  const bare = cleanLine(text, 500).replace(LEAD, '');
  return bare.split(/\s*[,;|•·]\s*/u).flatMap(splitPair).map(cleanName).filter((name) => name !== null);
}

/** `Ann Lee and Bo Li`: two names only where both sides are one. */
function splitPair(text: string): string[] {
  const sides = text.replace(/^(?:and|und|et|&)\s+/iu, '').split(/\s*&\s*|\s+(?:and|und|et|with)\s+/u);
  return sides.every((side) => isPersonShaped(side) || /^\p{Lu}[\p{L}\p{M}'’-]+$/u.test(side)) ? sides : [text];
}

/** One name without what stands around it, or null where it is none. */
export function cleanName(text: string): string | null {
  const name = cleanLine(text, 100).replace(LEAD, '').replace(ROLE, '').replace(/^(?:and|und|et|with)\s+/iu, '').replace(/[\s,.:;|–—-]+$/u, '').replace(/^[\s,.:;|–—~-]+/u, '');
  return name.length < 2 || name.length > 60 || NOT_A_NAME.test(name) || name.split(' ').length > 6 || !/\p{L}/u.test(name) ? null : name;
}

/** Whether a text has the shape of a person's name: two to four capitalised words. */
export function isPersonShaped(name: string): boolean {
  return /^(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? )?\p{Lu}[\p{L}\p{M}.'’-]*(?: (?:(?:de|van|von|der|den|da|di|la|le|del|el|bin|al|ten|ter|zu|y) ){0,2}\p{Lu}[\p{L}\p{M}.'’-]*){1,3}$/u.test(name);
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
