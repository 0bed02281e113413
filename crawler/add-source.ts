/** From an address that a person pastes to a source that is followed. */

import { FetchError, ParseError } from '../core/errors.ts';
import { hostOf, parsePastedUrl } from '../core/url.ts';
import type { ListingRules } from '../core/listing-rules.ts';
import type { Source } from '../core/post.ts';
import { readableId } from '../store/address-key.ts';
import { saveListingRules } from '../store/listing-rules.ts';
import { addSource, findSource } from '../store/sources.ts';
import type { CrawlDeps } from './deps.ts';
import { discoverSource, type Candidate, type Discovery } from './sources/discover.ts';
import { publisherOf } from './sources/publisher.ts';
import { readSource } from './sources/read.ts';

export type Addition = {
  readonly address: string;
  /** The source that follows the address now, whether new or not; null where nothing to follow was found. */
  readonly source: Source | null;
  readonly isNew: boolean;
  /** One sentence for people. */
  readonly message: string;
  readonly discovery: Discovery | null;
};

/**
 * Finds out what stands at the address and follows it; with `rules` it is a page that lists posts, read by them, and a source
 * that is followed already is read by them from now on. What goes wrong is said in the answer, never thrown.
 */
export async function addSourceByAddress(deps: CrawlDeps, address: string, rules: ListingRules | null = null): Promise<Addition> {
  const url = parsePastedUrl(address);
  if (url === null) return refused(address, `${JSON.stringify(address)} is not an address; paste one such as https://blog.example.org/.`);
  const known = await findSource(deps.db, url);
  let discovery: Discovery;
  try {
    if (known !== null) return await addToKnown(deps, { address, url, known, rules });
    discovery = rules === null
      ? await discoverSource(url, { get: (wanted, kind) => deps.fetch({ url: wanted, kind, validators: null }), now: deps.now() })
      : await readListing(deps, url, rules);
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof ParseError)) throw error;
    return refused(address, error.message);
  }
  const { chosen } = discovery;
  if (chosen === null) return { ...refused(address, `Nothing to follow was found at ${url}: ${discovery.steps.at(-1) ?? 'no feed, no list of posts, no sitemap'}`), discovery };
  const source = {
    id: await freeId(deps, chosen.url, url), kind: chosen.kind, url: chosen.url, addedUrl: url, siteUrl: chosen.siteUrl,
    title: chosen.title ?? hostOf(url), publisher: chosen.publisher ?? chosen.title ?? hostOf(url), discovery: discovery.steps.join(' '), topics: [],
  };
  const isNew = await addSource(deps.db, source, deps.now());
  const followed = await findSource(deps.db, isNew ? source.id : chosen.url);
  if (followed !== null && rules !== null) await saveListingRules(deps.db, followed, rules, deps.now());
  const message = isNew ? `Following ${source.title}: ${chosen.kind} at ${chosen.url}.` : `${chosen.url} is followed already, as ${followed?.title ?? 'another source'}.`;
  return { address, source: followed, isNew, message, discovery };
}

type Known = { readonly address: string; readonly url: string; readonly known: Source; readonly rules: ListingRules | null };

async function addToKnown(deps: CrawlDeps, { address, url, known, rules }: Known): Promise<Addition> {
  const message = `${url} is followed already, as ${known.title}`;
  if (rules === null) return { address, source: known, isNew: false, message: `${message}.`, discovery: null };
  const discovery = await readListing(deps, known.kind === 'feed' ? known.addedUrl : known.url, rules);
  await saveListingRules(deps.db, known, rules, deps.now());
  return { address, source: known, isNew: false, message: `${message}; it is read by these rules from now on.`, discovery };
}

/** What the rules find on the page. @throws FetchError | ParseError where they find nothing. */
async function readListing(deps: CrawlDeps, url: string, rules: ListingRules): Promise<Discovery> {
  const page = await deps.fetch({ url, kind: 'page', validators: null });
  const feed = readSource({ url: page.url, kind: 'archive', body: page.body, headers: page.headers }, deps.now(), rules);
  const chosen: Candidate = { kind: feed.format === 'aggregator' ? 'aggregator' : 'archive', url: page.url, title: feed.title, siteUrl: page.url, publisher: publisherOf(feed.title, page.url) };
  const examples = feed.entries.slice(0, 3).map(({ title, publishedAt }) => `“${title ?? '?'}” (${publishedAt?.slice(0, 10) ?? 'no date'})`);
  return { chosen, candidates: [chosen], steps: [`The rules find ${feed.entries.length} posts at ${page.url}: ${examples.join(', ')}${feed.entries.length > examples.length ? ' …' : ''}.`] };
}

/** A readable id: the site's host, with the path where the host has several sources. */
async function freeId(deps: CrawlDeps, feedUrl: string, addedUrl: string): Promise<string> {
  const host = readableId(hostOf(addedUrl));
  const candidates = [host, readableId(`${hostOf(addedUrl)} ${new URL(addedUrl).pathname}`), readableId(feedUrl.replace(/^https?:\/\//u, ''))];
  for (const candidate of candidates) if (await findSource(deps.db, candidate) === null) return candidate;
  return `${host}-${Date.now().toString(36)}`;
}

function refused(address: string, message: string): Addition {
  return { address, source: null, isNew: false, message, discovery: null };
}
