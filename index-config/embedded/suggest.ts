/** Completions of an unfinished query. */

import type { SearchRequest, Suggestion, TextTerm } from '../../core/search.ts';
import { slug, words as wordsOf } from '../../core/text.ts';
import { BLOCK_SIZE } from './block.ts';
import type { NameField } from './names.ts';
import { findPosts, shownDocument } from './search.ts';
import type { Snapshot } from './snapshot.ts';
import { foldWord } from './tokenise.ts';
import { wordsBeginning } from './words.ts';

/** Of tags, publishers and words each at most so many, so that titles are seen too. */
const MAX_OF_KIND = 3;
const MAX_TYPED_CHARS = 200;
/** Posts among which titles are looked for. */
const TITLE_CANDIDATES = 50;

/** Best first: tags and publishers that begin like what was typed, the last word completed, titles that hold all of it. */
export function suggestCompletions(snapshot: Snapshot, text: string, limit: number): Suggestion[] {
  const typed = wordsOf(text.slice(0, MAX_TYPED_CHARS));
  if (typed.length === 0) return [];
  const first = [...namesBeginning(snapshot, 'tag', typed), ...namesBeginning(snapshot, 'publisher', typed), ...completedWords(snapshot, typed)].slice(0, limit);
  return first.length === limit ? first : [...first, ...titlesHolding(snapshot, typed, limit - first.length)];
}

function namesBeginning(snapshot: Snapshot, field: Extract<NameField, 'tag' | 'publisher'>, typed: readonly string[]): Suggestion[] {
  const beginning = slug(typed.join(' '));
  const names = snapshot.names.filter((name) => name.number > 0 && name.field === field && name.slug.startsWith(beginning));
  if (names.length === 0) return [];
  const counts = snapshot.nameCounts ??= countNames(snapshot);
  return names.map((name): Suggestion => ({ kind: field, text: name.value, documentId: null, count: counts[name.number] as number }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).slice(0, MAX_OF_KIND);
}

function countNames(snapshot: Snapshot): Uint32Array {
  const counts = new Uint32Array(snapshot.names.length);
  for (const block of snapshot.blocks) {
    for (const column of [block.tags, block.publisher]) {
      for (let at = 0; at < column.length; at += 1) {
        if (block.live[at & (BLOCK_SIZE - 1)] === 1) counts[column[at] as number] = (counts[column[at] as number] as number) + 1;
      }
    }
  }
  return counts;
}

function completedWords(snapshot: Snapshot, typed: readonly string[]): Suggestion[] {
  const last = foldWord(typed.at(-1) ?? '');
  return wordsBeginning(snapshot, last).filter(({ word, posts }) => posts > 1 && /^\p{L}+$/u.test(word)).slice(0, MAX_OF_KIND)
    .map(({ word, posts }): Suggestion => ({ kind: 'word', text: [...typed.slice(0, -1), word].join(' '), documentId: null, count: posts }));
}

function titlesHolding(snapshot: Snapshot, typed: readonly string[], limit: number): Suggestion[] {
  const { ranked } = findPosts(snapshot, { ...PLAIN_REQUEST, terms: termsOf(typed) });
  const held: Suggestion[] = [];
  for (const { post } of ranked.slice(0, TITLE_CANDIDATES)) {
    if (held.length >= limit) break;
    const { id, title } = shownDocument(snapshot, post);
    if (holdsAll(title, typed)) held.push({ kind: 'title', text: title, documentId: id, count: 1 });
  }
  return held;
}

function holdsAll(title: string, typed: readonly string[]): boolean {
  const held = wordsOf(title).map(foldWord);
  return typed.every((word) => held.some((other) => other.startsWith(foldWord(word))));
}

function termsOf(typed: readonly string[]): TextTerm[] {
  return typed.map((text, at) => ({ text, phrase: false, prefix: at === typed.length - 1, start: 0 }));
}

const PLAIN_REQUEST: Omit<SearchRequest, 'terms'> = {
  excluded: [], filter: null, sort: 'relevance', page: 1, perPage: TITLE_CANDIDATES, facets: [], correctTypos: true, dropWords: false,
};
