/** Synthetic posts of synthetic sources, written many at a time. */

import type { NewPost } from '../../../store/posts.ts';
import { postIdOf } from '../../../store/posts.ts';
import type { Store } from '../../../store/open.ts';
import { addSource } from '../../../store/sources.ts';

export const POSTS_PER_SOURCE = 20;
/** SQLite binds at most 32,766 values in one statement; a post has about thirty. */
const BATCH = 500;
const START_MS = Date.parse('2010-01-01T00:00:00Z');
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

export function sourceIdAt(index: number): string {
  return `source-${index}`;
}

/** The post of this number; its text is short, since no step that is measured reads it. */
export function postAt(index: number): NewPost {
  const source = Math.floor(index / POSTS_PER_SOURCE);
  const canonicalUrl = `https://source-${source}.example/posts/${index}-how-we-measured-it`;
  return {
    sourceId: sourceIdAt(source), url: canonicalUrl, canonicalUrl, host: `source-${source}.example`, publisher: `Source ${source}`, title: `How we measured it, part ${index}`,
    authors: ['Ada'], publishedAt: new Date(START_MS + (index * 7_919_317) % TEN_YEARS_MS).toISOString(), publishedRange: null, updatedAt: null, language: 'en', kind: 'case-study',
    tags: [{ tag: 'performance', score: 0.7, evidence: 'measured' }], categories: [], excerpt: 'We measured it.', text: `We measured it ${index} times.`, markdown: `We measured it ${index} times.`,
    sections: [], wordCount: 5, codeLanguages: [], imageUrl: null, quality: { score: 0.8, reasons: [] }, excerptOnly: false, rulesVersion: 1,
  };
}

/** Sources, entries, posts, addresses and outbox rows as a crawl leaves them; without fingerprints, which `dedupe --million` measures. */
export async function fillStore(store: Store, posts: number): Promise<void> {
  const now = new Date().toISOString();
  for (let from = 0; from < posts / POSTS_PER_SOURCE; from += BATCH) {
    await store.transact(async (transaction) => {
      for (let index = from; index < Math.min(from + BATCH, posts / POSTS_PER_SOURCE); index += 1) {
        const site = `https://source-${index}.example`;
        await addSource(transaction, { id: sourceIdAt(index), kind: 'feed', url: `${site}/feed`, addedUrl: `${site}/`, siteUrl: `${site}/`, title: `Source ${index}`, publisher: `Source ${index}`, discovery: null, topics: [] }, now);
      }
    });
  }
  for (let from = 0; from < posts; from += BATCH) await fillPosts(store, Array.from({ length: Math.min(BATCH, posts - from) }, (_, offset) => postAt(from + offset)), now);
}

async function fillPosts(store: Store, posts: readonly NewPost[], now: string): Promise<void> {
  const withIds = posts.map((post) => ({ post, id: postIdOf(post.canonicalUrl) }));
  await store.transact(async (db) => {
    await db.insertInto('posts').values(withIds.map(({ post, id }) => {
      const { text: _text, markdown: _markdown, sections: _sections, quality, publishedRange: _range, ...rest } = post;
      return {
        ...rest, id, clusterId: id, authors: JSON.stringify(post.authors), tags: JSON.stringify(post.tags), categories: '[]', codeLanguages: '[]', qualityScore: quality.score, qualityReasons: '[]',
        excerptOnly: 0, publishedEarliestAt: null, publishedLatestAt: null, contentHash: id, firstSeenAt: now, modifiedAt: now,
      };
    })).execute();
    await db.insertInto('clusters').values(withIds.map(({ id }) => ({ id, originalId: id, changedAt: now }))).execute();
    await db.insertInto('postTexts').values(withIds.map(({ post, id }) => ({ postId: id, text: post.text, markdown: post.markdown, sections: '[]' }))).execute();
    await db.insertInto('addresses').values(withIds.map(({ post, id }) => ({ canonicalUrl: post.canonicalUrl, url: post.url, postId: id, evidence: 'named by the source', seenAt: now }))).execute();
    await db.insertInto('entries').values(withIds.map(({ post, id }) => ({
      sourceId: post.sourceId ?? '', key: post.canonicalUrl, url: post.url, canonicalUrl: post.canonicalUrl, entry: JSON.stringify({ url: post.url, title: post.title }), contentHash: id,
      state: 'held', attempts: 0, notBefore: now, failure: null, postId: id, firstSeenAt: now, origin: 'feed',
    }))).execute();
    await db.insertInto('outbox').values(withIds.map(({ id }) => ({ postId: id }))).execute();
  });
}
