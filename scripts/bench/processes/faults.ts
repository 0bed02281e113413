/** Kills and cuts at random moments of a crawl, and what each of them may have cost. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Child } from './children.ts';
import type { Installation } from './installation.ts';
import { letAnHourPass } from './passing-time.ts';

export type Faults = {
  readonly kills: number;
  readonly cuts: number;
  /** Null where the search engine lies in the processes' own folders. */
  readonly cutEngine: (() => void) | null;
};

/** Where the crawl stands still, the next fault comes all the same; on a busy machine a process may need so long to start. */
const LONGEST_PAUSE_MS = 60_000;
const LOOK_MS = 200;

/** What the store held, by `host/path`, when a process was killed; by the name of that life of it. */
export type Deaths = ReadonlyMap<string, ReadonlySet<string>>;

/** Faults spread over the crawl by how far it is. */
export async function disturb(installation: Installation, children: readonly Child[], { kills, cuts, cutEngine }: Faults): Promise<Deaths> {
  const deaths = new Map<string, ReadonlySet<string>>();
  const events = [...Array.from({ length: kills }, () => 'kill'), ...Array.from({ length: cuts }, () => 'cut')].sort(() => Math.random() - 0.5);
  for (const [index, event] of events.entries()) {
    await reached(installation, (index + 0.5) / events.length);
    if (event === 'cut') {
      cutEngine?.();
      await installation.cutDatabase();
      continue;
    }
    const child = children[Math.floor(Math.random() * children.length)];
    if (child === undefined) continue;
    await child.kill();
    deaths.set(child.life(), await stored(installation));
    child.start();
  }
  return deaths;
}

/**
 * Pages and feeds that somebody asked for again without need: the one before was not killed, or had brought it into the store by
 * then. A cut connection excuses nothing.
 */
export function inexcusable(asked: ReadonlyMap<string, readonly string[]>, deaths: Deaths): string[] {
  return [...asked].filter(([key, lives]) => lives.slice(0, -1).some((life) => deaths.get(life)?.has(key) ?? true)).map(([key]) => key);
}

async function reached({ farm, hosts, pages, store }: Installation, share: number): Promise<void> {
  for (const until = performance.now() + LONGEST_PAUSE_MS; performance.now() < until; await wait(LOOK_MS)) {
    if (farm.asked.size >= hosts * (pages + 1) * share) break;
    await letAnHourPass(store);
  }
  await wait(Math.random() * 500);
}

async function stored({ store: { db } }: Installation): Promise<Set<string>> {
  const posts = await db.selectFrom('posts').select('url').execute();
  const feeds = await db.selectFrom('fetches').select('url').execute();
  return new Set([...posts, ...feeds].map(({ url }) => url.replace('https://', '')));
}
