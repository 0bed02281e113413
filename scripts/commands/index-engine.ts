/** `writeups index`: the search index beside the store. */

import { IndexError } from '../../core/errors.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { rebuildEngine, verifyEngine } from '../../index-config/sync.ts';
import { countPending } from '../../store/outbox.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { printResult, UsageError, type Command, type Values } from './command.ts';

const ACTIONS: Readonly<Record<string, (system: System, values: Values) => Promise<number>>> = { status, rebuild, verify };

export const command: Command = {
  usage: ['index status', 'index rebuild', 'index verify'],
  options: {},
  run: async ({ values, positionals, config }) => {
    const action = ACTIONS[positionals[0] ?? ''];
    if (action === undefined || positionals.length > 1) throw new UsageError('Say status, rebuild or verify.');
    const system = await openSystem(config);
    try {
      return await action(system, values);
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 1;
    } finally {
      await system.close();
    }
  },
};

async function status(system: System, values: Values): Promise<number> {
  const engine = await system.engine.status();
  const pending = await countPending(system.store.db, system.engine.cursors);
  const fed = await Promise.all(system.fed.map(async ({ cursors }) => ({ cursor: cursors.join(), pending: await countPending(system.store.db, cursors) })));
  printResult(values, { engine: system.engine.name, ...engine, pending, fed }, () => [
    `${system.engine.name}: ${engine.message}`, ...fed.map(({ cursor, pending: waiting }) => `${cursor}: ${waiting} changes of the store are not in it yet.`),
  ]);
  return engine.healthy ? 0 : 1;
}

async function rebuild(system: System, values: Values): Promise<number> {
  const started = performance.now();
  // One after the other, so that searches find a whole replica all the time.
  const built = { documents: 0 };
  for (const engine of mainEngines(system)) built.documents = (await rebuildEngine(system.syncStore, engine)).documents;
  const tookMs = Math.round(performance.now() - started);
  printResult(values, { engine: system.engine.name, ...built, tookMs }, () => [`Built anew with ${built.documents} posts in ${(tookMs / 1000).toFixed(1)} s.`]);
  return 0;
}

/** The configured engine, or its replicas: the standby keeps itself whole. */
function mainEngines({ engine, fed }: System): readonly SearchEngine[] {
  return fed.filter(({ name }) => name === engine.name);
}

async function verify(system: System, values: Values): Promise<number> {
  await system.sync();
  const verdicts = [];
  for (const engine of mainEngines(system)) verdicts.push(await verifyEngine(system.syncStore, engine));
  const verdict = verdicts.find(({ isEqual }) => !isEqual) ?? verdicts[0];
  if (verdict === undefined) throw new Error('no engine is fed');
  printResult(values, verdict, () => [
    verdict.isEqual ? `Store and index hold the same ${verdict.inStore} posts.` : `The store holds ${verdict.inStore} posts to be found, the index ${verdict.inIndex}.`,
    ...verdict.missing.map((id) => `missing from the index: ${id}`),
    ...verdict.outdated.map((id) => `outdated in the index: ${id}`),
    ...verdict.surplus.map((id) => `only in the index: ${id}`),
    ...(verdict.isEqual ? [] : ['`writeups index rebuild` mends it.']),
  ]);
  return verdict.isEqual ? 0 : 1;
}
