/** What one more post costs when the store holds few posts and when it holds a million. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DedupeDocument } from '../../crawler/dedupe/compare.ts';
import { findCopies, MAX_POSTS_PER_KEY, type CandidateSource } from '../../crawler/dedupe/find.ts';
import { fingerprintOf } from '../../crawler/dedupe/fingerprint.ts';

/** What a post costs in processor time beside `held` posts: from its text to the decision, and into the store; and the process's memory then. */
export type ScaleFigure = { readonly held: number; readonly decideMicroseconds: number; readonly saveMicroseconds: number; readonly residentMegabytes: number; readonly ownBytes: number };

/** The store's tables (store/migrations.ts). */
const SCHEMA = `pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -32000; pragma mmap_size = 2147483648;
  create table fingerprints (post_id text primary key, keys text not null, data blob not null);
  create table fingerprint_keys (key integer not null, post_id text not null, primary key (key, post_id)) without rowid`;

/** The smallest of about 800 and of 125 evenly spread hashes, as posts of that length have. */
const KEY_RANGES: readonly (readonly [count: number, from: number, range: number])[] = [[10, 0, Math.round((2 ** 52 * 10) / 800)], [6, 0, Math.round((2 ** 52 * 6) / 125)], [2, 2 ** 52, 2 ** 52]];

/** A post as it arrives. */
export type Arrival = { readonly id: string; readonly title: string; readonly text: string };

/** Text to decision and into the store beside each number of held posts, in order. Every arrival is used once, so that none has copies of an earlier measurement. */
export function measureScale(arrivals: readonly Arrival[], heldCounts: readonly number[]): ScaleFigure[] {
  const turn = (wanted: number): readonly Arrival[] => arrivals.filter((_, i) => i % (2 * heldCounts.length) === wanted);
  const folder = mkdtempSync(join(tmpdir(), 'writeups-scale-'));
  const db = new DatabaseSync(join(folder, 'posts.db'));
  try {
    db.exec(SCHEMA);
    let held = 0;
    return heldCounts.map((count, i) => {
      fill(db, held, count);
      held = count;
      addAll(db, turn(2 * i));
      const cost = addAll(db, turn(2 * i + 1));
      return { held: count, ...cost, residentMegabytes: process.memoryUsage().rss / 2 ** 20, ownBytes: ownBytes() };
    });
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

/** Synthetic posts with numbers `from` to `to`: keys as texts have them. Their bytes are never read, since they share no key with a text. */
function fill(db: DatabaseSync, from: number, to: number): void {
  const numbers = 'with recursive post (n) as (select ? union all select n + 1 from post where n + 1 < ?)';
  db.prepare(`${numbers} insert into fingerprints select printf('post%018d', n), '[]', zeroblob(64) from post`).run(from, to);
  const keys = KEY_RANGES.map(([count, first, range]) =>
    `select ${first} + abs(random() % ${range}) as key, printf('post%018d', n) as id from post, (with recursive i (k) as (select 1 union all select k + 1 from i where k < ${count}) select k from i)`);
  db.prepare(`${numbers} insert or ignore into fingerprint_keys select key, id from (${keys.join(' union all ')}) order by key`).run(from, to);
  db.exec('pragma wal_checkpoint(truncate)');
}

function addAll(db: DatabaseSync, arrivals: readonly Arrival[]): Pick<ScaleFigure, 'decideMicroseconds' | 'saveMicroseconds'> {
  const source = sourceOf(db);
  const started = process.cpuUsage();
  const decided = arrivals.map(({ id, title, text }) => {
    const fingerprint = fingerprintOf({ title, text });
    return { id, fingerprint, copies: findCopies(source, toDocument(id, fingerprint)) };
  });
  const deciding = process.cpuUsage(started);
  save(db, decided);
  const whole = process.cpuUsage(started);
  const decideMicroseconds = (deciding.user + deciding.system) / arrivals.length;
  return { decideMicroseconds, saveMicroseconds: (whole.user + whole.system) / arrivals.length - decideMicroseconds };
}

/** Fifty posts a transaction, as a crawl of one source writes them. */
function save(db: DatabaseSync, posts: readonly { readonly id: string; readonly fingerprint: DedupeDocument['fingerprint'] }[]): void {
  const saveKey = db.prepare('insert or ignore into fingerprint_keys values (?, ?)');
  const saveData = db.prepare('insert into fingerprints values (?, ?, ?)');
  for (const [i, { id, fingerprint }] of posts.entries()) {
    if (i % 50 === 0) db.exec(i === 0 ? 'begin' : 'commit; begin');
    saveData.run(id, JSON.stringify(fingerprint.keys), fingerprint.data);
    for (const key of fingerprint.keys) saveKey.run(key, id);
  }
  db.exec('commit');
}

function sourceOf(db: DatabaseSync): CandidateSource {
  const byKey = db.prepare('select post_id as id from fingerprint_keys where key = ? limit ?');
  const data = db.prepare('select data from fingerprints where post_id = ?');
  return {
    candidates: (keys) => {
      const found = keys.map((key) => byKey.all(key, MAX_POSTS_PER_KEY + 1)).filter((rows) => rows.length <= MAX_POSTS_PER_KEY);
      const ids = new Set(found.flat().map((row) => String(row['id'])));
      return [...ids].flatMap((id) => {
        const bytes = data.get(id)?.['data'];
        return bytes instanceof Uint8Array ? [toDocument(id, { keys: [], data: bytes })] : [];
      });
    },
  };
}

function toDocument(id: string, fingerprint: DedupeDocument['fingerprint']): DedupeDocument {
  const url = `https://${id}.example.net/post`;
  return { id, url, canonicalUrl: url, title: id, publishedAt: null, language: null, wordCount: 800, excerptOnly: false, fingerprint };
}

/** What lives in this process's own heap and buffers; the database's pages are not among it. */
function ownBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
