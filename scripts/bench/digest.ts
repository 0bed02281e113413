/** An issue for many subscribers: queued, and every mail written but not sent: `node scripts/bench/digest.ts [SUBSCRIBERS] [SETS]`. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeriod } from '../../api/digest/calendar.ts';
import { createMailWriter } from '../../api/digest/deliver/write-mail.ts';
import { freezeIssue, type IssueDeps } from '../../api/digest/issue.ts';
import { queueIssue } from '../../api/digest/queue.ts';
import { parseConfig } from '../../core/config.ts';
import { countDeliveries, listDeliveries } from '../../store/deliveries.ts';
import { openStore } from '../../store/open.ts';
import { findSubscribers } from '../../store/subscribers.ts';
import { addPosts, addSubscribers, ISSUE_KEY, MONDAY } from './digest/fill.ts';

export type DigestFigures = {
  readonly subscribers: number; readonly sets: number; readonly queued: number; readonly written: number;
  readonly freezeMs: number; readonly queueMs: number; readonly writeMs: number; readonly cpuMs: number; readonly peakMiB: number; readonly largestMailKiB: number;
};

const POSTS = 400;
const BATCH = 100;

/** Figures of one issue; the store is filled by another process, so that the memory is that of the work alone. */
export async function measureDigest(subscribers: number, sets: number): Promise<DigestFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-digest-'));
  try {
    spawnSync(process.execPath, [import.meta.filename, '--fill', folder, String(subscribers), String(sets)], { stdio: 'inherit' });
    return await queueAndWrite(folder, subscribers, sets);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function queueAndWrite(folder: string, subscribers: number, sets: number): Promise<DigestFigures> {
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  const config = parseConfig({ MAIL_FROM: 'Writeups <digest@writeups.example>', PUBLIC_URL: 'https://writeups.example' });
  const deps: IssueDeps = { store, engine: null as never, now: () => MONDAY };
  const period = findPeriod(ISSUE_KEY, 'UTC');
  if (period === null) throw new Error(`${ISSUE_KEY} is no week`);
  const cpu = process.cpuUsage();
  const [issue, freezeMs] = await timed(() => freezeIssue(deps, period));
  const [, queueMs] = await timed(() => queueIssue(deps, issue, { isStopping: () => false, onBatch: () => {} }));
  const [{ written, largest }, writeMs] = await timed(() => writeAll({ store, config }));
  const { user, system } = process.cpuUsage(cpu);
  const { pending } = await countDeliveries(store.db, ISSUE_KEY);
  await store.close();
  return {
    subscribers, sets, queued: pending, written, freezeMs, queueMs, writeMs, cpuMs: Math.round((user + system) / 1000),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024), largestMailKiB: Math.round(largest / 1024),
  };
}

/** Every mail with its reader's links, as it would be handed to the mailer. */
async function writeAll(deps: Parameters<typeof createMailWriter>[0]): Promise<{ readonly written: number; readonly largest: number }> {
  const writer = createMailWriter(deps);
  let [after, written, largest] = ['', 0, 0];
  for (;;) {
    const rows = await listDeliveries(deps.store.db, ISSUE_KEY, { states: ['pending'], after, limit: BATCH });
    const last = rows.at(-1);
    if (last === undefined) return { written, largest };
    const readers = new Map((await findSubscribers(deps.store.db, rows.map(({ subscriberId }) => subscriberId))).map((subscriber) => [subscriber.id, subscriber]));
    for (const delivery of rows) {
      const subscriber = readers.get(delivery.subscriberId);
      if (subscriber === undefined) continue;
      const { html, text } = await writer.write({ delivery, subscriber });
      largest = Math.max(largest, html.length + text.length);
      written += 1;
    }
    after = last.subscriberId;
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const result = await work();
  return [result, Math.round(performance.now() - started)];
}

async function fill(folder: string, subscribers: number, sets: number): Promise<void> {
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  await addPosts(store, POSTS);
  await addSubscribers(store, Array.from({ length: subscribers }, (_, at) => `reader-${at}@mail-${at % 50}.example`), sets);
  await store.close();
}

if (import.meta.main) {
  const [first = '100000', second = '20', third = '', fourth = ''] = process.argv.slice(2);
  if (first === '--fill') await fill(second, Number(third), Number(fourth));
  else {
    const figures = await measureDigest(Number(first), Number(second));
    const seconds = (figures.freezeMs + figures.queueMs + figures.writeMs) / 1000;
    console.log(figures);
    console.log(`${seconds.toFixed(1)} s of at most 300 s, ${figures.peakMiB} MiB of at most 300 MiB, largest mail ${figures.largestMailKiB} KiB of at most 100`);
    process.exitCode = seconds <= 300 && figures.peakMiB <= 300 ? 0 : 1;
  }
}
