/** Answers that are given again as long as nothing they are made of has changed. */

import type { Reply } from './endpoint.ts';

/** An answer with its body as bytes, so that its validator and its packed form are made once. */
export type KeptAnswer = Reply & { readonly body: Buffer };

export type KeptAnswers = {
  /** The answer under a key, made where there is none of this version; those who ask at once share one making. What is not to be kept, `make` gives without a body of bytes. */
  find(key: string, version: string, make: () => Promise<Reply>): Promise<Reply>;
};

/** About 3,000 pages of hits. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Relative dates move on, and so do answers that depend on them. */
const KEPT_MS = 60_000;

type Entry = { readonly answer: Promise<Reply>; readonly madeMs: number; bytes: number };

/** An empty cache; a new version empties it. The answers that were asked for longest ago go first. */
export function createKeptAnswers(maxBytes: number = MAX_BYTES): KeptAnswers {
  const entries = new Map<string, Entry>();
  let [version, bytes] = ['', 0];
  const drop = (key: string): void => {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  const keep = (key: string, entry: Entry, answer: Reply): void => {
    if (entries.get(key) !== entry) return;
    if (!Buffer.isBuffer(answer.body)) return drop(key);
    entry.bytes = answer.body.length + key.length;
    bytes += entry.bytes;
    for (const oldest of entries.keys()) {
      if (bytes <= maxBytes) return;
      drop(oldest);
    }
  };
  return {
    find(key, current, make) {
      if (current !== version) {
        entries.clear();
        [version, bytes] = [current, 0];
      }
      const known = entries.get(key);
      if (known !== undefined && performance.now() - known.madeMs < KEPT_MS) {
        entries.delete(key); // so that what is asked for stays
        entries.set(key, known);
        return known.answer;
      }
      if (known !== undefined) drop(key);
      const entry: Entry = { answer: make(), madeMs: performance.now(), bytes: 0 };
      entries.set(key, entry);
      entry.answer.then((answer) => keep(key, entry, answer), () => entries.get(key) === entry && drop(key));
      return entry.answer;
    },
  };
}
