/** What is looked for: the typed terms as groups of words of the corpus, any of which will do. */

import type { SearchRequest, TextTerm } from '../../core/search.ts';
import { synonymsOf } from '../synonyms.ts';
import type { Snapshot } from './snapshot.ts';
import { STOP_WORDS } from './stop-words.ts';
import { PARAGRAPH_BREAK, tokenise } from './tokenise.ts';
import { correctionsOf, joinedSpelling, splitSpelling } from './spelling.ts';
import { formsOf, findWord, phraseNumbers, phraseQuery, wordsBeginning, type Variant } from './words.ts';

/** Words that must match; later ones only help the order. The same as in the engine that users may move to. */
export const MAX_REQUIRED = 10;
/** Terms that are looked at at all: longer queries are pasted text. */
const MAX_GROUPS = 40;
/** Of one term: a longer phrase or path is pasted text too, and tells enough by its beginning. */
const MAX_TERM_CHARS = 500;
const MAX_TERM_WORDS = 20;
/** How much a synonym counts beside the word itself. */
const SYNONYM_WEIGHT = 0.8;
const WHOLE_WORDS_MAX = 4;
/**
 * How many places, for each post of the index, the words that a beginning stands for may have together. A letter or two
 * stand for a million; alone they say so little that the most frequent words do, beside other words more of them are wanted.
 */
const PLACES_ALONE = 1;
const PLACES_AMONG_OTHERS = 3;

/** One term. A post matches it with any of `variants` or `phrases` (word numbers in order). */
export type Group = {
  readonly text: string;
  readonly variants: readonly Variant[];
  readonly phrases: readonly (readonly number[])[];
  /** Must match; a droppable one may be let go where too few posts hold all. */
  readonly required: boolean;
  readonly droppable: boolean;
  /** Its words are marked in titles and snippets. */
  readonly marked: boolean;
  /** What was typed of a word that may go on; only so much of it is marked. */
  readonly beginning: string | null;
};

export type Plan = {
  readonly groups: readonly Group[];
  readonly excluded: readonly Group[];
  readonly corrected: readonly { readonly from: string; readonly to: string }[];
  readonly synonyms: readonly { readonly word: string; readonly matched: readonly string[] }[];
};

type Draft = Omit<Group, 'variants' | 'phrases'> & {
  variants: Variant[];
  readonly phrases: (readonly number[])[];
  /** A single word of letters, whose spelling may be mended. */
  readonly bare: boolean;
};

const BARE = { phrases: [], required: true, droppable: true, marked: true, beginning: null } as const;
const PHRASE = { ...BARE, droppable: false, bare: false } as const;

/** The plan of a request against the words that the corpus holds. */
export function planQuery(snapshot: Snapshot, request: Pick<SearchRequest, 'terms' | 'excluded' | 'correctTypos'>): Plan {
  const terms = withoutStopWords(request.terms).slice(0, MAX_GROUPS).map(cut);
  const mostPlaces = snapshot.documents * (terms.length === 1 ? PLACES_ALONE : PLACES_AMONG_OTHERS);
  const drafts = terms.flatMap((term) => draftsOf(snapshot, term, mostPlaces));
  const synonyms = addSynonyms(snapshot, drafts);
  joinNeighbours(snapshot, drafts);
  const corrected = request.correctTypos ? correctSpelling(snapshot, drafts, terms) : [];
  return {
    groups: drafts.map((draft, at) => ({ ...draft, required: draft.required && (at < MAX_REQUIRED || !draft.droppable) })),
    excluded: request.excluded.slice(0, MAX_GROUPS).map(cut).flatMap((term) => draftsOf(snapshot, { ...term, phrase: true, prefix: false }, 0).filter((draft) => draft.required)),
    corrected, synonyms,
  };
}

function cut(term: TextTerm): TextTerm {
  return term.text.length > MAX_TERM_CHARS ? { ...term, text: term.text.slice(0, MAX_TERM_CHARS) } : term;
}

/** Bare words that say nothing are let go unless there is nothing else, or the word may go on. */
function withoutStopWords(terms: readonly TextTerm[]): readonly TextTerm[] {
  const telling = terms.filter((term) => term.phrase || term.prefix || !STOP_WORDS.has(term.text.toLowerCase()));
  return telling.some((term) => !STOP_WORDS.has(term.text.toLowerCase())) ? telling : terms;
}

function draftsOf(snapshot: Snapshot, term: TextTerm, mostPlaces: number): Draft[] {
  // In lower case: the parts of a camel-cased name are not what was asked for.
  const tokens = tokenise(term.text.toLowerCase());
  const words = tokens.words.filter((word) => word !== PARAGRAPH_BREAK).slice(0, MAX_TERM_WORDS);
  if (words.length === 0) return [];
  if (term.phrase) return phraseDrafts(snapshot, term.text, words, tokens.wholes);
  return words.length === 1 && tokens.wholes.length === 0 ? [bareDraft(snapshot, term, words[0] ?? '', mostPlaces)] : [wholeDraft(snapshot, term, words, tokens.wholes)];
}

function bareDraft(snapshot: Snapshot, term: TextTerm, word: string, mostPlaces: number): Draft {
  const variants = [...formsOf(snapshot, word), ...(term.prefix ? withinPlaces(wordsBeginning(snapshot, word), mostPlaces) : [])];
  return { ...BARE, text: term.text, variants: distinct(variants), phrases: [], bare: /^[\p{L}\p{M}]+$/u.test(word), beginning: term.prefix ? word : null };
}

