/** Workers that share their work. */

/**
 * Runs so many workers side by side until all have ended. Where one fails, `isOver` tells the others, which end what they are at and
 * begin nothing new; only then is the failure thrown: whatever follows it meets nobody who is still at work.
 */
export async function workTogether(count: number, worker: (isOver: () => boolean) => Promise<void>): Promise<void> {
  let isOver = false;
  const ended = await Promise.allSettled(Array.from({ length: count }, () => worker(() => isOver).catch((error: unknown) => {
    isOver = true;
    throw error;
  })));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
