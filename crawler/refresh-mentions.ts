/** Points and comments of an aggregator's discussions, looked at again when the discussion has ripened. */

import { FetchError } from '../core/errors.ts';
import type { Feed } from '../core/feed.ts';
import type { Source } from '../core/post.ts';
import { clusterMates } from '../store/clusters.ts';
import { dueMentions, saveCounts, type DueMention } from '../store/mentions.ts';
import { enqueue } from '../store/outbox.ts';
import type { CrawlDeps, Tally } from './deps.ts';
import { decodeFeed } from './fetch/charset.ts';
import { discussionFetchUrl, readDiscussion, type Counts } from './sources/discussion.ts';
import { parseJson } from './sources/json.ts';

/** Of one source in one check; the rest waits for the next. */
const MAX_REFRESHED = 50;

/**
 * Refreshes the counts of mentions that are due: from the listing where it names them, else from the discussion's own JSON
 * form, where its site has one.
 */
export async function refreshMentions(deps: CrawlDeps, source: Source, listing: Feed | null, tally: Tally): Promise<void> {
  const listed = new Map((listing?.entries ?? []).flatMap(({ discussion }) => (discussion === null ? [] : [[discussion.url, discussion] as const])));
  for (const mention of await dueMentions(deps.db, source.id, deps.now(), MAX_REFRESHED)) {
    if (deps.isStopping()) return;
    const counts = listed.get(mention.discussionUrl) ?? await askDiscussion(deps, mention, tally);
    await deps.transact(async (transaction) => {
      const isChanged = await saveCounts(transaction, mention, counts, deps.now());
      if (isChanged && mention.postId !== null) await enqueue(transaction, await clusterMates(transaction, [mention.postId]));
    });
  }
}

/** Null where the site tells no program, or not now. */
async function askDiscussion(deps: CrawlDeps, { discussionUrl }: DueMention, tally: Tally): Promise<Counts | null> {
  const url = discussionFetchUrl(discussionUrl);
  if (url === null) return null;
  try {
    const fetched = await deps.fetch({ url, kind: 'api', validators: null });
    tally.requests += 1 + fetched.redirects.length;
    tally.bodyBytes += fetched.wireBytes;
    return readDiscussion(parseJson(decodeFeed(fetched.body, fetched.headers['content-type'] ?? null).text), discussionUrl);
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    deps.log.info({ url, failure: error.message }, 'the counts of a discussion were not refreshed');
    return null;
  }
}
