/** A store and an index with as many posts as wanted, out of the suite's: made once for each folder. */

import { join } from 'node:path';
import { parseConfig, type Config } from '../../../core/config.ts';
import type { IndexDocument } from '../../../core/search.ts';
import { listPostIds, upsertPost, type NewPost } from '../../../store/posts.ts';
import { enqueue } from '../../../store/outbox.ts';
import { countPosts } from '../../../store/posts.ts';
import type { RankDocument } from '../../stages/rank.ts';
import { openSystem, type System } from '../../system/open-system.ts';
import { readJsonLines } from '../relevance.ts';
import { recombinedPosts } from '../search-corpus.ts';

const BATCH = 500;
/** Of each text: what an ordinary post has. */
const MAX_CHARS = 6_000;

/** The settings of every process over a folder. */
export function configOf(folder: string, count: number): Config {
  return parseConfig({ DATA_DIR: join(folder, `posts-${count}`), LOG_LEVEL: 'error', RATE_LIMIT_PER_MINUTE: '0', HOST_DELAY_SECONDS: '1' });
}

/** The system over a folder, filled with `count` posts where it is empty. */
export async function openCorpus(folder: string, count: number): Promise<System> {
  const system = await openSystem(configOf(folder, count));
  if ((await countPosts(system.store.db)).originals >= count) return system;
  const now = system.now();
  let batch: NewPost[] = [];
  const write = async (): Promise<void> => {
    const posts = batch;
    batch = [];
    await system.store.transact(async (transaction) => {
      for (const post of posts) await upsertPost(transaction, post, now);
    });
  };
  for (const document of recombinedPosts(readJsonLines<RankDocument>('docs.jsonl.gz'), count, MAX_CHARS)) {
    batch.push(toPost(document));
    if (batch.length === BATCH) await write();
  }
  await write();
  for (let after = ''; ;) {
    const ids = await listPostIds(system.store.db, after, BATCH);
    const last = ids.at(-1);
    if (last === undefined) break;
    await enqueue(system.store.db, ids);
    after = last;
  }
  await system.sync();
  return system;
}

/** A document of the index as the post that it would come of. */
export function toPost(document: IndexDocument): NewPost {
  const { title, publisher, host, authors, publishedAt, language, kind, tags, excerpt, body, codeLanguages, wordCount } = document;
  const canonicalUrl = `https://${host}/posts/${document.id}`;
  return {
    sourceId: null, url: canonicalUrl, canonicalUrl, host, publisher, title, authors, publishedAt, publishedRange: null, updatedAt: null, language, kind,
    tags: tags.map((tag) => ({ tag, score: 0.8, evidence: tag })), categories: [], excerpt, text: body, markdown: body, sections: [], wordCount, codeLanguages,
    imageUrl: null, quality: { score: document.quality, reasons: [] }, excerptOnly: false, rulesVersion: 1,
  };
}
