/** Titles with the site's name at an end: `Quiet queues | Example Engineering`. */

import { fold } from '../../../core/text.ts';
import { hostOf } from '../../../core/url.ts';
import { findMeta, type PageEvidence } from '../page-evidence.ts';
import { findSiteNames } from './site.ts';

/** What the site may be called at the end of a title, folded. */
export function siteNames(evidence: PageEvidence): string[] {
  const host = hostOf(evidence.url);
  const names = [...findSiteNames(evidence), host, host.split('.').at(-2), findMeta(evidence, ['application-name'])?.value];
  return [...new Set(names.filter((name) => name !== undefined).map(fold).filter((name) => name.length > 1))];
}

/** The title as it is, without a site's name behind it, and without one before it too: the last is the shortest. */
export function titleForms(title: string, names: readonly string[]): readonly [whole: string, unsigned: string, bare: string] {
  const parts = splitTitle(title);
  let end = parts.length;
  while (end > 1 && !isColon(parts[end - 2]) && resemblesSite(parts[end - 1]?.text ?? '', names)) end -= 1;
  const signed = end < parts.length;
  while (end > 1 && /[|｜]/u.test(parts[end - 2]?.separator ?? '') && joinParts(parts.slice(0, end - 1)).length >= MIN_TITLE_CHARS && !isSiteName(joinParts(parts.slice(0, end - 1)), names)) end -= 1;
  let start = 0;
  while (end - start > 1 && isSiteName(parts[start]?.text ?? '', names) && !(isColon(parts[start]) && signed)) start += 1;
  return [title, joinParts(parts.slice(0, end)), joinParts(parts.slice(start, end))];
}

/** The parts of a title between its separators; a colon is no separator here. */
export function titleParts(title: string): string[] {
  const parts: string[] = [];
  let text = '';
  for (const part of splitTitle(title)) {
    text += part.text;
    if (isColon(part)) {
      text += part.separator;
      continue;
    }
    parts.push(text);
    text = '';
  }
  return parts;
}

/** What stands before a bar is taken for the whole title only where it is at least this long. */
export const MIN_TITLE_CHARS = 8;

type TitlePart = { readonly text: string; readonly separator: string };

const SEPARATOR = /\s+(?:[|·•–—\-»«~/\\›‹]{1,2}|::|:)\s+|\s*[|｜»]\s*|:\s+|(?<=[^\u0000-\u007F])_(?=[^\u0000-\u007F])/u;

function splitTitle(title: string): TitlePart[] {
  const parts: TitlePart[] = [];
  let rest = title;
  for (let match = SEPARATOR.exec(rest); match !== null && parts.length < 20; match = SEPARATOR.exec(rest)) {
    parts.push({ text: rest.slice(0, match.index), separator: match[0] });
    rest = rest.slice(match.index + match[0].length);
  }
  parts.push({ text: rest, separator: '' });
  return parts;
}

function isColon(part: TitlePart | undefined): boolean {
  return part !== undefined && part.separator.trim() === ':';
}

function joinParts(parts: readonly TitlePart[]): string {
  return parts.map((part, index) => (index === parts.length - 1 ? part.text : part.text + part.separator)).join('').trim();
}

/** Words that sites add to their names, and by which they call their parts. */
const GENERIC = /(?<!\p{L})(?:the|a|official|blog|blogs|weblog|engineering|tech|technology|news|newsroom|magazine|docs|documentation|developers?|website|home|homepage|startseite|com|org|net|www)(?!\p{L})/gu;

function coreOf(folded: string): string {
  return folded.replace(GENERIC, '').replaceAll(' ', '');
}

/** Whether a text is one of the site's names, or is one with words such as "Engineering Blog". */
export function isSiteName(text: string, names: readonly string[]): boolean {
  const folded = fold(text);
  const core = coreOf(folded);
  return core === '' || names.some((name) => name.replaceAll(' ', '') === folded.replaceAll(' ', '') || coreOf(name) === core);
}

/** Whether the end of a title names the site, if only in part or with a few words more. */
function resemblesSite(text: string, names: readonly string[]): boolean {
  const folded = fold(text);
  return isSiteName(text, names) || names.some((name) => (folded.length >= 4 && name.startsWith(`${folded} `)) || (name.length >= 5 && (folded.startsWith(`${name} `) || folded.endsWith(` ${name}`)) && folded.length < name.length + 20));
}
