/** How much one client may ask for: token buckets, told in the headers of an Internet-Draft (R37). */

import type { Context } from 'koa';
import { problem, Refusal } from './problems.ts';

export type Verdict = {
  readonly isAllowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetSeconds: number;
  /** Until this request would be allowed; 0 where it is. */
  readonly retryAfterSeconds: number;
};

/** A quota by its name in the headers, and how much of it each client has left. */
export type Quota = {
  readonly name: string;
  readonly perMinute: number;
  /** Takes tokens out of a client's bucket, all or none; what costs more than a full bucket costs a full one. */
  take(client: string, cost: number, nowMs: number): Verdict;
};

/** A quota in memory, or one that has to be asked for elsewhere. */
export type AnyQuota = Pick<Quota, 'name' | 'perMinute'> & { take(client: string, cost: number, nowMs: number): Verdict | Promise<Verdict> };

const WINDOW_SECONDS = 60;
/** About 10 MB of buckets; the ones that are full again go first, then who has not asked for longest. */
const MAX_CLIENTS = 50_000;
/** Room is made for many at once, since looking through all of them takes about a millisecond. */
const ROOM_SHARE = 0.9;

/** What answers cost that are dearer than the usual 1: a whole export, a discovery with up to 40 requests, a crawl, a mail to whatever address is given. */
const COSTS: ReadonlyMap<string, number> = new Map([['GET /api/v1/search.ndjson', 20], ['POST /api/v1/sources', 30], ['POST /api/v1/sources/:id/crawl', 10], ['POST /api/v1/subscribers', 60], ['POST /digest/subscribe', 60]]);
/** Supervisors and the page's own files are never refused. */
const FREE = /^\/(?:livez|readyz|healthz|static\/.*)$/iu;

type Bucket = { tokens: number; atMs: number };

/** Buckets of one quota. Each client begins with a full one, which fills evenly again. */
export function createQuota(name: string, perMinute: number): Quota {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / (WINDOW_SECONDS * 1000);
  const levelAt = ({ tokens, atMs }: Bucket, nowMs: number): number => Math.min(perMinute, tokens + Math.max(0, nowMs - atMs) * perMs);
  const makeRoom = (nowMs: number): void => {
    for (const [client, bucket] of buckets) if (levelAt(bucket, nowMs) === perMinute) buckets.delete(client);
    for (const client of buckets.keys()) {
      if (buckets.size < MAX_CLIENTS * ROOM_SHARE) return;
      buckets.delete(client);
    }
  };
  return {
    name, perMinute,
    take(client, cost, nowMs) {
      const known = buckets.get(client);
      if (known === undefined && buckets.size >= MAX_CLIENTS) makeRoom(nowMs);
      const level = known === undefined ? perMinute : levelAt(known, nowMs);
      const price = Math.min(cost, perMinute);
      const isAllowed = level >= price;
      const tokens = isAllowed ? level - price : level;
      buckets.delete(client); // so that who asked last stands last
      buckets.set(client, { tokens, atMs: nowMs });
      return verdictOf({ isAllowed, tokens, price, perMinute });
    },
  };
}

/** What a bucket with so many tokens means to its client. */
export function verdictOf({ isAllowed, tokens, price, perMinute }: { readonly isAllowed: boolean; readonly tokens: number; readonly price: number; readonly perMinute: number }): Verdict {
  // Sums of fractions are off by a little, which must not make a second more.
  const seconds = (missing: number): number => Math.ceil((missing * WINDOW_SECONDS) / perMinute - 1e-6);
  return { isAllowed, remaining: Math.floor(tokens), resetSeconds: seconds(perMinute - tokens), retryAfterSeconds: isAllowed ? 0 : Math.max(1, seconds(price - tokens)) };
}

/**
 * Spends of a client's quota and says in the headers what is left.
 * @see draft-ietf-httpapi-ratelimit-headers-11 (not yet an RFC)
 * @throws Refusal `quota-exceeded`, with `Retry-After`.
 */
export async function spend(ctx: Context, quota: AnyQuota, { client, cost, nowMs }: { readonly client: string; readonly cost: number; readonly nowMs: number }): Promise<void> {
  const { isAllowed, remaining, resetSeconds, retryAfterSeconds } = await quota.take(client, cost, nowMs);
  ctx.set('RateLimit-Policy', `"${quota.name}";q=${quota.perMinute};w=${WINDOW_SECONDS}`);
  ctx.set('RateLimit', `"${quota.name}";r=${remaining};t=${resetSeconds}`);
  if (isAllowed) return;
  ctx.set('Retry-After', String(retryAfterSeconds));
  const detail = `The quota of ${quota.perMinute} a minute is used up; try again in ${retryAfterSeconds} s.`;
  throw new Refusal({ ...problem('quota-exceeded', detail), violatedPolicies: [quota.name] });
}

/** What a request costs; 0 for what is never limited. */
export function costOf(method: string, path: string): number {
  if (FREE.test(path)) return 0;
  const route = path.toLowerCase().replace(/\/+$/u, '').replace(/^(\/api\/v1\/sources\/)[^/]+(?=\/crawl$)/u, '$1:id');
  return COSTS.get(`${method} ${route}`) ?? 1;
}

/** Who counts as one client where there is no key: an IPv4 address, or the /64 network that one subscriber has of IPv6. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/iu.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!ip.includes(':')) return ip.slice(0, 64);
  // The URL parser writes an address in its shortest form, whatever form it came in.
  const shortest = URL.parse(`http://[${ip.split('%')[0]}]/`)?.hostname.slice(1, -1);
  if (shortest === undefined) return ip.slice(0, 64);
  const groupsOf = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const [head = '', tail = ''] = shortest.split('::');
  const [left, right] = [groupsOf(head), groupsOf(tail)];
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
