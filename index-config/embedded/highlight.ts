/** Titles and passages with marks around what matched. */

import { MARK_END, MARK_START } from '../../core/search.ts';
import { clip } from '../../core/text.ts';
import type { Plan } from './plan.ts';
import type { Snapshot } from './snapshot.ts';
import { foldWord, tokenise } from './tokenise.ts';

/** What to mark: words as folded, beginnings of words, and words in a row. */
export type Marking = {
  readonly words: ReadonlySet<string>;
  readonly beginnings: readonly string[];
  readonly phrases: readonly (readonly string[])[];
  /** What a passage is chosen by: for each term of the query the spellings that will do, none of which begins with another. */
  readonly terms: readonly (readonly string[])[];
  /** By ASCII code: 1 where one of the words or beginnings starts so. */
  readonly initials: Uint8Array;
};

/** Characters of a snippet: three lines of a result list. */
const SNIPPET_CHARS = 240;
/** Of these the passage's words stand in the first part, so that none is cut off. */
const PASSAGE_CHARS = SNIPPET_CHARS * 0.8;
/** Places of one word that are looked at when choosing the passage. */
const MAX_PLACES = 40;
/** A passage with the phrase that was asked for is better than any without. */
const PHRASE_SCORE = 100;
const MAX_PHRASE_BEGINNINGS = 400;
/** Characters between two words of a phrase: a hyphen, a comma and a space, a quotation mark. */
const MAX_GAP = 3;
const PIECE = /[\p{L}\p{N}\p{M}_]+(?:[+#.\-/'’&]+[\p{L}\p{N}\p{M}_]+)*(?:\+\+|#)?|\.net(?![\p{L}\p{N}])/giu;
const INNER = /[\p{L}\p{N}\p{M}]+/gu;
/** What the tokeniser takes for one word as it stands. */
const PLAIN_PIECE = /^[A-Za-z]{1,64}$/u;
const NO_SPANS: readonly Span[] = [];
const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
/** What makes a capital of ASCII a small letter. */
const SMALL = 0x20;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z]/u.test(String.fromCharCode(code)) ? LETTER : /\d/u.test(String.fromCharCode(code)) ? DIGIT : OTHER));

export function markingOf(snapshot: Snapshot, plan: Plan): Marking {
  const marked = plan.groups.filter((group) => group.marked);
  const beginnings = marked.flatMap((group) => (group.beginning === null ? [] : [group.beginning]));
  const byBeginning = (word: string): boolean => beginnings.some((beginning) => word !== beginning && word.startsWith(beginning));
  const wordOf = (number: number): string => String(snapshot.sql.wordById.get(number)?.['word'] ?? '');
  const words = new Set(marked.flatMap((group) => group.variants.map((variant) => variant.word)).filter((word) => !byBeginning(word)));
  return {
    words, beginnings,
    phrases: marked.flatMap((group) => group.phrases.map((numbers) => numbers.map(wordOf))),
    terms: marked.map((group) => shortest([...group.variants.map((variant) => variant.word), ...(group.beginning === null ? [] : [group.beginning])])),
    initials: initialsOf([...words, ...beginnings]),
  };
}

/** Those that do not begin with another one: where `connections` stands, `connection` is found too. */
function shortest(spellings: readonly string[]): string[] {
  const found: string[] = [];
  for (const spelling of spellings.toSorted()) if (found.length === 0 || !spelling.startsWith(found.at(-1) as string)) found.push(spelling);
  return found;
}

function initialsOf(wanted: readonly string[]): Uint8Array {
  const initials = new Uint8Array(128);
  for (const word of wanted) initials[word.charCodeAt(0)] = 1;
  return initials;
}

/** The text with every match marked. */
export function markText(text: string, marking: Marking): string {
  const spans = joinSpans([...wordSpans(text, marking), ...phraseSpans(text, marking.phrases)]);
  let marked = '';
  let at = 0;
  for (const { start, end } of spans) {
    marked += `${text.slice(at, start)}${MARK_START}${text.slice(start, end)}${MARK_END}`;
    at = end;
  }
  return marked + text.slice(at);
}

