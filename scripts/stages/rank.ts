/** `writeups stage rank`: any documents searched by any queries, through a search engine of its own. */

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../core/config.ts';
import type { IndexDocument, SearchRequest } from '../../core/search.ts';
import { clip } from '../../core/text.ts';
import { hostOf } from '../../core/url.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { readLines } from '../json-lines.ts';

export type RankOptions = { readonly docsPath: string; readonly engine: 'embedded' | 'meilisearch'; readonly config: Pick<Config, 'meiliUrls' | 'meiliKey'> | null };
export type RankDocument = {
  readonly id: string; readonly url: string | null; readonly title: string | null; readonly text: string;
  readonly tags?: readonly string[]; readonly publishedAt?: string | null; readonly lang?: string | null;
};
export type Ranking = { readonly qid: string; readonly ids: readonly string[]; readonly tookMs: number };
type Failed = { readonly qid: unknown; readonly error: { readonly kind: string; readonly message: string } };

const MAX_IDS = 20;
const EXCERPT_CHARS = 300;
/** Sets of documents that know no date of change are indexed once. */
const NEVER_MODIFIED = '1970-01-01T00:00:00.000Z';

/** The best posts for each query line, in order of the queries. The index lives as long as the run. */
export async function* rankStage(options: RankOptions, queries: AsyncIterable<string>): AsyncGenerator<Ranking | Failed> {
  const folder = await mkdtemp(join(tmpdir(), 'writeups-rank-'));
  const engine = await openRankEngine(options, folder);
  try {
    const ids = await indexDocuments(engine, options.docsPath);
    for await (const line of queries) yield await rankLine(engine, line, ids);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A query in plain words: whatever punctuation it holds means nothing. */
export function naturalRequest(query: string, perPage: number): SearchRequest {
  const terms = [...query.matchAll(/\.?[\p{L}\p{N}](?:\S*[\p{L}\p{N}+#])?/gu)].map((match) => ({ text: match[0], phrase: false, prefix: false, start: match.index }));
  return { terms, excluded: [], filter: null, sort: 'relevance', page: 1, perPage, facets: [], correctTypos: true, dropWords: true };
}

async function openRankEngine({ engine, config }: RankOptions, folder: string): Promise<SearchEngine> {
  if (engine === 'embedded') return openEmbeddedEngine({ path: join(folder, 'rank.db') });
  const url = config?.meiliUrls[0];
  if (config === null || url === undefined) throw new Error('Ranking with Meilisearch needs MEILI_URL.');
  return openMeilisearchEngine({ url, key: config.meiliKey, index: 'writeups_rank' });
}

/** Engines restrict what an id may look like, so documents are numbered; gives the ids by number. */
async function indexDocuments(engine: SearchEngine, docsPath: string): Promise<string[]> {
  const ids: string[] = [];
  async function* documents(): AsyncGenerator<IndexDocument> {
    for await (const line of readLines(createReadStream(docsPath))) {
      const document = JSON.parse(line) as RankDocument;
      yield toRankedDocument(document, String(ids.push(document.id) - 1));
    }
  }
  await engine.rebuild(documents());
  return ids;
}

async function rankLine(engine: SearchEngine, line: string, ids: readonly string[]): Promise<Ranking | Failed> {
  let qid: unknown = null;
  try {
    const job = JSON.parse(line) as { readonly qid: string; readonly query: string };
    qid = job.qid;
    const started = performance.now();
    const { hits } = await engine.search(naturalRequest(String(job.query), MAX_IDS));
    const tookMs = Math.round((performance.now() - started) * 100) / 100;
    return { qid: job.qid, ids: hits.map((hit) => ids[Number(hit.document.id)] ?? ''), tookMs };
  } catch (error) {
    return { qid, error: { kind: error instanceof SyntaxError ? 'bad-json' : 'failed', message: String(error) } };
  }
}

/** A line of a document set as the document that the engines index. */
export function toRankedDocument(document: RankDocument, id: string): IndexDocument {
  const url = document.url ?? '';
  return {
    id, clusterId: id, url, title: document.title ?? '', excerpt: clip(document.text, EXCERPT_CHARS), headings: [], body: document.text,
    tags: document.tags ?? [], authors: [], sourceId: null, publisher: '', host: hostOf(url), kind: 'other', language: document.lang ?? null,
    codeLanguages: [], publishedAt: instantOf(document.publishedAt), wordCount: 0, quality: 1, points: 0, comments: 0, copyCount: 0, modifiedAt: NEVER_MODIFIED,
  };
}

function instantOf(date: string | null | undefined): string | null {
  const at = new Date(date ?? '');
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
