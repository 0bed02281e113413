/** From an address that a person pastes to a source that is followed. */

import { FetchError } from '../core/errors.ts';
import { hostOf, parsePastedUrl } from '../core/url.ts';
import { slug } from '../core/text.ts';
import type { Source } from '../core/post.ts';
import { addSource, findSource } from '../store/sources.ts';
import type { CrawlDeps } from './deps.ts';
import { discoverSource, type Discovery } from './sources/discover.ts';

export type Addition = {
  readonly address: string;
  /** The source that follows the address now, whether new or not; null where nothing to follow was found. */
  readonly source: Source | null;
  readonly isNew: boolean;
  /** One sentence for people. */
  readonly message: string;
  readonly discovery: Discovery | null;
};

/** Finds out what stands at the address and follows it. What goes wrong is said in the answer, never thrown. */
export async function addSourceByAddress(deps: CrawlDeps, address: string): Promise<Addition> {
  const url = parsePastedUrl(address);
  if (url === null) return refused(address, `${JSON.stringify(address)} is not an address; paste one such as https://blog.example.org/.`);
  const known = await findSource(deps.db, url);
  if (known !== null) return { address, source: known, isNew: false, message: `${url} is followed already, as ${known.title}.`, discovery: null };
  let discovery: Discovery;
  try {
    discovery = await discoverSource(url, { get: (wanted, kind) => deps.fetch({ url: wanted, kind, validators: null }), now: deps.now() });
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
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
  const message = isNew ? `Following ${source.title}: ${chosen.kind} at ${chosen.url}.` : `${chosen.url} is followed already, as ${followed?.title ?? 'another source'}.`;
  return { address, source: followed, isNew, message, discovery };
}

/** A readable id: the site's host, with the path where the host has several sources. */
async function freeId(deps: CrawlDeps, feedUrl: string, addedUrl: string): Promise<string> {
  const host = slug(hostOf(addedUrl));
  const candidates = [host, slug(`${hostOf(addedUrl)} ${new URL(addedUrl).pathname}`), slug(feedUrl.replace(/^https?:\/\//u, ''))];
  for (const candidate of candidates) if (await findSource(deps.db, candidate) === null) return candidate;
  return `${host}-${Date.now().toString(36)}`;
}

function refused(address: string, message: string): Addition {
  return { address, source: null, isNew: false, message, discovery: null };
}
