/** An answer in time, or the promise of one: platforms give up after three seconds. */

/** Half of what the platforms allow, for the way there and back. */
export const IN_TIME_MS = 1_500;

/** What `work` gives if it is there in time; else `late` takes the rest, and null comes back at once. */
export async function inTime<Answer>(work: Promise<Answer>, late: (answer: Answer) => Promise<void>, { waitMs, onError }: { readonly waitMs: number; readonly onError: (error: unknown) => void }): Promise<Answer | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), waitMs);
  const first = await Promise.race([work, promise]).finally(() => clearTimeout(timer));
  if (first === null) void work.then(late).catch(onError);
  return first;
}
