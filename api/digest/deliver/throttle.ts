/** How many mails a receiving domain gets a minute. */

export type Throttle = {
  /** Takes one of a domain's mails. */
  take(domain: string, nowMs: number): void;
  /** Domains that have had theirs for now. */
  full(nowMs: number): string[];
};

const MINUTE_MS = 60_000;

/** Buckets that fill evenly; each domain begins with a tenth of a minute's, so that a start is no burst. */
export function createThrottle(perMinute: number): Throttle {
  const size = Math.max(1, perMinute / 10);
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const level = (domain: string, nowMs: number): number => {
    const bucket = buckets.get(domain);
    return bucket === undefined ? size : Math.min(size, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / MINUTE_MS) * perMinute);
  };
  return {
    take: (domain, nowMs) => {
      buckets.set(domain, { tokens: level(domain, nowMs) - 1, atMs: nowMs });
    },
    full: (nowMs) => {
      const full: string[] = [];
      for (const domain of buckets.keys()) {
        const tokens = level(domain, nowMs);
        if (tokens < 1) full.push(domain);
        else if (tokens === size) buckets.delete(domain);
      }
      return full;
    },
  };
}
