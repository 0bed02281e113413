/** `writeups doctor`: what works, what does not, and what to do. */

import { resolve4, resolveTxt } from 'node:dns/promises';
import { accessSync, constants } from 'node:fs';
import { countPending } from '../../store/outbox.ts';
import { countPosts } from '../../store/posts.ts';
import { listSources } from '../../store/sources.ts';
import { checkMail, type Finding } from '../system/mail-records.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { printResult, UsageError, type Command } from './command.ts';

const LEAST_NODE = 24;
/** A backlog larger than this means that the sync does not run or the engine does not keep up (R63). */
const MAX_BACKLOG = 1_000;

export const command: Command = {
  usage: ['doctor'],
  options: {},
  run: async ({ values, positionals, config }) => {
    if (positionals.length > 0) throw new UsageError('`doctor` takes no arguments.');
    const system = await openSystem(config);
    try {
      const findings = [checkNode(), checkFolder(system), ...await Promise.all([checkStore(system), checkEngine(system), checkNetwork(system)]), ...await checkMail(config, resolveTxt)];
      printResult(values, findings, () => findings.map(({ part, isFine, message }) => `${isFine ? '✓' : '✗'} ${part.padEnd(9)} ${message}`));
      return findings.every((finding) => finding.isFine) ? 0 : 1;
    } finally {
      await system.close();
    }
  },
};

function checkNode(): Finding {
  const isFine = Number(process.versions.node.split('.')[0]) >= LEAST_NODE;
  return { part: 'node', isFine, message: isFine ? `Node ${process.versions.node}` : `Node ${process.versions.node} is too old; run \`npm ci\` and then \`npm start\` or \`npx writeups\`, which bring their own.` };
}

function checkFolder({ config }: System): Finding {
  try {
    accessSync(config.dataDir, constants.W_OK);
    return { part: 'data', isFine: true, message: `${config.dataDir} can be written` };
  } catch (error) {
    return { part: 'data', isFine: false, message: `${config.dataDir} cannot be written (${String(error)}); choose another with --data.` };
  }
}

async function checkStore({ store, config }: System): Promise<Finding> {
  const { originals, copies } = await countPosts(store.db);
  const sources = await listSources(store.db);
  const failing = sources.filter((source) => source.failure !== null).length;
  const where = config.databaseUrl === null ? 'SQLite' : 'PostgreSQL';
  return { part: 'store', isFine: true, message: `${where}: ${originals} posts, ${copies} copies, ${sources.length} sources, ${failing} of them failing` };
}

async function checkEngine({ engine, store }: System): Promise<Finding> {
  const status = await engine.status();
  const pending = await countPending(store.db, engine.cursors);
  if (!status.healthy) return { part: 'engine', isFine: false, message: `${engine.name}: ${status.message} Check MEILI_URL and MEILI_KEY, or unset them to use the embedded engine.` };
  if (status.drift.length > 0) return { part: 'engine', isFine: false, message: `${engine.name}: ${status.drift.join(' ')} Run \`writeups index rebuild\`.` };
  const isBehind = pending > MAX_BACKLOG;
  return { part: 'engine', isFine: !isBehind, message: `${engine.name}: ${status.message} ${pending} changes wait${isBehind ? '; is `writeups serve` running?' : ''}` };
}

async function checkNetwork(system: System): Promise<Finding> {
  const [source] = await listSources(system.store.db);
  const host = source === undefined ? 'example.com' : new URL(source.url).hostname;
  try {
    await resolve4(host);
    return { part: 'network', isFine: true, message: `names can be resolved (${host})` };
  } catch (error) {
    return { part: 'network', isFine: false, message: `${host} cannot be resolved (${(error as NodeJS.ErrnoException).code ?? String(error)}); without a network nothing is crawled. \`npm run demo\` works all the same.` };
  }
}
