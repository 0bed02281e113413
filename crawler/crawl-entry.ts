/** One entry: from what a source says of a post to the post in the store. */

import type { Article } from '../core/article.ts';
import { ExtractError, FetchError } from '../core/errors.ts';
import type { Entry, Instant } from '../core/feed.ts';
import type { Source } from '../core/post.ts';
import { hostOf } from '../core/url.ts';
import { clusterMates } from '../store/clusters.ts';
import { retargetEntry, settleEntry, tellingEntry, uncountAttempt, type EntryOutcome, type StoredEntry } from '../store/entries.ts';
import { findPage, packPage } from '../store/fetches.ts';
import { upsertMention } from '../store/mentions.ts';
import { enqueue } from '../store/outbox.ts';
import { findPostIdByAddress, loadSummaries, postIdOf } from '../store/posts.ts';
import { findSource } from '../store/sources.ts';
import { canonicalise, chooseCanonical } from './canonicalise.ts';
import { composePost, type ComposedPost } from './compose-post.ts';
import type { CrawlDeps } from './deps.ts';
import { decodeHtml } from './fetch/charset.ts';
import type { Fetched } from './fetch/fetcher.ts';
import { afterFailure } from './fetch/schedule.ts';
import { inPostTurn } from './post-turns.ts';
import { savePost, type Discovered } from './save-post.ts';
import { aggregatorName } from './sources/aggregators.ts';
import { findMetaRefresh } from './sources/feed-links.ts';

/** Who owns the post that an entry names: the followed source of its site, or null where we follow none. */
export type SourceOfHost = (url: string) => Source | null;

export type EntryResult = { readonly isNewPost: boolean; readonly requests: number; readonly bodyBytes: number };

const NOTHING_FETCHED: EntryResult = { isNewPost: false, requests: 0, bodyBytes: 0 };

/** Turns one due entry into a post, a mention or a named failure, and writes down which. */
export async function crawlEntry(deps: CrawlDeps, source: Source, stored: StoredEntry, sourceOfHost: SourceOfHost): Promise<EntryResult> {
  if (stored.entry.url === null || stored.canonicalUrl === null) {
    await deps.transact((transaction) => settleEntry(transaction, stored.id, failed('The entry has no address.', null)));
    return NOTHING_FETCHED;
  }
  if (!isOwnRedirect(source, stored.entry.url)) return crawlTarget(deps, source, stored, sourceOfHost);
  const found = await findTarget(deps, source, stored);
  if (found.stored === null) return found.cost;
  const result = await crawlTarget(deps, source, found.stored, sourceOfHost);
  return { ...result, requests: result.requests + found.cost.requests, bodyBytes: result.bodyBytes + found.cost.bodyBytes };
}

async function crawlTarget(deps: CrawlDeps, source: Source, stored: StoredEntry, sourceOfHost: SourceOfHost): Promise<EntryResult> {
  const heldId = await findHeldPost(deps, stored);
  if (heldId !== null) {
    if (!await tellAgain(deps, source, stored, { postId: heldId, sourceOfHost })) await settleAlone(deps, source, stored, { state: 'held', postId: heldId, failure: null, notBefore: null });
    return NOTHING_FETCHED;
  }
  const isUnfollowed = source.kind === 'aggregator' && sourceOfHost(stored.entry.url ?? '') === null;
  if (isUnfollowed && deps.aggregatorFetch === 'followed') return storeFromEntry(deps, source, stored, { sourceOfHost, failure: null });
  return fetchAndStore(deps, source, stored, { sourceOfHost, url: stored.entry.url ?? '', stubUrl: null });
}

/** An aggregator's link to itself (`/go/4145`) mostly leads to the original; those that we know by name give the original's address. */
function isOwnRedirect(source: Source, url: string): boolean {
  return source.kind === 'aggregator' && aggregatorName(source.url) === null && [source.url, source.siteUrl].some((own) => own !== null && hostOf(own) === hostOf(url));
}

