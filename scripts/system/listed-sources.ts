/** Sources that come from a list (built in, or OPML) and need no discovery. */

import { fold } from '../../core/text.ts';
import type { ListingRules } from '../../core/listing-rules.ts';
import type { Source } from '../../core/post.ts';
import { hostOf, registrableDomain } from '../../core/url.ts';
import type { Subscription } from '../../crawler/sources/opml.ts';
import type { BuiltInSource } from '../../crawler/sources/source-list.ts';
import { publisherOf } from '../../crawler/sources/publisher.ts';
import { topicSlug } from '../../api/query/topics.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import { readableId } from '../../store/address-key.ts';
import { saveListingRules } from '../../store/listing-rules.ts';
import { addSource, findSource } from '../../store/sources.ts';
import type { Database } from '../../store/schema.ts';
import type { System } from './open-system.ts';

const TOPICS: ReadonlySet<string> = new Set(TAXONOMY.topics.map(({ slug: topic }) => topic));

export type ListedSource = Pick<Source, 'title' | 'kind' | 'url' | 'siteUrl' | 'publisher' | 'topics'> & { readonly rules: ListingRules | null };

/** A blog of the built-in list; without a known feed its pages are read as lists of posts. */
export function ofBuiltIn({ title, feedUrl, siteUrl, publisher, topics }: BuiltInSource): ListedSource {
  return { title, kind: feedUrl === null ? 'archive' : 'feed', url: feedUrl ?? siteUrl, siteUrl, publisher, topics, rules: null };
}

/**
 * A subscription of an OPML list. A folder round it that is named like a topic of ours is one of its topics; one that the site's
 * domain is named after is its publisher, where the list does not say otherwise. Other folders are somebody's own order.
 */
export function ofSubscription({ title, feedUrl, siteUrl, publisher, topics, kind, rules, folders }: Subscription): ListedSource {
  const label = registrableDomain(siteUrl ?? feedUrl).split('.')[0] ?? '';
  const owner = folders.findLast((folder) => label !== '' && fold(folder).replaceAll(' ', '') === label);
  const named = folders.filter((folder) => folder !== owner).map(topicSlug).filter((topic) => TOPICS.has(topic));
  const isGuess = publisher === publisherOf(title, siteUrl ?? feedUrl);
  return { title, kind, url: feedUrl, siteUrl, publisher: isGuess ? owner ?? publisher : publisher, topics: [...new Set([...topics, ...named])], rules };
}

/** Adds those that are not followed yet. Their first checks are spread by the politeness of the crawl itself. */
export async function addListedSources(system: System, listed: readonly ListedSource[]): Promise<{ added: number; known: number }> {
  const added = await system.store.db.transaction().execute(async (transaction) => {
    let count = 0;
    for (const source of listed) count += Number(await addListed(transaction, source, system.now()));
    return count;
  });
  return { added, known: listed.length - added };
}

async function addListed(db: Database, { rules, ...listed }: ListedSource, now: string): Promise<boolean> {
  const { kind, url, siteUrl } = listed;
  // The page of an archive is the source; beside a feed it is read for what the feed no longer names.
  const addedUrl = kind === 'feed' ? siteUrl ?? url : url;
  if (await findSource(db, url) !== null) return false;
  const host = readableId(hostOf(siteUrl ?? url));
  const id = await findSource(db, host) === null ? host : readableId(url.replace(/^https?:\/\//u, ''));
  const isNew = await addSource(db, { ...listed, id, addedUrl, discovery: 'From a list.' }, now);
  if (isNew && rules !== null) await saveListingRules(db, { id, url, addedUrl }, rules, now);
  return isNew;
}
