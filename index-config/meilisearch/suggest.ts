/** Completions and similar posts from a Meilisearch server, without vectors. */

import type { Index, SearchParams } from 'meilisearch';
import type { SimilarHit, Suggestion } from '../../core/search.ts';
import { words } from '../../core/text.ts';
import { askSoon } from './client.ts';
import { HIT_FIELDS, toHitDocument, type MeiliDocument } from './document.ts';

/** Titles that hold what was typed, then topics and publishers that begin with it. */
export async function suggestFromMeilisearch(index: Index<MeiliDocument>, text: string, limit: number): Promise<readonly Suggestion[]> {
  const typed = text.trim();
  if (typed === '') return [];
  const params: SearchParams = {
    limit, matchingStrategy: 'all', attributesToSearchOn: ['title', 'tagNames', 'publisher'], attributesToRetrieve: ['id', 'title', 'publisher'], facets: ['tags'],
  };
  const response = await askSoon((signal) => index.search<MeiliDocument>(typed.replaceAll('"', ' '), params, { signal }));
  const folded = typed.toLowerCase();
  const tags = Object.entries(response.facetDistribution?.['tags'] ?? {})
    .filter(([tag]) => tag.startsWith(folded) || tag.replaceAll('-', ' ').startsWith(folded))
    .map(([tag, count]): Suggestion => ({ kind: 'tag', text: tag, documentId: null, count }));
  const publishers = [...new Set(response.hits.map((hit) => hit.publisher).filter((publisher) => publisher.toLowerCase().startsWith(folded)))]
    .map((publisher): Suggestion => ({ kind: 'publisher', text: publisher, documentId: null, count: response.hits.filter((hit) => hit.publisher === publisher).length }));
  const titles = response.hits.map((hit): Suggestion => ({ kind: 'title', text: hit.title, documentId: hit.id, count: 1 }));
  return [...tags.slice(0, 3), ...publishers.slice(0, 2), ...titles].slice(0, limit);
}

/** Posts that share topics and title words with this one. */
export async function similarOnMeilisearch(index: Index<MeiliDocument>, id: string, limit: number): Promise<readonly SimilarHit[]> {
  const found = await askSoon((signal) => index.search<MeiliDocument>('', { filter: `id = ${JSON.stringify(id)}`, limit: 1, attributesToRetrieve: [...HIT_FIELDS, 'headings'] }, { signal }));
  const [self] = found.hits;
  if (self === undefined) return [];
  const terms = [...new Set(words([self.title, ...self.tags].join(' ')).filter((word) => word.length > 3))].slice(0, 10);
  const tagFilter = self.tags.slice(0, 4).map((tag) => `tags = ${JSON.stringify(tag)}`);
  const params: SearchParams = {
    limit: limit * 2, matchingStrategy: 'frequency', attributesToRetrieve: [...HIT_FIELDS], showRankingScore: true,
    filter: [`clusterId != ${JSON.stringify(self.clusterId)}`, ...(tagFilter.length === 0 ? [] : [tagFilter])],
  };
  const response = await askSoon((signal) => index.search<MeiliDocument>(terms.join(' '), params, { signal }));
  return response.hits.map((hit): SimilarHit => {
    const sharedTags = hit.tags.filter((tag) => self.tags.includes(tag));
    const ownWords = new Set(words(`${hit.title} ${hit.excerpt}`));
    const tagShare = sharedTags.length / Math.max(1, self.tags.length);
    return { document: toHitDocument(hit), score: Math.min(1, ((hit._rankingScore ?? 0) + tagShare) / 2), sharedTags, sharedTerms: terms.filter((term) => ownWords.has(term)) };
  }).sort((a, b) => b.score - a.score).slice(0, limit);
}
