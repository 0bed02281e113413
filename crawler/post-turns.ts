/** Turns at writing posts. Over all processes one post is written at a time: who waits for that here holds no connection meanwhile. */

/** One writes while the next prepares. */
const AT_ONCE = 2;

let free = AT_ONCE;
const waiting: (() => void)[] = [];

/** Does the work when its turn has come, in the order of asking; renewals of leases and turns at hosts go past those who wait. */
export async function inPostTurn<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => { waiting.push(resolve); });
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}
