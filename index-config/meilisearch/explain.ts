/** What the server made of the words: it does not say so, but what it marked in the hits does. */

import { MARK_END, MARK_START, type SearchAnswer } from '../../core/search.ts';
import { words } from '../../core/text.ts';
import { typingErrors } from '../embedded/edit-distance.ts';
import { stem } from '../embedded/stem.ts';
import { foldWord } from '../embedded/tokenise.ts';
import { synonymsOf } from '../synonyms.ts';
import { askAll, type Answer, type Place } from './client.ts';
import type { SentTerm } from './compile.ts';

type Hits = Answer['hits'];
/** Most errors that the server forgives in a word: settings.ts. */
const MAX_ERRORS = 2;
const MAX_RUN = 3;

/** Words that no post of the index holds, and the nearest that was found instead. */
export async function findCorrected(place: Place, hits: Hits, terms: readonly SentTerm[]): Promise<SearchAnswer['corrected']> {
  const marked = markedWords(hits);
  const doubtful = terms.filter((sent) => isBareWord(sent) && !isMarked(sent, marked));
  // Marks show one passage of a post; whether the word stands elsewhere, the server knows.
  const counts = await askAll(place, doubtful.map(({ exact }) => ({ q: exact, page: 1, hitsPerPage: 0 })));
  return doubtful.flatMap((sent, at) => {
    const answer = counts[at];
    const isHeld = answer !== undefined && 'totalHits' in answer && answer.totalHits !== 0;
    const to = isHeld ? null : nearestMarked(foldWord(sent.bare), marked);
    return to === null ? [] : [{ from: sent.term.text, to }];
  });
}

/** Runs of up to three words that were also found by another spelling, with those that were. */
export function findSynonyms(terms: readonly SentTerm[], marked: ReadonlyMap<string, number>): SearchAnswer['synonyms'] {
  const used: { word: string; matched: string[] }[] = [];
  for (let length = 1; length <= MAX_RUN; length += 1) {
    for (let first = 0; first + length <= terms.length; first += 1) {
      const run = terms.slice(first, first + length);
      if (run.some(({ isExact }) => isExact)) continue;
      const typed = run.map(({ bare }) => bare.toLowerCase()).join(' ');
      const matched = synonymsOf(typed).filter((synonym) => words(synonym).every((part) => marked.has(foldWord(part))));
      if (matched.length > 0) used.push({ word: typed, matched });
    }
  }
  return used;
}

/** Every word that stands within marks, folded, with how often. */
export function markedWords(hits: Hits): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const marks = new RegExp(`${MARK_START}([^${MARK_END}]*)${MARK_END}([\\p{L}\\p{N}\\p{M}]*)`, 'gu');
  for (const { _formatted: shown } of hits) {
    for (const [, text = '', rest = ''] of `${shown?.title ?? ''}\n${shown?.excerpt ?? ''}\n${shown?.body ?? ''}`.matchAll(marks)) {
      for (const word of words(text + rest).map(foldWord)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

function isBareWord({ bare, isExact }: SentTerm): boolean {
  return !isExact && /^[\p{L}\p{M}]+$/u.test(bare) && synonymsOf(bare).length === 0;
}

function isMarked({ bare, term }: SentTerm, marked: ReadonlyMap<string, number>): boolean {
  const word = foldWord(bare);
  return marked.has(word) || (term.prefix && [...marked.keys()].some((candidate) => candidate.startsWith(word)));
}

/** Null where nothing comes near, or another form of the same word was found. */
function nearestMarked(word: string, marked: ReadonlyMap<string, number>): string | null {
  if ([...marked.keys()].some((candidate) => stem(candidate) === stem(word))) return null;
  const near = [...marked].map(([candidate, count]) => ({ candidate, count, errors: typingErrors(word, candidate, MAX_ERRORS) }));
  return near.filter(({ errors }) => errors <= MAX_ERRORS).sort((a, b) => a.errors - b.errors || b.count - a.count)[0]?.candidate ?? null;
}
