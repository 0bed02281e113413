/** Completions of an unfinished query from a Meilisearch server. */

import { MARK_END, MARK_START, type Suggestion } from '../../core/search.ts';
import { slug, words } from '../../core/text.ts';
import { foldWord } from '../embedded/tokenise.ts';
import { askAll, askSoon, type Answer, type Place } from './client.ts';

/** Of tags, publishers and words each at most so many, so that titles are seen too. The same in the embedded engine. */
const MAX_OF_KIND = 3;
const MAX_TYPED_CHARS = 200;
const TITLE_CANDIDATES = 50;

/** Best first: tags and publishers that begin like what was typed, the last word completed, titles that hold all of it. */
export async function suggestFromMeilisearch(place: Place, text: string, limit: number): Promise<readonly Suggestion[]> {
  const typed = words(text.slice(0, MAX_TYPED_CHARS).toWellFormed());
  if (typed.length === 0) return [];
  const question = {
    q: typed.join(' '), limit: TITLE_CANDIDATES, matchingStrategy: 'all' as const, attributesToSearchOn: ['title'], attributesToRetrieve: ['id', 'title'],
    attributesToHighlight: ['title'], highlightPreTag: MARK_START, highlightPostTag: MARK_END,
  };
  const [tags, publishers, [answer]] = await Promise.all([namesBeginning(place, 'tag', typed), namesBeginning(place, 'publisher', typed), askAll(place, [question])]);
  const hits = answer?.hits ?? [];
  const titles = hits.filter(({ title }) => holdsAll(title, typed)).map((hit): Suggestion => ({ kind: 'title', text: hit.title, documentId: hit.id, count: 1 }));
  return [...tags, ...publishers, ...await completedWords(place, typed, hits), ...titles].slice(0, limit);
}

async function namesBeginning(place: Place, kind: 'tag' | 'publisher', typed: readonly string[]): Promise<Suggestion[]> {
  const params = { facetName: kind === 'tag' ? 'tags' : 'publisher', facetQuery: typed.join(kind === 'tag' ? '-' : ' ') };
  const { facetHits } = await askSoon((signal) => place.client.index(place.uid).searchForFacetValues(params, { signal }));
  const beginning = slug(typed.join(' '));
  return facetHits.filter(({ value }) => slug(value).startsWith(beginning))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, MAX_OF_KIND)
    .map(({ value, count }): Suggestion => ({ kind, text: value, documentId: null, count }));
}

/** The most frequent words of the titles found that begin like the last one typed, counted over all posts. */
async function completedWords(place: Place, typed: readonly string[], hits: Answer['hits']): Promise<Suggestion[]> {
  const beginning = foldWord(typed.at(-1) ?? '');
  const seen = new Map<string, number>();
  for (const { title } of hits) for (const word of new Set(words(title).map(foldWord))) seen.set(word, (seen.get(word) ?? 0) + 1);
  const likely = [...seen].filter(([word]) => word !== beginning && word.startsWith(beginning) && /^\p{L}+$/u.test(word))
    .sort((a, b) => b[1] - a[1]).slice(0, MAX_OF_KIND).map(([word]) => word);
  const counts = await askAll(place, likely.map((word) => ({ q: `"${word}"`, page: 1, hitsPerPage: 0 })));
  return likely.map((word, at): Suggestion => {
    const answer = counts[at];
    return { kind: 'word', text: [...typed.slice(0, -1), word].join(' '), documentId: null, count: answer !== undefined && 'totalHits' in answer ? Number(answer.totalHits) : 0 };
  }).filter(({ count }) => count > 1).sort((a, b) => b.count - a.count);
}

function holdsAll(title: string, typed: readonly string[]): boolean {
  const held = words(title).map(foldWord);
  return typed.every((word) => held.some((other) => other.startsWith(foldWord(word))));
}
