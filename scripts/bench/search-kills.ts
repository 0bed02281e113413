/** Kills a process that indexes, again and again, and compares index and store each time: `node scripts/bench/search-kills.ts [KILLS]`. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IndexDocument } from '../../core/search.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import { rebuildEngine, syncEngine, verifyEngine, type SyncStore } from '../../index-config/sync.ts';
import { toRankedDocument } from '../stages/rank.ts';
import { randomNumbers } from './search-corpus.ts';

/** `unequal` is how often the index differed from the store, or found other posts, after it was opened again and brought up to date. */
export type KillFigures = { readonly kills: number; readonly whileRebuilding: number; readonly unequal: number; readonly longestRecoveryMs: number };

const POSTS = 800;
const CHANGES_PER_ROUND = 600;
/** The longest that a process is left at work. */
const MAX_WORK_MS = 600;
const WORDS = ['aardvark', 'buffer', 'cluster', 'deadlock', 'epoch', 'failover', 'gossip', 'heartbeat', 'isolation', 'journal', 'kernel', 'latency'];

/** Figures of so many kills, every other one while the index is being rebuilt. */
export async function measureKills(kills: number, seed = 1): Promise<KillFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-kills-'));
  const random = randomNumbers(seed);
  let [unequal, longestRecoveryMs] = [0, 0];
  try {
    for (let round = 1; round <= kills; round += 1) {
      await killAtWork(folder, round, random() * MAX_WORK_MS);
      const started = performance.now();
      if (!await isEqualAgain(folder, round)) unequal += 1;
      longestRecoveryMs = Math.max(longestRecoveryMs, performance.now() - started);
    }
    return { kills, whileRebuilding: kills >> 1, unequal, longestRecoveryMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killAtWork(folder: string, round: number, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename, '--index', folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([atWork(child), once(child, 'exit')]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
  child.kill('SIGKILL');
  await ended;
}

function atWork(child: ChildProcess): Promise<unknown> {
  return child.stdout === null ? Promise.resolve() : once(child.stdout, 'data');
}

async function isEqualAgain(folder: string, round: number): Promise<boolean> {
  const store = changingStore(folder, round);
  const engine = await openEmbeddedEngine({ path: join(folder, 'search.db') });
  try {
    await syncEngine(store, engine);
    const { isEqual } = await verifyEngine(store, engine);
    const found = await Promise.all(WORDS.map(async (word) => (await engine.search(requestOf(word))).total));
    return isEqual && found.every((total, at) => total === expectedTotal(WORDS[at] ?? '', round));
  } finally {
    await engine.close();
  }
}

async function indexUntilKilled(folder: string, round: number): Promise<void> {
  const store = changingStore(folder, round);
  const engine = await openEmbeddedEngine({ path: join(folder, 'search.db') });
  process.stdout.write('at work\n');
  if (round % 2 === 0) await rebuildEngine(store, engine);
  await syncEngine(store, engine);
  await engine.close();
}

/** A store whose posts have changed so many times: the change of a number tells which post it was and what became of it. */
function changingStore(folder: string, round: number): SyncStore {
  const cursorFile = join(folder, 'cursor');
  const last = round * CHANGES_PER_ROUND;
  const held = postsAfter(last);
  const ids = [...held.keys()].toSorted();
  return {
    cursor: async () => (existsSync(cursorFile) ? Number(readFileSync(cursorFile, 'utf8')) : 0),
    moveCursor: async (_, seq) => {
      writeFileSync(`${cursorFile}.new`, String(seq));
      renameSync(`${cursorFile}.new`, cursorFile);
    },
    changesAfter: async (seq, limit) => Array.from({ length: Math.min(limit, last - seq) }, (_, at) => ({ seq: seq + at + 1, postId: postOf(seq + at + 1) })),
    lastSeq: async () => last,
    documents: async (postIds) => [...new Set(postIds)].flatMap((id) => held.get(id) ?? []),
    allDocuments: async function* () {
      for (const id of ids) yield held.get(id) as IndexDocument;
    },
    allEntries: async function* () {
      for (const id of ids) yield { id, modifiedAt: (held.get(id) as IndexDocument).modifiedAt };
    },
  };
}

function postOf(change: number): string {
  return `post-${String((change * 7919) % POSTS).padStart(5, '0')}`;
}

/** The posts as the changes up to this one have left them; every ninth change removes its post. */
function postsAfter(last: number): Map<string, IndexDocument> {
  const posts = new Map<string, IndexDocument>();
  for (let change = 1; change <= last; change += 1) {
    const id = postOf(change);
    if (change % 9 === 0) posts.delete(id);
    else posts.set(id, documentOf(id, change));
  }
  return posts;
}

function documentOf(id: string, change: number): IndexDocument {
  const words = Array.from({ length: 200 }, (_, at) => WORDS[(change + at * at) % (WORDS.length - 1)] ?? '').join(' ');
  const text = change % 5 === 0 ? `${words} ${WORDS.at(-1)}` : words;
  return { ...toRankedDocument({ id, url: `https://posts.example/${id}`, title: `Change ${change}`, text }, id), modifiedAt: new Date(change * 1000).toISOString() };
}

function requestOf(word: string): Parameters<Awaited<ReturnType<typeof openEmbeddedEngine>>['search']>[0] {
  return {
    terms: [{ text: word, phrase: true, prefix: false, start: 0 }], excluded: [], filter: null, sort: 'relevance', page: 1, perPage: 1, facets: [],
    correctTypos: false, dropWords: false,
  };
}

function expectedTotal(word: string, round: number): number {
  return [...postsAfter(round * CHANGES_PER_ROUND).values()].filter((post) => post.body.split(' ').includes(word)).length;
}

if (import.meta.main) {
  const [, , first = '25', folder = '', round = '1'] = process.argv;
  if (first === '--index') await indexUntilKilled(folder, Number(round));
  else console.log(await measureKills(Number(first)));
}
