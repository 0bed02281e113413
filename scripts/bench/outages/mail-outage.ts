/** The mail server is not there when the digest is due, and comes back. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lastEnded } from '../../../api/digest/calendar.ts';
import { countDeliveries, type DeliveryState } from '../../../store/deliveries.ts';
import { openStore } from '../../../store/open.ts';
import { addPosts, addSubscribers } from '../digest/fill.ts';
import { startMailServer } from '../digest/mail-server.ts';
import { report } from './checks.ts';
import { startServe } from './server.ts';

const PORT = 2_525;
const SETS = 5;
const DOMAINS = 50;
/** Long enough for several minutes' rounds to find nobody there. */
const AWAY_MS = 100_000;
const BACK_WITHIN_MS = 60_000;
const POSTS = 40;

/** Prints what was found; whether all of it is as asked. */
export async function measureMailOutage(folder: string, readers: number): Promise<boolean> {
  const { key } = lastEnded('weekly', new Date().toISOString(), 'UTC');
  const addresses = Array.from({ length: readers }, (_, at) => `reader-${at}@mail-${at % DOMAINS}.example`);
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  await fill(store, addresses);
  const server = await startServe(folder, { SMTP_URL: `smtp://127.0.0.1:${PORT}?tls=off`, MAIL_FROM: 'Writeups <digest@writeups.example>' });
  const log = join(folder, 'arrived');
  try {
    await wait(AWAY_MS);
    const before = await countDeliveries(store.db, key);
    const mailServer = await startMailServer(log, 20, PORT);
    const backAt = performance.now();
    let after = before;
    while (after.sent < readers && performance.now() - backAt < 4 * BACK_WITHIN_MS) {
      await wait(200);
      after = await countDeliveries(store.db, key);
    }
    const tookMs = performance.now() - backAt;
    // Whoever would get a second one gets it in the next rounds.
    await wait(BACK_WITHIN_MS + 5_000);
    const arrived = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => line.split(' ')[0] ?? '') : [];
    await mailServer.close();
    return report(`mail server away for ${AWAY_MS / 1_000} s while a digest for ${readers} readers was due`, [
      [`meanwhile: ${describe(before)}`, before.pending + before.retry + before.sending === readers],
      [`all delivered ${(tookMs / 1_000).toFixed(1)} s after its return (asked ≤ 60): ${describe(after)}`, after.sent === readers && tookMs <= BACK_WITHIN_MS],
      [`arrived: ${arrived.length} mails at ${new Set(arrived).size} readers`, arrived.length === readers && new Set(arrived).size === readers],
    ], server.warnings());
  } finally {
    await server.stop();
    await store.close();
  }
}

/** Posts of the week before this one, and readers who want it since Monday. */
async function fill(store: Awaited<ReturnType<typeof openStore>>, addresses: readonly string[]): Promise<void> {
  const { startAt } = lastEnded('weekly', new Date().toISOString(), 'UTC');
  await addPosts(store, POSTS);
  const rows = await store.db.selectFrom('posts').select('id').execute();
  for (const [at, { id }] of rows.entries()) {
    const publishedAt = new Date(Date.parse(startAt) + (at % 7) * 86_400_000 + at * 1_000).toISOString();
    await store.db.updateTable('posts').set({ publishedAt, firstSeenAt: publishedAt }).where('id', '=', id).execute();
  }
  await addSubscribers(store, addresses, SETS);
}

function describe(counts: Readonly<Record<DeliveryState, number>>): string {
  return Object.entries(counts).filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`).join(', ') || 'nothing queued';
}