/** The entry with the address that its link leads to. No page of another site is asked for. Null where the link could not be followed now. */
async function findTarget(deps: CrawlDeps, source: Source, stored: StoredEntry): Promise<{ readonly stored: StoredEntry | null; readonly cost: EntryResult }> {
  const url = stored.entry.url ?? '';
  try {
    const fetched = await deps.fetch({ url, kind: 'page', validators: null, follow: (to) => hostOf(to) === hostOf(url) });
    const cost = { ...NOTHING_FETCHED, requests: Math.max(1, fetched.redirects.length), bodyBytes: fetched.wireBytes };
    if (hostOf(fetched.url) === hostOf(url)) return { stored, cost };
    const target = { canonicalUrl: canonicalise(fetched.url), entry: { ...stored.entry, url: fetched.url } };
    await deps.transact((transaction) => retargetEntry(transaction, stored.id, target));
    return { stored: { ...stored, ...target, url: fetched.url }, cost };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    // What is not known to lead anywhere is no mention yet.
    const outcome = error.kind === 'robots' ? { state: 'refused' as const, failure: error.message, notBefore: null } : retryLater(deps.now(), source, stored, error);
    await deps.transact((transaction) => settleEntry(transaction, stored.id, { ...outcome, postId: null }));
    return { stored: null, cost: NOTHING_FETCHED };
  }
}

/** The post that is held under the entry's address, unless the entry brings news: it changed, or only an excerpt is held. */
async function findHeldPost(deps: CrawlDeps, stored: StoredEntry): Promise<string | null> {
  const postId = await findPostIdByAddress(deps.db, stored.canonicalUrl ?? '');
  if (postId === null || stored.hasChanged) return null;
  const [held] = await loadSummaries(deps.db, [postId]);
  return held !== undefined && !held.excerptOnly ? postId : null;
}

/** A page that was got, and the address of the stub that led to it; null where none did. */
type Got = { readonly fetched: Fetched; readonly stubUrl: string | null };
type Reading = { readonly sourceOfHost: SourceOfHost; readonly url: string; readonly stubUrl: string | null };

async function fetchAndStore(deps: CrawlDeps, source: Source, stored: StoredEntry, { sourceOfHost, url, stubUrl }: Reading): Promise<EntryResult> {
  let fetched: Fetched;
  try {
    fetched = await deps.fetch({ url, kind: 'page', validators: null });
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    const result = await storeFromEntry(deps, source, stored, { sourceOfHost, failure: error });
    if (isHeldBack(error)) await deps.transact((transaction) => uncountAttempt(transaction, stored.id));
    return { ...result, requests: error.kind === 'robots' || isHeldBack(error) ? 0 : 1 };
  }
  const cost = { requests: 1 + fetched.redirects.length, bodyBytes: fetched.wireBytes };
  const html = decodeHtml(fetched.body, fetched.headers['content-type'] ?? null).text;
  try {
    const article = await deps.extract({ url: fetched.url, html, headers: fetched.headers }, deps.now());
    return { ...await storeArticle(deps, source, stored, { sourceOfHost, fetched, stubUrl, article }), ...cost };
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    const movedTo = error.kind === 'not-an-article' && stubUrl === null ? stubTarget(stored.entry.url ?? url, fetched.url, html) : null;
    if (movedTo === null) return { ...await storeFromEntry(deps, source, stored, { sourceOfHost, failure: error }), ...cost };
    const further = await fetchAndStore(deps, source, stored, { sourceOfHost, url: movedTo, stubUrl: fetched.url });
    return { ...further, requests: further.requests + cost.requests, bodyBytes: further.bodyBytes + cost.bodyBytes };
  }
}

/** The host had asked to be left alone: nothing was sent. */
function isHeldBack({ kind, status }: FetchError): boolean {
  return kind === 'rate-limited' && status === null;
}

/** Where a page that is no article sends its visitors at once, unless that would turn an article into a home page or a list. */
function stubTarget(requestedUrl: string, finalUrl: string, html: string): string | null {
  const target = findMetaRefresh(html, finalUrl);
  if (target === null) return null;
  const choice = chooseCanonical({ requestedUrl, finalUrl, refreshUrl: target, linkCanonical: null, feedUrl: null });
  return choice.canonicalUrl === canonicalise(target) && choice.canonicalUrl !== canonicalise(finalUrl) ? target : null;
}

