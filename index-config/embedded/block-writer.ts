/** Blocks that a batch changes: read when they are first asked for, written together. */

import type { DatabaseSync } from 'node:sqlite';
import { columnsOf, flagsOf, type Columns, type Flags } from './block.ts';
import type { Generation } from './schema.ts';
import { writeTitles, type TitleWriter } from './titles.ts';

/** What is said of a post once. */
type Posts = { readonly columns: Columns; readonly titles: TitleWriter };

export type BlockWriter = {
  /** What is said once of the posts of a block, to be written to. */
  posts(block: number): Posts;
  /** The flags of a block, to be written to. */
  flags(block: number): Flags;
  /** Writes every block that was asked for since the last flush. */
  flush(sequence: number): void;
};

export function createBlockWriter(db: DatabaseSync, g: Generation): BlockWriter {
  const findPosts = db.prepare(`SELECT columns, titles FROM blocks_${g} WHERE block = ?`);
  const findFlags = db.prepare(`SELECT flags FROM flags_${g} WHERE block = ?`);
  const putPosts = db.prepare(`INSERT INTO blocks_${g} (block, sequence, columns, titles) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET sequence = excluded.sequence, columns = excluded.columns, titles = excluded.titles`);
  const putFlags = db.prepare(`INSERT INTO flags_${g} (block, sequence, flags) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET sequence = excluded.sequence, flags = excluded.flags`);
  const posts = new Map<number, Posts>();
  const flags = new Map<number, Flags>();
  return {
    posts: (block) => taken(posts, block, () => {
      const row = findPosts.get(block);
      return { columns: columnsOf(bytesOf(row?.['columns'])), titles: writeTitles(bytesOf(row?.['titles'])) };
    }),
    flags: (block) => taken(flags, block, () => flagsOf(bytesOf(findFlags.get(block)?.['flags']))),
    flush: (sequence) => {
      for (const [block, { columns, titles }] of posts) putPosts.run(block, sequence, columns.bytes, titles.bytes());
      for (const [block, { bytes }] of flags) putFlags.run(block, sequence, bytes);
      posts.clear();
      flags.clear();
    },
  };
}

function taken<Part>(parts: Map<number, Part>, block: number, read: () => Part): Part {
  const part = parts.get(block) ?? read();
  parts.set(block, part);
  return part;
}

function bytesOf(value: unknown): Uint8Array | null {
  return (value ?? null) as Uint8Array | null;
}
