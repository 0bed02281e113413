import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../store/open.ts';
import { countWaiting, queueDelivery } from '../../../store/saved-search-deliveries.ts';
import { addSavedSearch } from '../../../store/saved-searches.ts';
import { withFolder } from '../../helpers/cli.ts';
import { startReceiver } from '../../helpers/receiver.ts';
import { NOW } from '../../helpers/store.ts';

const PROGRAM = new URL('../../helpers/delivering-process.ts', import.meta.url).pathname;
const KILLS = 3;
const DELIVERIES = 60;
const MINUTE_MS = 60_000;

test(`${KILLS} × kill -9 in the middle of deliveries: all arrive, in order, and none is lost`, async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'writeups.db');
    const [store, receiver] = await Promise.all([openStore({ path, databaseUrl: null }), startReceiver()]);
    receiver.answerWith(() => ({ status: 200, delayMs: 15 }));
    const ids = Array.from({ length: DELIVERIES }, (_, index) => `msg_${String(index).padStart(3, '0')}`);
    await addSavedSearch(store.db, {
      id: 'ss_1', ownerId: 'key', name: 'All', q: '', event: 'new-posts', minPoints: null, targetKind: 'webhook', address: 'https://hooks.example/',
      secrets: [{ secret: 'whsec_c2VjcmV0', createdAt: NOW, endsAt: null }], seenSeq: 0, pauseMinutes: 0, createdAt: NOW,
    });
    for (const id of ids) await queueDelivery(store.db, { id, searchId: 'ss_1', notice: JSON.stringify({ id, event: 'new-posts', createdAt: NOW, search: {}, posts: [] }), postCount: 0 }, NOW);
    const arrived = (): string[] => receiver.received.map(({ headers }) => String(headers['webhook-id']));
    for (let life = 0; life <= KILLS; life += 1) {
      const before = arrived().length;
      // Two minutes later the lease of the one that died is over.
      const child = spawn(process.execPath, [PROGRAM, path, String(receiver.port), new Date(Date.parse(NOW) + life * 2 * MINUTE_MS).toISOString()], { stdio: ['ignore', 'pipe', 'inherit'] });
      const isLast = life === KILLS;
      await until(async () => (isLast ? await countWaiting(store.db, 'ss_1') === 0 : arrived().length >= before + 6), child);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const firsts = [...new Set(arrived())];
    expect(firsts).toEqual(ids);
    // At most the one delivery that was under way is told again.
    expect(arrived().length).toBeLessThanOrEqual(DELIVERIES + KILLS);
    await store.close();
    await receiver.close();
  });
}, 60_000);

async function until(isDone: () => Promise<boolean>, child: ChildProcess): Promise<void> {
  while (!await isDone()) {
    if (child.exitCode !== null) throw new Error('the process ended by itself');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
