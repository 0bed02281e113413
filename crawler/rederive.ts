/** New rules over stored pages: everything that is derived is derived again, without a request. */

import { ExtractError } from '../core/errors.ts';
import type { Post, Source } from '../core/post.ts';
import { enqueue } from '../store/outbox.ts';
import { tellingEntry } from '../store/entries.ts';
import { findPage } from '../store/fetches.ts';
import { listPostIds, loadPosts, updateTags } from '../store/posts.ts';
import { listSources } from '../store/sources.ts';
import { composePost } from './compose-post.ts';
import type { CrawlDeps } from './deps.ts';
import { decodeHtml } from './fetch/charset.ts';
import { savePost } from './save-post.ts';
import { joinCopies, recluster } from './settle-cluster.ts';

export type Rederived = { readonly posts: number; readonly changed: number; readonly failed: number };

/** What is derived again: everything, or topics and kinds alone (no text is read anew). */
export type RederiveScope = 'everything' | 'tags';

type Deps = Pick<CrawlDeps, 'db' | 'transact' | 'extract' | 'tag' | 'now' | 'log'>;

const BATCH = 200;

/** Walks all posts; what did not change costs no write. A page that the new rules refuse keeps what the old ones made of it. */
export async function rederive(deps: Deps, scope: RederiveScope, onBatch: (posts: number) => void = () => {}): Promise<Rederived> {
  const sources = new Map((await listSources(deps.db)).map((source) => [source.id, source]));
  let [posts, changed, failed, after] = [0, 0, 0, ''];
  for (;;) {
    const ids = await listPostIds(deps.db, after, BATCH);
    const last = ids.at(-1);
    if (last === undefined) return { posts, changed, failed };
    after = last;
    const batch = await loadPosts(deps.db, ids);
    if (scope === 'tags') changed += await retag(deps, batch);
    else {
      for (const post of batch) {
        const outcome = await rederivePost(deps, post, sources);
        changed += Number(outcome === 'changed');
        failed += Number(outcome === 'failed');
      }
    }
    posts += ids.length;
    onBatch(posts);
  }
}

async function retag(deps: Deps, posts: readonly Post[]): Promise<number> {
  const now = deps.now();
  const changes = posts.flatMap((post) => {
    const { tags, kind } = deps.tag(post);
    return JSON.stringify([tags, kind]) === JSON.stringify([post.tags, post.kind]) ? [] : [{ id: post.id, tags, kind }];
  });
  if (changes.length === 0) return 0;
  return deps.transact(async (transaction) => {
    const changedIds = await updateTags(transaction, changes, now);
    await enqueue(transaction, changedIds);
    return changedIds.length;
  });
}

async function rederivePost(deps: Deps, post: Post, sources: ReadonlyMap<string, Source>): Promise<'changed' | 'same' | 'failed'> {
  const page = await findPage(deps.db, post.canonicalUrl);
  const stored = await tellingEntry(deps.db, post.id, null);
  if (page === null || stored === null) {
    const changed = await retag(deps, [post]);
    await deps.transact((transaction) => recompare(transaction, post, deps.now()));
    return changed > 0 ? 'changed' : 'same';
  }
  try {
    const html = decodeHtml(page.body, page.headers['content-type'] ?? null).text;
    const article = await deps.extract({ url: page.finalUrl, html, headers: page.headers }, page.fetchedAt);
    const source = post.sourceId === null ? null : sources.get(post.sourceId) ?? null;
    const composed = composePost({ source, entry: stored.entry, origin: stored.origin, article, url: post.url, canonicalUrl: post.canonicalUrl });
    if (composed === null) return 'failed';
    const { change } = await deps.transact(async (transaction) => {
      const saved = await savePost({ ...deps, db: transaction }, { composed, page: null, originalUrl: null, addresses: [] });
      if (saved.change === 'none') await recompare(transaction, post, deps.now());
      return saved;
    });
    return change === 'none' ? 'same' : 'changed';
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    deps.log.info({ url: post.url, failure: error.message }, 'the new rules find no article; the old text stays');
    return 'failed';
  }
}

/** New rules for copies concern unchanged texts too. */
async function recompare(db: CrawlDeps['db'], post: Post, now: string): Promise<void> {
  await joinCopies(db, post, null, now);
  await recluster(db, post.id, now);
}
