/** Posts that hold words in a row, by the phrase index; the last ones that were asked for are remembered. */

import type { Snapshot } from './snapshot.ts';
import { phraseQuery } from './words.ts';

/** Remembered phrases: `upTo` is the last post that was looked at. Posts are never given a number twice, so only later ones can be added. */
export type KnownPhrases = Map<string, { readonly posts: Uint32Array; readonly upTo: number }>;

/** Posts of all remembered phrases together: 8 MB. */
const MAX_REMEMBERED_POSTS = 2_000_000;
const COMMA = 44;
const ZERO = 48;

/** The posts that hold these words in a row, removed ones among them, in order of number. */
export function phrasePosts(snapshot: Snapshot, numbers: readonly number[], column: 'title' | 'authors' | null = null): Uint32Array {
  const query = phraseQuery(numbers, column);
  const known = snapshot.phrases.get(query);
  if (known !== undefined && known.upTo === snapshot.lastNumber) return known.posts;
  // One text of all numbers: a row for each would take three times as long.
  const added = parseNumbers(String(snapshot.sql.phrase.get(query, known?.upTo ?? 0)?.['numbers'] ?? ''));
  const posts = known === undefined ? added : joined(known.posts, added);
  remember(snapshot, query, posts);
  return posts;
}

function remember({ phrases, lastNumber }: Snapshot, query: string, posts: Uint32Array): void {
  phrases.delete(query);
  phrases.set(query, { posts, upTo: lastNumber });
  let total = 0;
  for (const known of phrases.values()) total += known.posts.length;
  for (const [oldest, known] of phrases) {
    if (total <= MAX_REMEMBERED_POSTS) break;
    phrases.delete(oldest);
    total -= known.posts.length;
  }
}

function joined(first: Uint32Array, second: Uint32Array): Uint32Array {
  const both = new Uint32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Decimal numbers parted by commas. */
function parseNumbers(text: string): Uint32Array {
  const numbers: number[] = [];
  let number = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA) {
      numbers.push(number);
      number = 0;
    } else {
      number = 10 * number + code - ZERO;
    }
  }
  if (text !== '') numbers.push(number);
  return Uint32Array.from(numbers);
}
