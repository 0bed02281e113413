/** Blocks that a batch changes: read when they are first asked for, written together. */

import type { DatabaseSync } from 'node:sqlite';
import { columnsOf, flagsOf, type Columns, type Flags } from './block.ts';
import type { Generation } from './schema.ts';

export type BlockWriter = {
  /** The columns of a block, to be written to. */
  columns(block: number): Columns;
  /** The flags of a block, to be written to. */
  flags(block: number): Flags;
  /** Writes every block that was asked for since the last flush. */
  flush(sequence: number): void;
};

export function createBlockWriter(db: DatabaseSync, g: Generation): BlockWriter {
  const findColumns = db.prepare(`SELECT columns AS bytes FROM blocks_${g} WHERE block = ?`);
  const findFlags = db.prepare(`SELECT flags AS bytes FROM flags_${g} WHERE block = ?`);
  const putColumns = db.prepare(`INSERT INTO blocks_${g} (block, sequence, columns) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET sequence = excluded.sequence, columns = excluded.columns`);
  const putFlags = db.prepare(`INSERT INTO flags_${g} (block, sequence, flags) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET sequence = excluded.sequence, flags = excluded.flags`);
  const columns = new Map<number, Columns>();
  const flags = new Map<number, Flags>();
  return {
    columns: (block) => taken(columns, block, () => columnsOf(bytesOf(findColumns.get(block)))),
    flags: (block) => taken(flags, block, () => flagsOf(bytesOf(findFlags.get(block)))),
    flush: (sequence) => {
      for (const [block, { bytes }] of columns) putColumns.run(block, sequence, bytes);
      for (const [block, { bytes }] of flags) putFlags.run(block, sequence, bytes);
      columns.clear();
      flags.clear();
    },
  };
}

function taken<Part>(parts: Map<number, Part>, block: number, read: () => Part): Part {
  const part = parts.get(block) ?? read();
  parts.set(block, part);
  return part;
}

function bytesOf(row: Record<string, unknown> | undefined): Uint8Array | null {
  return (row?.['bytes'] ?? null) as Uint8Array | null;
}