async function storeArticle(deps: CrawlDeps, source: Source, stored: StoredEntry, page: Got & { readonly sourceOfHost: SourceOfHost; readonly article: Article }): Promise<EntryResult> {
  const { fetched, stubUrl, article, sourceOfHost } = page;
  if (article.directives.includes('noindex') || article.directives.includes('none')) {
    await settleAlone(deps, source, stored, { state: 'refused', postId: null, failure: 'The page asks not to be indexed (noindex).', notBefore: null });
    return NOTHING_FETCHED;
  }
  const { entry } = stored;
  const choice = chooseCanonical({
    requestedUrl: entry.url ?? fetched.url, finalUrl: stubUrl ?? fetched.url, linkCanonical: article.canonicalUrl, feedUrl: source.kind === 'feed' ? entry.url : null,
    refreshUrl: stubUrl === null ? null : fetched.url,
  });
  // A page that names an address on another site as its original is a copy of what stands there, not that post itself.
  const isRepost = hostOf(choice.canonicalUrl) !== hostOf(fetched.url);
  const ownUrl = isRepost ? canonicalise(fetched.url) : canonicalise(choice.canonicalUrl);
  const compose = composer(sourceOfHost, { article, url: isRepost ? fetched.url : choice.canonicalUrl, canonicalUrl: ownUrl });
  const composed = compose({ source, stored });
  if (composed === null) return storeFromEntry(deps, source, stored, { sourceOfHost, failure: new ExtractError('no-content', 'The page holds no title and no text.') });
  const packed = await packPage({ url: ownUrl, finalUrl: fetched.url, headers: fetched.headers, body: fetched.body, fetchedAt: deps.now() });
  const saved = await save(deps, source, stored, {
    composed, compose,
    page: packed,
    originalUrl: isRepost ? canonicalise(choice.canonicalUrl) : null,
    addresses: [
      { url: entry.url ?? fetched.url, evidence: 'named by the source' },
      ...(stubUrl === null ? [] : [{ url: stubUrl, evidence: 'a page that only leads on' }]),
      { url: fetched.url, evidence: stubUrl === null ? 'where the redirects ended' : 'where the page that only leads on ended' },
      { url: composed.url, evidence: choice.evidence.join('; ') || 'its own address' },
    ],
  });
  return { ...NOTHING_FETCHED, isNewPost: saved };
}

/** Stores what the entry itself says, where that is worth finding; otherwise only how it failed. */
async function storeFromEntry(
  deps: CrawlDeps, source: Source, stored: StoredEntry,
  why: { readonly sourceOfHost: SourceOfHost; readonly failure: FetchError | ExtractError | null },
): Promise<EntryResult> {
  const { entry } = stored;
  const { failure } = why;
  if (failure instanceof FetchError && failure.kind === 'robots') {
    await settleAlone(deps, source, stored, { state: 'refused', postId: null, failure: failure.message, notBefore: null });
    return NOTHING_FETCHED;
  }
  const outcome = failure === null ? { state: 'mentioned' as const, failure: null, notBefore: null } : retryLater(deps.now(), source, stored, failure);
  const composeAny = composer(why.sourceOfHost, { article: null, url: entry.url ?? '', canonicalUrl: stored.canonicalUrl ?? '' });
  const compose = (teller: Teller): ComposedPost | null => (hasOwnWords(teller.stored.entry) ? composeAny(teller) : null);
  const composed = compose({ source, stored });
  if (composed === null) {
    await settleAlone(deps, source, stored, { ...outcome, postId: null });
    return NOTHING_FETCHED;
  }
  const isNewPost = await save(deps, source, stored, { composed, compose, page: null, originalUrl: null, addresses: [{ url: composed.url, evidence: 'named by the source' }] }, outcome);
  return { ...NOTHING_FETCHED, isNewPost };
}

/** An entry that holds a sentence or two beyond its title can be found by them. */
function hasOwnWords(entry: Entry): boolean {
  return (entry.contentText ?? entry.summary ?? '').trim().length >= 60;
}

/** An entry and the source that named it. */
type Teller = { readonly source: Source; readonly stored: StoredEntry };
/** The post by the words of one entry; null where they are too few. */
type Compose = (teller: Teller) => ComposedPost | null;

/** A blog's own entries make its posts; what an aggregator names belongs to whom we follow at that address. */
function composer(sourceOfHost: SourceOfHost, about: { readonly article: Article | null; readonly url: string; readonly canonicalUrl: string }): Compose {
  return ({ source, stored: { entry, origin } }) => {
    const owner = source.kind === 'aggregator' ? sourceOfHost(about.url) ?? sourceOfHost(entry.url ?? '') : source;
    return composePost({ ...about, source: owner, entry, origin });
  };
}

/** Of everything that names a post, the entry whose words make it: the same one in whatever order they come. */
async function tellerOf(db: CrawlDeps['db'], own: Teller, postId: string): Promise<Teller> {
  const stored = await tellingEntry(db, postId, own.stored.id);
  if (stored === null || stored.id === own.stored.id) return own;
  const source = await findSource(db, stored.sourceId);
  return source === null ? own : { source, stored };
}