/** The passage that holds the most of what was looked for, marked; the beginning where nothing matches. `…` stands only where text was cut. */
export function snippetOf(body: string, marking: Marking): string {
  const start = passageStart(body, marking);
  const end = start + SNIPPET_CHARS >= body.length ? body.length : cutBefore(body, start + SNIPPET_CHARS);
  const passage = body.slice(start, end).replace(/\s+/gu, ' ').trim();
  return markText(`${start > 0 ? '…' : ''}${clip(passage, SNIPPET_CHARS)}${end < body.length ? '…' : ''}`, marking);
}

type Span = { readonly start: number; readonly end: number };
/** Where something wanted stands; phrases have negative numbers. */
type Place = { readonly at: number; readonly which: number };

function passageStart(body: string, marking: Marking): number {
  const lower = body.toLowerCase();
  const phrases = marking.phrases.flatMap((phrase, which) => phrasePlaces(lower, phrase, -1 - which));
  const words = marking.terms.flatMap((spellings, which) => spellings.flatMap((wanted) => placesOf(lower, wanted, which)));
  const places = [...phrases, ...words].sort((a, b) => a.at - b.at);
  const best = bestPassage(places);
  if (best.start < SNIPPET_CHARS / 4) return 0;
  return sentenceBefore(body, best.start);
}

/** Different words count most, repeated ones a little; the first of equal passages wins. */
function bestPassage(places: readonly Place[]): { start: number; score: number } {
  let best = { start: 0, score: 0 };
  const within = new Map<number, number>();
  let phrases = 0;
  let end = 0;
  for (let first = 0; first < places.length; first += 1) {
    const { at: start, which } = places[first] as Place;
    for (; end < places.length && (places[end] as Place).at < start + PASSAGE_CHARS; end += 1) phrases += add((places[end] as Place).which, 1);
    const score = within.size + PHRASE_SCORE * phrases + (end - first) / 100;
    if (score > best.score) best = { start, score };
    phrases -= add(which, -1);
  }
  return best;

  /** 1 where a phrase comes or goes, else 0. */
  function add(which: number, times: number): number {
    const count = (within.get(which) ?? 0) + times;
    if (count === 0) within.delete(which);
    else within.set(which, count);
    return which < 0 && count === (times > 0 ? 1 : 0) ? 1 : 0;
  }
}

function placesOf(lower: string, wanted: string, which: number, most = MAX_PLACES): Place[] {
  const places: Place[] = [];
  for (let at = lower.indexOf(wanted); at >= 0 && places.length < most && wanted !== ''; at = lower.indexOf(wanted, at + wanted.length)) {
    if (at === 0 || !isLetterOrDigit(lower, at - 1)) places.push({ at, which });
  }
  return places;
}

function isLetterOrDigit(lower: string, at: number): boolean {
  const code = lower.charCodeAt(at);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
  return /[\p{L}\p{N}]/u.test(lower.charAt(at));
}

/** A phrase stands however its words are joined: `exactly-once`, `exactly once`. */
function phrasePlaces(lower: string, phrase: readonly string[], which: number): Place[] {
  return placesOf(lower, phrase[0] ?? '', which, MAX_PHRASE_BEGINNINGS).filter(({ at }) => follows(lower, at, phrase)).slice(0, MAX_PLACES);
}

function follows(lower: string, at: number, phrase: readonly string[]): boolean {
  let end = at;
  for (const word of phrase) {
    for (let gap = 0; gap < MAX_GAP && !lower.startsWith(word, end); gap += 1) end += 1;
    if (!lower.startsWith(word, end)) return false;
    end += word.length;
  }
  return true;
}

