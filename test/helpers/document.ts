import { MARK_END, MARK_START, type IndexDocument, type SearchAnswer, type SearchRequest, type TextTerm } from '../../core/search.ts';

/** A document with sensible values; `changes` win. Its cluster is its own unless one is given. */
export function makeDocument(changes: Partial<IndexDocument> & { readonly id: string }): IndexDocument {
  return {
    clusterId: changes.id, url: `https://blog.example/${encodeURIComponent(changes.id)}`, title: `Post ${changes.id}`, excerpt: '', headings: [], body: '', tags: [], authors: [],
    sourceId: 'blog', publisher: 'Example', host: 'blog.example', kind: 'other', language: 'en', codeLanguages: [], publishedAt: '2024-01-01T00:00:00.000Z',
    wordCount: 100, quality: 0.9, points: 0, comments: 0, copyCount: 0, modifiedAt: '2024-01-02T00:00:00.000Z', ...changes,
  };
}

/** A term of whole words; `changes` win. */
export function makeTerm(text: string, changes: Partial<TextTerm> = {}): TextTerm {
  return { text, phrase: false, prefix: false, start: 0, ...changes };
}

/** A request for words (`"in quotes"` a phrase, a last `*` a beginning, `-` unwanted); `changes` win. */
export function makeRequest(query: string, changes: Partial<SearchRequest> = {}): SearchRequest {
  const found = [...query.matchAll(/(-?)(?:"([^"]*)"|([^\s"]+))/gu)].map(([, minus = '', phrase, word = '']) => ({
    isExcluded: minus !== '', term: makeTerm(phrase ?? word.replace(/\*$/u, ''), { phrase: phrase !== undefined, prefix: word.endsWith('*') }),
  }));
  return {
    terms: found.filter(({ isExcluded }) => !isExcluded).map(({ term }) => term), excluded: found.filter(({ isExcluded }) => isExcluded).map(({ term }) => term),
    filter: null, sort: 'relevance', page: 1, perPage: 20, facets: [], correctTypos: true, dropWords: false, ...changes,
  };
}

export function idsOf(answer: SearchAnswer): string[] {
  return answer.hits.map((hit) => hit.document.id);
}

/** Marks as square brackets, to read them in tests. */
export function readable(marked: string): string {
  return marked.replaceAll(MARK_START, '[').replaceAll(MARK_END, ']');
}

export async function* streamOf<Value>(values: Iterable<Value>): AsyncGenerator<Value> {
  yield* values;
}
