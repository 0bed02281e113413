/** Where the words of a question stand in a text, in whatever form. Pure. */

import { stem } from '../../index-config/embedded/stem.ts';
import { synonymsOf } from '../../index-config/synonyms.ts';

/** A word with every spelling that will do. */
export type Wanted = { readonly text: string; readonly weight: number; readonly spellings: readonly Spelling[] };
type Spelling = {
  /** What to look for: all that the forms of the word begin with. */
  readonly beginning: string;
  /** What the word found must have as its stem; null: `beginning` must stand there as it is. */
  readonly stem: string | null;
  /** Scripts without spaces have no borders between words. */
  readonly isUnspaced: boolean;
};
/** Offsets in the text; `which` counts the words of the question. */
export type Place = { readonly start: number; readonly end: number; readonly which: number };

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const LETTER = /[\p{L}\p{N}]/u;
const REST_OF_WORD = /[\p{L}\p{N}\p{M}]*/uy;
/** Of one word in one text: a passage can be chosen from as many. */
const MAX_PLACES = 100;

/** A word of a question as it is looked for. */
export function toWanted({ text, weight }: { readonly text: string; readonly weight: number }): Wanted {
  const typed = text.toLowerCase();
  const joined = typed.includes('-') ? [typed.replaceAll('-', ''), typed.replaceAll('-', ' ')] : [];
  const spellings = [typed, ...joined, ...synonymsOf(typed)].filter((spelling) => spelling.trim() !== '');
  return { text, weight, spellings: [...new Set(spellings)].map(toSpelling) };
}

/** Every place of the wanted words, in order. */
export function placesIn(text: string, wanted: readonly Wanted[]): Place[] {
  const lower = text.toLowerCase();
  // A few letters change their length with their case; places must be those of the text itself.
  const searched = lower.length === text.length ? lower : text;
  return wanted.flatMap((word, which) => word.spellings.flatMap((spelling) => placesOf(searched, spelling).map((place) => ({ ...place, which }))))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

function toSpelling(word: string): Spelling {
  const isUnspaced = UNSPACED.test(word);
  if (isUnspaced || !/^[a-z]{3,}$/u.test(word)) return { beginning: word, stem: null, isUnspaced };
  const stemmed = stem(word);
  // Porter turns a last y into i and may add an e: neither need stand in the word.
  const common = stemmed.replace(/[ie]$/u, '');
  // Of a word such as `ies` nearly nothing is left: then only itself will do.
  const isTelling = common.length > 1 && word.startsWith(common);
  return isTelling ? { beginning: common, stem: stemmed, isUnspaced } : { beginning: word, stem: null, isUnspaced };
}

function placesOf(lower: string, spelling: Spelling): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = [];
  const { beginning } = spelling;
  for (let at = lower.indexOf(beginning); at >= 0 && places.length < MAX_PLACES; at = lower.indexOf(beginning, at + beginning.length)) {
    const end = endAt(lower, at, spelling);
    if (end !== null) places.push({ start: at, end });
  }
  return places;
}

/** Where the word that begins here ends; null where it is another word. */
function endAt(lower: string, at: number, { beginning, stem: wanted, isUnspaced }: Spelling): number | null {
  const end = at + beginning.length;
  if (isUnspaced) return end;
  if (at > 0 && LETTER.test(lower.charAt(at - 1))) return null;
  REST_OF_WORD.lastIndex = end;
  const rest = REST_OF_WORD.exec(lower)?.[0] ?? '';
  if (wanted === null) return rest === '' ? end : null;
  return stem(beginning + rest) === wanted ? end + rest.length : null;
}
