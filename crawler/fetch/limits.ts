/** How long and how much a fetch may take. Rules R4, R5, R8, R9. */

export type RequestKind = 'feed' | 'page' | 'robots' | 'api';

export type FetchLimits = {
  /** Time on the network for one fetch, redirects included and waiting for a turn not. */
  readonly totalMs: Readonly<Record<RequestKind, number>>;
  /** Body after decoding; more is refused, but of `robots.txt` the rest is only left unread (RFC 9309 §2.5). */
  readonly maxBytes: Readonly<Record<RequestKind, number>>;
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly headersMs: number;
  /** Longest pause between two pieces of a body. */
  readonly idleMs: number;
  readonly maxRedirects: number;
};

const MIB = 1024 * 1024;

/** Values of Miniflux and smokescreen where these have one; the origin of each stands in the rules named above. */
export const DEFAULT_LIMITS: FetchLimits = {
  totalMs: { feed: 20_000, page: 30_000, robots: 20_000, api: 20_000 },
  maxBytes: { feed: 10 * MIB, page: 5 * MIB, robots: 500 * 1024, api: 10 * MIB },
  dnsMs: 5_000,
  connectMs: 10_000,
  headersMs: 10_000,
  idleMs: 10_000,
  maxRedirects: 5,
};

/** A body that grows more than this on decoding, once it is over {@link RATIO_FREE_BYTES}, is a bomb and no text. */
export const MAX_RATIO = 100;
export const RATIO_FREE_BYTES = MIB;
