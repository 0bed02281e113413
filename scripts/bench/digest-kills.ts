/** Kills a process that sends the digest, again and again, against a real mail server: `node scripts/bench/digest-kills.ts [SUBSCRIBERS] [KILLS]`. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMailer } from '../../api/digest/mail/mailer.ts';
import { createDigest, DIGEST_POINTS, type DigestPoint } from '../../api/digest/tick.ts';
import { parseConfig } from '../../core/config.ts';
import { createLog } from '../../core/log.ts';
import { countDeliveries, type DeliveryState } from '../../store/deliveries.ts';
import { openStore, type Store } from '../../store/open.ts';
import { unsubscribe } from '../../store/subscribers.ts';
import { suppress } from '../../store/suppressions.ts';
import { addPosts, addSubscribers, ISSUE_KEY, MONDAY } from './digest/fill.ts';
import { randomNumbers } from './search-corpus.ts';

export type KillFigures = {
  readonly subscribers: number; readonly kills: number; readonly inFlight: number;
  readonly states: Readonly<Record<DeliveryState, number>>;
  /** Addresses that the server took two mails for, or was told two ids of. */
  readonly gotTwo: number;
  /** Mails that the server took, and those of them that the store calls unknown. */
  readonly arrived: number; readonly unknownThatArrived: number;
};

const IN_FLIGHT = 4;
const SERVER_DELAY_MS = 40;
const MAX_WORK_MS = 220;
/** Each process believes that it is so much later than the last one: what was lost or deferred is then looked at again. */
const ROUND_MINUTES = 12;
const LAST_ROUNDS = 30;
const POSTS = 30;