/** Where the sentence or, failing that, a word begins within a quarter of a snippet before. */
function sentenceBefore(body: string, at: number): number {
  const from = Math.max(0, at - Math.floor(SNIPPET_CHARS / 4));
  const before = body.slice(from, at);
  const sentence = Math.max(before.lastIndexOf('. '), before.lastIndexOf('\n'), before.lastIndexOf('? '), before.lastIndexOf('! '));
  if (sentence >= 0) return from + sentence + 1 + (before.charAt(sentence) === '\n' ? 0 : 1);
  const space = before.indexOf(' ');
  return from === 0 ? 0 : from + (space < 0 ? before.length : space + 1);
}

function cutBefore(body: string, end: number): number {
  const space = body.lastIndexOf(' ', end);
  return space > end - SNIPPET_CHARS / 3 ? space : end;
}

function wordSpans(text: string, marking: Marking): Span[] {
  const spans: Span[] = [];
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    if (mayHold(piece, marking)) spans.push(...(PLAIN_PIECE.test(piece) ? plainSpans(piece, index, marking) : pieceSpans(piece, index, marking)));
  }
  return spans;
}

/** False for most pieces, without a closer look: none of the runs of letters or of digits in it begins like anything that is wanted. */
function mayHold(piece: string, { initials }: Marking): boolean {
  let before = OTHER;
  for (let at = 0; at < piece.length; at += 1) {
    const code = piece.charCodeAt(at);
    if (code > 127) return true;
    const kind = KINDS[code] as number;
    if ((kind === OTHER || kind !== before) && initials[code | (kind === LETTER ? SMALL : 0)] === 1) return true;
    before = kind;
  }
  return false;
}

/** Most pieces are one word of plain letters. */
function plainSpans(piece: string, start: number, marking: Marking): readonly Span[] {
  const word = piece.toLowerCase();
  if (marking.words.has(word)) return [{ start, end: start + piece.length }];
  if (marking.beginnings.length === 0) return NO_SPANS;
  return beginningSpans(word, { start, end: start + piece.length }, marking);
}

function pieceSpans(piece: string, start: number, marking: Marking): readonly Span[] {
  const { words, wholes } = tokenise(piece.toLowerCase());
  if ([...wholes, ...(words.length === 1 ? words : [])].some((word) => marking.words.has(word))) return [{ start, end: start + piece.length }];
  return innerSpans(piece, start, marking);
}

function innerSpans(piece: string, offset: number, marking: Marking): Span[] {
  return [...piece.matchAll(INNER)].flatMap((match) => {
    const word = foldWord(match[0]);
    const start = offset + match.index;
    const span = { start, end: start + match[0].length };
    return marking.words.has(word) ? [span] : beginningSpans(word, span, marking);
  });
}

/** Only what was typed of a word that goes on. */
function beginningSpans(word: string, { start, end }: Span, marking: Marking): readonly Span[] {
  const beginning = marking.beginnings.find((typed) => word.startsWith(typed));
  return beginning === undefined ? NO_SPANS : [{ start, end: Math.min(end, start + beginning.length) }];
}

/** Where the words of a phrase follow each other: one span from the first to the last. */
function phraseSpans(text: string, phrases: readonly (readonly string[])[]): Span[] {
  if (phrases.length === 0) return [];
  const found = [...text.matchAll(PIECE)].flatMap((match) => {
    const inner = tokenise(match[0].toLowerCase()).words;
    const span = { start: match.index, end: match.index + match[0].length };
    return inner.map((word) => ({ word, ...span }));
  });
  return phrases.flatMap((phrase) => found.flatMap((first, at) => {
    const last = found[at + phrase.length - 1];
    const follows = last !== undefined && phrase.every((word, place) => found[at + place]?.word === word);
    return follows ? [{ start: first.start, end: last.end }] : [];
  }));
}

/** Spans in order; those that overlap become one. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1);
    if (last !== undefined && span.start < last.end) joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}
