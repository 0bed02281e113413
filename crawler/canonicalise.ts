/**
 * Which address a writeup has. `canonicalise` brings the spellings of one address together; `chooseCanonical` decides among the
 * addresses that a page's redirects, links and feed claim for it. The policy and its reasons stand in docs/identity.md.
 */

import { getDomain } from 'tldts';
import { ParseError } from '../core/errors.ts';
import { resolveUrl } from '../core/url.ts';
import { doubtAbout, isHomePage, type ClaimKind } from './address-doubt.ts';
import { isTracking } from './tracking-parameters.ts';

/** Goes up with every change that gives some address another canonical form; stored identities are then derived anew. */
export const CANONICAL_RULES_VERSION = 1;

const INDEX_DOCUMENT = /^(?:index|default)\.(?:x?html?|shtml|php\d?|aspx?|jsp|cgi)$/iu;
const SESSION_IN_PATH = /;(?:jsessionid|phpsessid|sid)=[^/;]*/giu;
/** Characters that mean the same escaped and bare in a path: RFC 3986 §2.3 unreserved, and the sub-delimiters that no server reads as structure. */
const BARE_IN_PATH = /^[A-Za-z0-9\-._~!$&'()*+,=:@]$/u;
const BARE_IN_QUERY = /^[A-Za-z0-9\-._~!'()*,:@]$/u;
const MUST_ESCAPE = /["<>[\]\\^`{|}\s]/gu;

/**
 * The canonical form of an address, which is the identity of what stands there: two addresses with equal forms are one writeup.
 * Idempotent. Where the text is no http(s) address, the text itself without surrounding white space.
 */
export function canonicalise(address: string): string {
  const url = URL.parse(address.trim());
  if (url === null || !isWeb(url)) return address.trim();
  return `${origin(url)}${path(url.pathname)}${query(url)}${route(url.hash)}`;
}

function isWeb(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** Both schemes at their default ports are one site, and so are `www.` and the bare name below a registrable domain (`www.gov.uk` has none). */
function origin(url: URL): string {
  const named = url.hostname.replace(/\.+$/u, '') || url.hostname;
  const host = withoutWww(named);
  return url.port === '' ? `https://${host}` : `${url.protocol}//${host}:${url.port}`;
}

function withoutWww(host: string): string {
  const rest = host.slice(4);
  return host.startsWith('www.') && getDomain(rest) !== null ? withoutWww(rest) : host;
}

function path(pathname: string): string {
  const segments = escapes(pathname.replace(SESSION_IN_PATH, ''), BARE_IN_PATH).split('/').filter((segment) => !/^\.{0,2}$/u.test(segment));
  return `/${withoutEnding(segments).join('/')}`;
}

/** Index documents, `.html` and AMP endings come off until none is left, so that the result is its own canonical form. */
function withoutEnding(segments: readonly string[]): readonly string[] {
  const last = segments.at(-1);
  if (last === undefined) return segments;
  const parent = segments.slice(0, -1);
  if (INDEX_DOCUMENT.test(last)) return withoutEnding(parent);
  if (last === 'amp' && isSlug(parent.at(-1))) return withoutEnding(parent);
  const stem = last.replace(/\.html?$/iu, '');
  return stem === last || /^\.{0,2}$/u.test(stem) ? segments : withoutEnding([...parent, stem]);
}

/** Whether a path segment is surely an article's own: `/blog/amp` may be an article about AMP, `/blog/why-we-moved/amp` is none. */
function isSlug(segment: string | undefined): boolean {
  return segment !== undefined && (/[^-]-[^-]+-[^-]/u.test(segment) || /\.html?$/u.test(segment));
}

/** Escapes in one spelling: upper-case digits, none where the bare character means the same, and all where browsers differ. */
function escapes(text: string, bare: RegExp): string {
  return text
    .replace(/%[0-9a-f]{2}/giu, (escape) => {
      const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      return bare.test(character) ? character : escape.toUpperCase();
    })
    .replace(MUST_ESCAPE, encodeURIComponent);
}

/** What is left of the query, sorted by name; parameters of equal names keep their order, which may mean something. */
function query(url: URL): string {
  const pairs = url.search.slice(1).split('&').map(parameter).filter((pair) => pair.text !== '' && !isTracking(pair.name, pair.value, url.hostname));
  if (pairs.length === 0) return '';
  return `?${pairs.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map((pair) => pair.text).join('&')}`;
}

type Parameter = { readonly name: string; readonly value: string; readonly text: string };

/** Feeds that escape their addresses twice leave `amp;` before a name. */
function parameter(raw: string): Parameter {
  const escaped = escapes(raw.replace(/^(?:amp;)+/u, ''), BARE_IN_QUERY);
  if (!escaped.includes('=')) return { name: escaped, value: '', text: escaped };
  const text = escaped.replaceAll('%20', '+');
  const equals = text.indexOf('=');
  return { name: text.slice(0, equals), value: text.slice(equals + 1), text };
}

/** `#!/…` and `#/…` are routes of applications in the page and select the article; every other fragment is a place in it. */
function route(hash: string): string {
  return /^#!?\/./u.test(hash) || /^#!./u.test(hash) ? hash : '';
}


/** The addresses that are claimed for one page; null where there is no such claim. `linkCanonical` may be relative to the final one. */
export type AddressClaims = {
  readonly requestedUrl: string;
  /** Where the redirects ended. */
  readonly finalUrl: string | null;
  /** `rel=canonical` of the page or its `Link` header (RFC 6596). */
  readonly linkCanonical: string | null;
  /** The permalink that a feed gives. */
  readonly feedUrl: string | null;
  /** The target of an immediate refresh on a page that holds nothing else. */
  readonly refreshUrl: string | null;
};

/** A page's canonical address, with one sentence for every claim that was followed or refused. */
export type CanonicalChoice = { readonly canonicalUrl: string; readonly evidence: readonly string[] };

/**
 * The canonical address of a page. Redirects and refresh stubs say where it moved, `rel=canonical` says which of several
 * addresses it prefers, and a feed's permalink helps where the others were refused. A claim that would turn
 * an article into a home page, a listing, an unrelated article or a developer's machine is refused: believing it loses the article.
 */
export function chooseCanonical(claims: AddressClaims): CanonicalChoice {
  const evidence: string[] = [];
  let chosen = claims.requestedUrl;
  const follow = (kind: ClaimKind, label: string, claimed: string | null): void => {
    const target = claimed === null || claimed.trim() === '' ? null : resolveUrl(claimed, resolveUrl(chosen));
    if (target === null || canonicalise(target) === canonicalise(chosen)) return;
    const doubt = doubtAbout(canonicalise(target), canonicalise(chosen), kind);
    evidence.push(doubt === null ? `${label} gives ${target}` : `${label} gives ${target}, refused: ${doubt}`);
    if (doubt === null) chosen = target;
  };
  follow('move', 'the redirect', claims.finalUrl);
  follow('move', 'the refresh stub', claims.refreshUrl);
  follow('preference', 'rel=canonical', claims.linkCanonical);
  if (isHomePage(canonicalise(chosen))) follow('preference', 'the feed', claims.feedUrl);
  return { canonicalUrl: canonicalise(chosen), evidence };
}

/** One answer of `writeups stage canonicalise`. @throws ParseError kind `malformed` where the job has no `url`. */
export function canonicaliseStage(job: { readonly id: unknown; readonly url: unknown }): { readonly id: unknown; readonly canonicalUrl: string } {
  if (typeof job.url !== 'string') throw new ParseError('malformed', 'A job needs a `url`, as a string.');
  return { id: job.id, canonicalUrl: canonicalise(job.url) };
}