/** Where an entry tells more of a held post than those before it, makes the post again by its words, from the page that is kept; whether it did. */
async function tellAgain(deps: CrawlDeps, source: Source, stored: StoredEntry, { postId, sourceOfHost }: { readonly postId: string; readonly sourceOfHost: SourceOfHost }): Promise<boolean> {
  const [post] = await loadSummaries(deps.db, [postId]);
  const isTeller = (await tellerOf(deps.db, { source, stored }, postId)).stored.id === stored.id;
  const page = post === undefined || !isTeller ? null : await findPage(deps.db, post.canonicalUrl);
  if (post === undefined || page === null) return false;
  try {
    const html = decodeHtml(page.body, page.headers['content-type'] ?? null).text;
    const article = await deps.extract({ url: page.finalUrl, html, headers: page.headers }, page.fetchedAt);
    const compose = composer(sourceOfHost, { article, url: post.url, canonicalUrl: post.canonicalUrl });
    const composed = compose({ source, stored });
    if (composed === null) return false;
    await save(deps, source, stored, { composed, compose, page: null, originalUrl: null, addresses: [{ url: stored.entry.url ?? post.url, evidence: 'named by the source' }] });
    return true;
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    return false;
  }
}

async function save(
  deps: CrawlDeps, source: Source, stored: StoredEntry, discovered: Discovered & { readonly compose: Compose },
  outcome: Omit<EntryOutcome, 'postId'> = { state: 'held', failure: null, notBefore: null },
): Promise<boolean> {
  return inPostTurn(() => deps.transact(async (transaction) => {
    const teller = await tellerOf(transaction, { source, stored }, postIdOf(discovered.composed.canonicalUrl));
    const { postId, isNew } = await savePost({ ...deps, db: transaction }, { ...discovered, composed: discovered.compose(teller) ?? discovered.composed });
    await settle({ ...deps, db: transaction }, source, stored, { ...outcome, postId });
    return isNew;
  }));
}

async function settleAlone(deps: CrawlDeps, source: Source, stored: StoredEntry, outcome: EntryOutcome): Promise<void> {
  await deps.transact((transaction) => settle({ ...deps, db: transaction }, source, stored, outcome));
}

/** Writes down what became of the entry, and, for an aggregator, that it was mentioned there. */
async function settle(deps: CrawlDeps, source: Source, stored: StoredEntry, outcome: EntryOutcome): Promise<void> {
  await settleEntry(deps.db, stored.id, outcome);
  if (source.kind !== 'aggregator' || stored.canonicalUrl === null) return;
  const { entry } = stored;
  const { isChanged } = await upsertMention(deps.db, {
    postId: outcome.postId, sourceId: source.id, site: source.publisher, url: entry.url ?? '', canonicalUrl: stored.canonicalUrl,
    discussionUrl: entry.discussion?.url ?? null, title: entry.title ?? '', points: entry.discussion?.points ?? null,
    comments: entry.discussion?.comments ?? null, submittedAt: entry.discussion?.submittedAt ?? entry.publishedAt, submittedRange: entry.publishedRange,
  }, deps.now());
  if (isChanged && outcome.postId !== null) await enqueue(deps.db, await clusterMates(deps.db, [outcome.postId]));
}

function retryLater(now: Instant, source: Source, stored: StoredEntry, failure: FetchError | ExtractError): Omit<EntryOutcome, 'postId'> {
  if (failure instanceof FetchError && failure.kind === 'gone') return { state: 'refused', failure: failure.message, notBefore: null };
  if (failure instanceof ExtractError) return { state: 'failed', failure: failure.message, notBefore: afterDays(now, daysUntilReread(failure, stored.attempts)) };
  const { nextCheckAt } = afterFailure({
    now, failureCount: stored.attempts + 1, kind: failure.kind, retryAfterSeconds: failure.retryAfterSeconds, sourceId: `${source.id} ${stored.id}`,
  });
  return { state: 'failed', failure: failure.message, notBefore: nextCheckAt };
}

function failed(failure: string, notBefore: Instant | null): EntryOutcome {
  return { state: 'failed', postId: null, failure, notBefore };
}

const REREAD_DAYS = 14;

/** What took too long to read may have met a busy machine: it is tried sooner, and then less and less. */
function daysUntilReread({ kind }: ExtractError, attempts: number): number {
  return kind === 'too-deep' ? Math.min(2 ** attempts, REREAD_DAYS) : REREAD_DAYS;
}

function afterDays(now: Instant, days: number): Instant {
  return new Date(Date.parse(now) + days * 86_400_000).toISOString();
}
