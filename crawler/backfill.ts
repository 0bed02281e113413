/** The past of a source: archives, further pages, sitemaps and the links between posts, walked to their end and within bounds. */

import { FetchError } from '../core/errors.ts';
import type { Entry, EntryOrigin } from '../core/feed.ts';
import type { Source } from '../core/post.ts';
import {
  addBackfillDocuments, backfillAddresses, knownPostUrls, nextBackfillDocument, pagesOfSource, settleBackfillDocument,
} from '../store/backfill.ts';
import { upsertEntries } from '../store/entries.ts';
import { findPage } from '../store/fetches.ts';
import { holdsLease, underLease } from '../store/leases.ts';
import { findListingRules } from '../store/listing-rules.ts';
import { markBackfilled } from '../store/sources.ts';
import { canonicalise } from './canonicalise.ts';
import type { SourceOfHost } from './crawl-entry.ts';
import { drainEntries, type SourceOutcome } from './crawl-source.ts';
import type { CrawlDeps, Tally } from './deps.ts';
import { fenced, LostTurn } from './fence.ts';
import { findFurther, firstAddresses, kindOfDocument, type BackfillDocument, type BackfillFinds, type FoundPost } from './sources/backfill.ts';

/** A chain of "previous post" links gives one post a round. */
const MAX_ROUNDS = 500;

/**
 * Walks the past of a source. What was reached is in the store at every moment, so that a walk that was cut off goes on where it
 * stood. Only bugs are thrown.
 */
export async function backfillSource(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost): Promise<SourceOutcome> {
  const lease = `past of ${source.id}`;
  const held = fenced(deps, (transaction) => holdsLease(transaction, lease));
  const outcome = await underLease(deps.db, lease, deps.now, () => walkPast(held, source, sourceOfHost)).catch((error: unknown) => {
    if (error instanceof LostTurn) return null;
    throw error;
  });
  return outcome ?? { sourceId: source.id, outcome: 'held-elsewhere', message: 'Another process walks its past.', requests: 0, bodyBytes: 0, entries: 0, newPosts: 0 };
}

async function walkPast(deps: CrawlDeps, source: Source, sourceOfHost: SourceOfHost): Promise<SourceOutcome> {
  const tally: Tally = { requests: 0, bodyBytes: 0, entries: 0, newPosts: 0 };
  const pageUrl = source.kind === 'feed' ? source.addedUrl : source.siteUrl ?? source.url;
  await deps.transact((transaction) => addBackfillDocuments(transaction, source.id, firstAddresses(pageUrl, source.kind === 'feed' ? source.url : null)));
  const scanned = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS && !deps.isStopping(); round += 1) {
    await readDueDocuments(deps, source, pageUrl, tally);
    await drainEntries(deps, source, sourceOfHost, tally);
    const found = await scanHeldPages(deps, source, pageUrl, scanned);
    tally.entries += found;
    if (found === 0 && await nextBackfillDocument(deps.db, source.id) === null) break;
  }
  if (!deps.isStopping()) await deps.transact((transaction) => markBackfilled(transaction, source.id, deps.now()));
  return { sourceId: source.id, outcome: 'ok', message: `The past: ${tally.entries} more entries, ${tally.newPosts} more posts.`, ...tally };
}

async function readDueDocuments(deps: CrawlDeps, source: Source, pageUrl: string, tally: Tally): Promise<void> {
  for (;;) {
    const due = await nextBackfillDocument(deps.db, source.id);
    if (due === null || deps.isStopping()) return;
    try {
      const fetched = await deps.fetch({ url: due.url, kind: kindOfDocument(due), validators: null });
      tally.requests += 1 + fetched.redirects.length;
      tally.bodyBytes += fetched.wireBytes;
      tally.entries += await storeFinds(deps, source, due.url, await findsOf(deps, source, pageUrl, fetched));
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      await deps.transact((transaction) => settleBackfillDocument(transaction, source.id, due.url, error.message));
    }
    await deps.restBetweenBackfills();
  }
}

/** Posts link to their neighbours, and more of the site's shape is known with every one that is held. */
async function scanHeldPages(deps: CrawlDeps, source: Source, pageUrl: string, scanned: Set<string>): Promise<number> {
  let found = 0;
  for (const ref of await pagesOfSource(deps.db, source.id)) {
    if (scanned.has(ref.url)) continue;
    scanned.add(ref.url);
    const page = await findPage(deps.db, ref.url);
    if (page === null) continue;
    found += await storeFinds(deps, source, null, await findsOf(deps, source, pageUrl, { url: ref.finalUrl, body: page.body, headers: ref.headers }));
  }
  return found;
}

async function findsOf(deps: CrawlDeps, source: Source, pageUrl: string, document: BackfillDocument): Promise<BackfillFinds> {
  const [seen, knownPosts] = [await backfillAddresses(deps.db, source.id), await knownPostUrls(deps.db, source.id)];
  return findFurther(document, { pageUrl, knownPosts, rules: await findListingRules(deps.db, source.id) }, { seen, now: deps.now() });
}

/** Stores what a document named together with the fact that it was read; returns how many entries are new. */
async function storeFinds(deps: CrawlDeps, source: Source, readUrl: string | null, finds: BackfillFinds): Promise<number> {
  return deps.transact(async (transaction) => {
    const entries = finds.posts.map((post) => ({ key: canonicalise(post.url), canonicalUrl: canonicalise(post.url), contentHash: null, entry: entryOf(post), origin: originOf(readUrl) }));
    const { added } = await upsertEntries(transaction, source.id, entries, deps.now());
    await addBackfillDocuments(transaction, source.id, finds.further);
    if (readUrl !== null) await settleBackfillDocument(transaction, source.id, readUrl, null);
    return added;
  });
}

function originOf(readUrl: string | null): EntryOrigin {
  if (readUrl === null) return 'link';
  return /sitemap/iu.test(readUrl) ? 'sitemap' : 'archive';
}

function entryOf({ url, title, publishedAt }: FoundPost): Entry {
  return {
    guid: null, url, title, authors: [], publishedAt, updatedAt: null, publishedRange: null, summary: null, contentHtml: null, contentText: null,
    categories: [], language: null, imageUrl: null, enclosures: [], discussion: null,
  };
}
