/** Which deliveries were seen: platforms ask again when they are in doubt, and nothing must happen twice (R54). */

/** How long an id is remembered. */
const KEPT_MS = 3_600_000;
/** Some 10 MB; the oldest go first. */
const MAX_KEPT = 50_000;

export type SeenDeliveries = {
  /** True the first time that an id comes within an hour. */
  isFirst(id: string, nowMs: number): boolean;
};

/** A memory of one platform's deliveries. */
export function rememberDeliveries(): SeenDeliveries {
  const seen = new Map<string, number>();
  return {
    isFirst(id, nowMs) {
      for (const [old, atMs] of seen) {
        if (nowMs - atMs <= KEPT_MS && seen.size < MAX_KEPT) break;
        seen.delete(old);
      }
      const known = seen.get(id);
      if (known !== undefined && nowMs - known <= KEPT_MS) return false;
      seen.delete(id);
      seen.set(id, nowMs);
      return true;
    },
  };
}
