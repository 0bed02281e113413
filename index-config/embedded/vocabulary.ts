/** The words of the corpus in memory, for finding what a misspelt one was meant to be. */

import type { DatabaseSync } from 'node:sqlite';
import type { Generation } from './schema.ts';
import { typingErrors } from './edit-distance.ts';

export type NearWord = { readonly word: string; readonly posts: number; readonly errors: number };

export type Vocabulary = {
  /** Reads up to `limit` words that were added since; false when there are no more. */
  load(limit: number): boolean;
  /** Words within so many typing errors, the nearest first, then the most frequent. With `asPrefix`: words that begin so. */
  near(typed: string, limit: number, asPrefix: boolean): NearWord[];
};

type Bucket = { readonly words: string[]; readonly signatures: number[]; readonly posts: number[] };

/** Words of more letters hold no typing error that anybody would make. */
const LONGEST_WORD = 40;
const MAX_NEAR = 8;

export function createVocabulary(db: DatabaseSync, generation: Generation): Vocabulary {
  const page = db.prepare(`SELECT id, word, posts FROM words_${generation} WHERE id > ? ORDER BY id LIMIT ?`);
  page.setReturnArrays(true);
  // By length, and within it by place: the distance of words whose lengths differ by more is never small enough.
  const buckets: Bucket[] = Array.from({ length: LONGEST_WORD + 1 }, () => ({ words: [], signatures: [], posts: [] }));
  let lastId = 0;
  return { load, near };

  function load(limit: number): boolean {
    let count = 0;
    for (const row of page.iterate(lastId, limit) as unknown as Iterable<[number, string, number]>) {
      count += 1;
      lastId = row[0];
      addWord(row[1], row[2]);
    }
    return count === limit;
  }

  function addWord(word: string, posts: number): void {
    if (word.length < 4 || word.length > LONGEST_WORD || /\d/u.test(word)) return;
    const bucket = buckets[word.length];
    bucket?.words.push(word);
    bucket?.signatures.push(signatureOf(word));
    bucket?.posts.push(posts);
  }

  function near(typed: string, limit: number, asPrefix: boolean): NearWord[] {
    const signature = signatureOf(typed);
    const found: NearWord[] = [];
    const longest = asPrefix ? LONGEST_WORD : Math.min(LONGEST_WORD, typed.length + limit);
    for (let length = Math.max(1, typed.length - limit); length <= longest; length += 1) {
      const bucket = buckets[length];
      if (bucket !== undefined) scan(bucket, { typed, signature, limit, asPrefix }, found);
    }
    return found.sort((a, b) => a.errors - b.errors || b.posts - a.posts || (a.word < b.word ? -1 : 1)).slice(0, MAX_NEAR);
  }
}

function scan(bucket: Bucket, wanted: { typed: string; signature: number; limit: number; asPrefix: boolean }, found: NearWord[]): void {
  const { typed, signature, limit, asPrefix } = wanted;
  for (let at = 0; at < bucket.words.length; at += 1) {
    const other = bucket.signatures[at] as number;
    // An error changes at most one letter on each side.
    if (bitCount(signature & ~other) > limit || (!asPrefix && bitCount(other & ~signature) > limit)) continue;
    const word = bucket.words[at] as string;
    const errors = typingErrors(typed, word, limit, asPrefix);
    if (errors > 0 && errors <= limit) found.push({ word, posts: bucket.posts[at] as number, errors });
  }
}

/** A bit for each letter that occurs. */
function signatureOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