/** The first of these words, at least one, that have no more places together. */
function withinPlaces(words: readonly Variant[], most: number): readonly Variant[] {
  let places = 0;
  const end = words.findIndex(({ posts }, at) => (places += posts) > most && at > 0);
  return end === -1 ? words : words.slice(0, end);
}

/** `max_connections` is found as such, and where its words follow each other. */
function wholeDraft(snapshot: Snapshot, term: TextTerm, words: readonly string[], wholes: readonly string[]): Draft {
  const spanning = wholes.length === 1 ? wholes[0] : wholes.find((whole) => whole.replace(/[^\p{L}\p{N}]/gu, '') === words.join(''));
  const variants = spanning === undefined ? [] : [...formsOf(snapshot, spanning), ...(term.prefix ? wordsBeginning(snapshot, spanning) : [])];
  const numbers = words.length <= WHOLE_WORDS_MAX || spanning === undefined ? phraseNumbers(snapshot, words) : null;
  return { ...BARE, text: term.text, variants: distinct(variants), phrases: numbers === null ? [] : [numbers], bare: false, beginning: term.prefix ? (spanning ?? null) : null };
}

/** A phrase must match as it stands; its words count for the order, and names in it must be spelt so. */
function phraseDrafts(snapshot: Snapshot, text: string, words: readonly string[], wholes: readonly string[]): Draft[] {
  const exact = (word: string): Variant[] => findWord(snapshot, word, 1);
  const named = wholes.map((whole): Draft => ({ ...PHRASE, text, variants: exact(whole), phrases: [] }));
  if (words.length === 1) return [{ ...PHRASE, text, variants: exact(words[0] ?? ''), phrases: [] }, ...named];
  const numbers = phraseNumbers(snapshot, words);
  const whole: Draft = { ...PHRASE, text, variants: [], phrases: numbers === null ? [] : [numbers] };
  const single = words.filter((word) => !STOP_WORDS.has(word))
    .map((word): Draft => ({ ...PHRASE, text: word, variants: exact(word), phrases: [], required: false, marked: false }));
  return [whole, ...named, ...single];
}

/** Every run of up to three typed words that has synonyms is also found by them. */
function addSynonyms(snapshot: Snapshot, drafts: readonly Draft[]): { word: string; matched: string[] }[] {
  const used: { word: string; matched: string[] }[] = [];
  for (let length = 1; length <= 3; length += 1) {
    for (let first = 0; first + length <= drafts.length; first += 1) {
      const run = drafts.slice(first, first + length);
      if (!run.every((draft) => draft.droppable && draft.required)) continue;
      const typed = run.map((draft) => draft.text.toLowerCase()).join(' ');
      const matched = synonymsOf(typed).filter((synonym) => addSynonym(snapshot, run, synonym));
      if (matched.length > 0) used.push({ word: typed, matched });
    }
  }
  return used;
}

function addSynonym(snapshot: Snapshot, run: readonly Draft[], synonym: string): boolean {
  const { words, wholes } = tokenise(synonym);
  const single = words.length === 1 ? words[0] : wholes[0];
  const variants = single === undefined ? [] : findWord(snapshot, single, SYNONYM_WEIGHT);
  const numbers = words.length > 1 ? phraseNumbers(snapshot, words) : null;
  const alternatives = numbers !== null && snapshot.sql.phraseExists.get(phraseQuery(numbers)) !== undefined ? [numbers] : [];
  for (const draft of run) {
    draft.variants = distinct([...draft.variants, ...variants]);
    draft.phrases.push(...alternatives);
  }
  return variants.length + alternatives.length > 0;
}

/** `type script` is also found as `typescript`. */
function joinNeighbours(snapshot: Snapshot, drafts: readonly Draft[]): void {
  for (let at = 0; at + 1 < drafts.length; at += 1) {
    const pair = drafts.slice(at, at + 2);
    if (!pair.every((draft) => draft.bare && draft.droppable)) continue;
    const joined = joinedSpelling(snapshot, pair.map((draft) => draft.text.toLowerCase()));
    for (const draft of pair) draft.variants = distinct([...draft.variants, ...joined]);
  }
}

function correctSpelling(snapshot: Snapshot, drafts: readonly Draft[], terms: readonly TextTerm[]): { from: string; to: string }[] {
  const corrected: { from: string; to: string }[] = [];
  for (const draft of drafts) {
    if (!draft.bare || draft.phrases.length > 0) continue;
    const prefix = terms.some((term) => term.prefix && term.text === draft.text);
    const found = correctionsOf(snapshot, draft, prefix);
    draft.variants = distinct([...draft.variants, ...found.variants]);
    if (found.to !== null) corrected.push({ from: draft.text, to: found.to });
    if (draft.variants.length > 0) continue;
    const split = splitSpelling(snapshot, draft.text);
    if (split === null) continue;
    draft.phrases.push(split.numbers);
    corrected.push({ from: draft.text, to: split.text });
  }
  return corrected;
}

/** Each word once, with its greatest weight. */
function distinct(variants: readonly Variant[]): Variant[] {
  const best = new Map<number, Variant>();
  for (const variant of variants) {
    const known = best.get(variant.number);
    if (known === undefined || known.weight < variant.weight) best.set(variant.number, variant);
  }
  return [...best.values()];
}
