/** Posts that are like one post, with why, from a Meilisearch server without vectors. */

import type { SimilarHit } from '../../core/search.ts';
import { STOP_WORDS } from '../embedded/stop-words.ts';
import { tokenise } from '../embedded/tokenise.ts';
import { askAll, type Answer, type Place } from './client.ts';
import { HIT_FIELDS, toHitDocument, type MeiliDocument } from './document.ts';

/** Words of a post that are looked up, its own most frequent ones: the server does not tell which are rare beforehand. */
const LOOKED_UP = 32;
/** Posts taken of each word. */
const POSTS_OF_WORD = 100;
const SHOWN_TERMS = 5;
/** A word in more than this share of all posts tells nothing about likeness. */
const COMMON_SHARE = 0.1;
const FEWEST_SHARED_WORDS = 3;
/** What all tags in common add to the share of telling words that is in common. */
const TAG_WEIGHT = 0.3;
const TAGS_OF_POST = 8;
const TITLE_WEIGHT = 3;

type Telling = { readonly word: string; readonly weight: number; readonly ids: ReadonlySet<string> };

/** Best first; empty where the index does not hold the post. @throws IndexError */
export async function similarOnMeilisearch(place: Place, id: string, limit: number): Promise<readonly SimilarHit[]> {
  const [found, all] = await askAll(place, [
    { q: '', filter: `id = ${JSON.stringify(id.toWellFormed())}`, limit: 1, attributesToRetrieve: ['id', 'clusterId', 'title', 'body', 'tags'] },
    { q: '', limit: 0 },
  ]);
  const self = found?.hits[0];
  if (self === undefined) return [];
  const telling = await tellingWords(place, self, estimate(all));
  const total = telling.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const scores = new Map<string, number>();
  for (const { ids, weight } of telling) for (const other of ids) scores.set(other, (scores.get(other) ?? 0) + weight / total);
  const best = [...scores].sort((a, b) => b[1] - a[1]).slice(0, 3 * (limit + 1)).map(([other]) => other);
  const documents = await loadDocuments(place, best);
  return documents.filter((other) => other.clusterId !== self.clusterId).map((other) => toSimilar(self, other, { telling, score: scores.get(other.id) ?? 0 }))
    .filter((hit) => hit.sharedTags.length > 0 || hit.sharedTerms.length >= FEWEST_SHARED_WORDS)
    .sort((a, b) => b.score - a.score).slice(0, limit);
}

/** The words that the post uses often and few others do, the most telling first, with posts that hold them. */
async function tellingWords(place: Place, self: MeiliDocument, posts: number): Promise<Telling[]> {
  const counts = countWords(self);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, LOOKED_UP);
  const answers = await askAll(place, frequent.map(([word]) => ({ q: `"${word}"`, limit: POSTS_OF_WORD, attributesToRetrieve: ['id'] })));
  return frequent.flatMap(([word, count], at) => {
    const held = estimate(answers[at]);
    if (held < 2 || held > Math.max(3, posts * COMMON_SHARE)) return [];
    return [{ word, weight: (count / (count + 1)) * Math.log(posts / held), ids: new Set(answers[at]?.hits.map((hit) => hit.id)) }];
  }).sort((a, b) => b.weight - a.weight);
}

function countWords({ title, body }: MeiliDocument): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (text: string, weight: number): void => {
    for (const word of tokenise(text).words) {
      if (word.length >= 3 && /\p{L}/u.test(word) && !STOP_WORDS.has(word)) counts.set(word, (counts.get(word) ?? 0) + weight);
    }
  };
  count(title, TITLE_WEIGHT);
  count(body, 1);
  return counts;
}

async function loadDocuments(place: Place, ids: readonly string[]): Promise<MeiliDocument[]> {
  if (ids.length === 0) return [];
  const [answer] = await askAll(place, [{ q: '', filter: `id IN [${ids.map((id) => JSON.stringify(id)).join(', ')}]`, limit: ids.length, attributesToRetrieve: [...HIT_FIELDS] }]);
  return answer?.hits ?? [];
}

function toSimilar(self: MeiliDocument, other: MeiliDocument, { telling, score }: { readonly telling: readonly Telling[]; readonly score: number }): SimilarHit {
  const sharedTags = self.tags.filter((tag) => other.tags.includes(tag));
  return {
    document: toHitDocument(other), score: Math.min(1, score + TAG_WEIGHT * sharedTags.length / TAGS_OF_POST), sharedTags,
    sharedTerms: telling.filter(({ ids }) => ids.has(other.id)).map(({ word }) => word).slice(0, SHOWN_TERMS),
  };
}

function estimate(answer: Answer | undefined): number {
  return answer !== undefined && 'estimatedTotalHits' in answer ? Number(answer.estimatedTotalHits) : 0;
}
