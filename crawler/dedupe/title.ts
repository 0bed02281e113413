/** What titles say about two posts: whether they are one, or two numbers of one series. */

import { scramble, tokenise } from './tokens.ts';

/** How two titles stand to each other. */
export type TitleRelation = {
  /** Both name a version, part, date or number that the other does not: two posts on one template. */
  readonly conflict: boolean;
  /** One names a version, part, date or number, and the other none. */
  readonly oneSided: boolean;
  /** Share of the shorter title's words that the other holds, 0–1. */
  readonly likeness: number;
  readonly sharedWords: number;
};

const MONTHS: readonly string[] = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const MONTH_NUMBERS = new Map(MONTHS.flatMap((month, i) => [[month, i + 1], [month.slice(0, 3), i + 1]] as const));
const COUNTED = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const ORDINAL = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth'];
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];
const PART_WORDS = new Set('part pt episode ep chapter ch volume vol issue day week month season round edition instalment installment lesson module unit step sprint milestone no number phase teil partie parte'.split(' '));
const STAGES = new Map([['alpha', 'alpha'], ['beta', 'beta'], ['rc', 'rc'], ['candidate', 'rc'], ['preview', 'preview'], ['pre', 'preview'], ['snapshot', 'snapshot'], ['nightly', 'nightly']]);
const STOP_WORDS = new Set('a an the of to in on for and or with how we our us i my is are was at by from it its s t re ve what why when your you as be that this de la le der die das und'.split(' '));

type Title = { readonly words: ReadonlySet<string>; readonly marks: ReadonlySet<string> };

/** How the titles of two posts stand to each other. */
export function relateTitles(left: string, right: string): TitleRelation {
  const a = readTitle(left);
  const b = readTitle(right);
  const onlyA = [...a.marks].filter((mark) => !b.marks.has(mark));
  const onlyB = [...b.marks].filter((mark) => !a.marks.has(mark));
  const sharedWords = [...a.words].filter((word) => b.words.has(word)).length;
  const likeness = likenessOf(sharedWords, Math.min(a.words.size, b.words.size), Math.max(a.words.size, b.words.size));
  const bothDiffer = onlyA.length > 0 && onlyB.length > 0 && (likeness >= 0.3 || [...onlyA, ...onlyB].every((mark) => mark.includes('.')));
  // "8.5 is out" and "8.5 beta 1 is out": without a stage, a version is the final one.
  const stageDiffers = a.marks.size > 0 && b.marks.size > 0 && hasStage(onlyA) !== hasStage(onlyB);
  const told = [...onlyA.filter((mark) => mark !== yearNote(left)), ...onlyB.filter((mark) => mark !== yearNote(right))];
  return { conflict: bothDiffer || stageDiffers, oneSided: told.length > 0 && (onlyA.length === 0 || onlyB.length === 0), likeness, sharedWords };
}

/** Keys by which posts with the same title are found: the whole title and its longest part, which leaves out the site's name. */
export function titleKeys(title: string): number[] {
  const whole = withoutMarkup(title);
  const longest = whole.split(/\s[|–—·»:-]+\s|::/u).toSorted((a, b) => b.length - a.length)[0] ?? '';
  const keys = [whole, longest].map((text) => tokenise(text).words).filter((words) => words.length > 1).map(keyOf);
  return [...new Set(keys)];
}

/** Whether two titles of at least so many telling words and numbers are the same but for a site's name. */
export function isSameTitle(left: string, right: string, minWords: number): boolean {
  const rightKeys = titleKeys(right);
  const { words, marks } = readTitle(left);
  return words.size + marks.size >= minWords && titleKeys(left).some((key) => rightKeys.includes(key));
}

/** The upper half of the 53 bits: keys of texts lie below 2^52. */
function keyOf(words: Uint32Array): number {
  const low = words.reduce((hash, word) => scramble(Math.imul(hash, 0x9e3779b1) ^ word), 7);
  const high = words.reduce((hash, word) => scramble(Math.imul(hash, 0x85ebca6b) ^ word), 11);
  return 2 ** 52 + (high >>> 12) * 2 ** 32 + low;
}

/** One shared word of a title of one is little: "Released" is not "Flink released". A title without words speaks neither for nor against. */
function likenessOf(shared: number, smaller: number, larger: number): number {
  if (smaller === 0) return 0.5;
  return shared / (smaller === 1 ? larger : smaller);
}

/** The year that link aggregators put behind the title of an old post: "Engineering culture (2014)". */
function yearNote(title: string): string | null {
  return /\(((?:19|20)\d\d)\)\s*$/u.exec(title)?.[1] ?? null;
}

function hasStage(marks: readonly string[]): boolean {
  return marks.some((mark) => /^[a-z]/u.test(mark));
}

function withoutMarkup(title: string): string {
  return title.replace(/<[^<>]*>/gu, ' ');
}

function readTitle(title: string): Title {
  const tokens = withoutMarkup(title).normalize('NFKC').toLowerCase().match(/\d+(?:\.\d+)*|[\p{L}\p{M}]+|#/gu) ?? [];
  const words = new Set<string>();
  const marks = new Set<string>();
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i] ?? '';
    const mark = markAt(tokens, i);
    if (mark !== null) marks.add(mark);
    else if (!STOP_WORDS.has(token) && token !== '#' && token !== 'v') words.add(token);
  }
  return { words, marks };
}

/** The normal form of the version, number, month, part or stage that stands here; null where a plain word does. */
function markAt(tokens: readonly string[], i: number): string | null {
  const token = tokens[i] ?? '';
  const before = tokens[i - 1] ?? '';
  const after = tokens[i + 1] ?? '';
  if (/^\d/u.test(token)) return STAGES.has(before) ? null : trimVersion(token);
  const stage = STAGES.get(token);
  if (stage !== undefined && /\d/u.test(before + after)) return `${stage}${/^\d+$/u.test(after) ? trimVersion(after) : ''}`;
  const month = MONTH_NUMBERS.get(token);
  if (month !== undefined && (token.length > 5 || i === 0 || /^(?:in|for|of)$/u.test(before) || /^\d/u.test(before + after) || !/^(?:may|mar|march)$/u.test(token))) return `0${month}`;
  if (PART_WORDS.has(before)) return ordinalOf(token, [COUNTED, ORDINAL, ROMAN]);
  if (PART_WORDS.has(after) || STAGES.has(after)) return ordinalOf(token, [COUNTED, ORDINAL]);
  if (token.length > 1 && i === tokens.length - 1 && ROMAN.includes(token)) return ordinalOf(token, [ROMAN]);
  // "One" and "first" often count nothing, and a "second" may be a time.
  return ordinalOf(token, [COUNTED.slice(1), ORDINAL.slice(2)], [2, 3]);
}

function ordinalOf(token: string, rows: readonly (readonly string[])[], starts: readonly number[] = [1, 1, 1]): string | null {
  for (const [i, row] of rows.entries()) {
    const index = row.indexOf(token);
    if (index >= 0) return String(index + (starts[i] ?? 1));
  }
  return null;
}

/** `1.1.0` is 1.1, and `04` is 4. */
function trimVersion(version: string): string {
  return version.replace(/^0+(?=\d)/u, '').replace(/(?:\.0+)+$/u, '');
}