/** Figures of so many kills at random moments, after one at each marked point. */
export async function measureDigestKills(subscribers: number, kills: number, seed = 1): Promise<KillFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-digest-kills-'));
  const random = randomNumbers(seed);
  const log = join(folder, 'arrived');
  const server = spawn(process.execPath, [new URL('digest/mail-server.ts', import.meta.url).pathname, log, String(SERVER_DELAY_MS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = await once(server.stdout, 'data') as [Buffer];
    const addresses = await fill(folder, subscribers);
    const work = (round: number, point: string): ChildProcess =>
      spawn(process.execPath, [import.meta.filename, '--work', folder, String(port).trim(), String(round), point, String(1 + Math.floor(random() * 3))], { stdio: ['ignore', 'pipe', 'inherit'] });
    let round = 0;
    for (const point of DIGEST_POINTS) {
      await once(work(round++, point), 'exit');
      if (point === 'queued') await leaveSome(folder);
    }
    for (let kill = 0; kill < kills; kill += 1) await killAtWork(work(round++, 'none'), random() * MAX_WORK_MS);
    for (let last = 0; last < LAST_ROUNDS && await isUnsettled(folder); last += 1) await once(work(round++, 'none'), 'exit');
    return await account(folder, { addresses, log, kills: kills + DIGEST_POINTS.length });
  } finally {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killAtWork(child: ChildProcess, afterMs: number): Promise<void> {
  const ended = once(child, 'exit');
  if (child.stdout !== null) await Promise.race([once(child.stdout, 'data'), ended]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await ended;
}

/** Most are ordinary; some bounce, some have to be tried again, some left or complained after they were counted in. */
async function fill(folder: string, subscribers: number): Promise<string[]> {
  const names = ['gone', 'full', 'later', 'later', 'left', 'complained', 'drop'];
  const addresses = Array.from({ length: subscribers }, (_, at) => `${names[at % 25] ?? 'reader'}-${at}@mail-${at % 3}.example`);
  await inStore(folder, async (store) => {
    await addPosts(store, POSTS);
    await addSubscribers(store, addresses, 5);
    for (const address of addresses.filter((name) => name.startsWith('complained'))) await suppress(store.db, address, 'complaint', 'marked as spam', MONDAY);
  });
  return addresses;
}

async function isUnsettled(folder: string): Promise<boolean> {
  return inStore(folder, async (store) => {
    const { pending, retry, sending } = await countDeliveries(store.db, ISSUE_KEY);
    return pending + retry + sending > 0;
  });
}

async function account(folder: string, { addresses, log, kills }: { readonly addresses: readonly string[]; readonly log: string; readonly kills: number }): Promise<KillFigures> {
  const mails = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => line.split(' ')[0] ?? '') : [];
  return inStore(folder, async (store) => {
    const unknown = await store.db.selectFrom('deliveries').innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriberId').select('subscribers.address').where('deliveries.state', '=', 'unknown').execute();
    return {
      subscribers: addresses.length, kills, inFlight: IN_FLIGHT, states: await countDeliveries(store.db, ISSUE_KEY),
      gotTwo: mails.length - new Set(mails).size, arrived: mails.length, unknownThatArrived: unknown.filter(({ address }) => mails.includes(address)).length,
    };
  });
}

async function inStore<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The digest at work in a process of its own, until it is killed, or kills itself at a point for the so-manieth time. */
async function workUntilKilled(folder: string, port: string, round: number, point: string, times: number): Promise<void> {
  const config = parseConfig({ SMTP_URL: `smtp://127.0.0.1:${port}?tls=off`, MAIL_FROM: 'Writeups <digest@writeups.example>', MAIL_CONCURRENCY: String(IN_FLIGHT), MAIL_PER_DOMAIN_PER_MINUTE: '100000' });
  const startedMs = Date.now();
  const now = (): string => new Date(Date.parse(MONDAY) + round * ROUND_MINUTES * 60_000 + Date.now() - startedMs).toISOString();
  let left = times;
  const onPoint = (reached: DigestPoint): void => {
    if (reached !== point) return;
    left -= 1;
    if (left === 0 || reached === 'frozen' || reached === 'queued') process.kill(process.pid, 'SIGKILL');
  };
  await inStore(folder, async (store) => {
    const mailer = createMailer(config.mail, { dataDir: folder, now });
    const digest = createDigest({ store, config, now, mailer, log: createLog('silent'), engine: null as never, outbound: () => Promise.reject(new Error('no channel')) }, { onPoint });
    process.stdout.write('at work\n');
    await digest.tick(() => false);
    await mailer.close();
  });
}

/** Readers who leave after their mail was queued. */
async function leaveSome(folder: string): Promise<void> {
  await inStore(folder, async (store) => {
    const leaving = await store.db.selectFrom('subscribers').select('id').where('address', 'like', 'left%').execute();
    for (const { id } of leaving) await unsubscribe(store.db, id, MONDAY);
  });
}

/** What the promise asks of the figures; empty where it holds. */
export function brokenPromises({ subscribers, states, gotTwo, inFlight, kills }: KillFigures): string[] {
  const { sent, unknown, bounced, suppressed } = states;
  return [
    gotTwo === 0 ? null : `${gotTwo} got two`,
    sent + unknown + bounced + suppressed === subscribers ? null : `${sent} + ${unknown} + ${bounced} + ${suppressed} is not ${subscribers}`,
    unknown <= inFlight * kills + Math.ceil(subscribers / 25) ? null : `${unknown} unknown are more than ${inFlight} × ${kills} and those that the server dropped`,
  ].filter((broken) => broken !== null);
}

if (import.meta.main) {
  const [first = '500', second = '40', ...rest] = process.argv.slice(2);
  if (first === '--work') {
    const [port = '', round = '0', point = 'none', times = '1'] = rest;
    await workUntilKilled(second, port, Number(round), point, Number(times));
  } else {
    const figures = await measureDigestKills(Number(first), Number(second));
    console.log(figures);
    console.log(`Promise: ${brokenPromises(figures).join('; ') || 'kept'}`);
    process.exitCode = brokenPromises(figures).length === 0 ? 0 : 1;
  }
}
