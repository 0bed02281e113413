/** How a text speaks: to whom, and how much of it is code. */

import { tokenise, type Tokens } from './tokens.ts';

/** Shares are in a hundred words; `code` counts signs of program text in a thousand characters. */
export type Manner = { readonly words: number; readonly we: number; readonly you: number; readonly i: number; readonly code: number };

type Person = 'we' | 'you' | 'i';

const PERSONS = new Map<number, Person>([
  ...hashes(['we', 'our', 'us', 'ours'], 'we'), ...hashes(['you', 'your', 'yours'], 'you'), ...hashes(['i', 'my', 'me'], 'i'),
]);
/** Few words share their last bits with those above, so that most are passed over by one look. */
const MAY_BE_PERSON = new Uint8Array(256);
for (const hash of PERSONS.keys()) MAY_BE_PERSON[hash & 0xff] = 1;

const CODE_SIGNS = new Uint8Array(128);
for (const sign of '{}()=;<>_') CODE_SIGNS[sign.charCodeAt(0)] = 1;
/** The beginning tells as much as the whole. */
const CODE_CHARS = 8_000;
/** Words and characters more than there are, so that a sentence does not speak for a post. */
const MORE_WORDS = 50;
const MORE_CHARS = 200;

/** The manner of a text, given its tokens. */
export function measureManner(text: string, { hashes: tokens }: Tokens): Manner {
  const counts = { we: 0, you: 0, i: 0 };
  let words = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const hash = tokens[index] ?? 0;
    if (hash === 0) continue;
    words += 1;
    const person = MAY_BE_PERSON[hash & 0xff] === 1 ? PERSONS.get(hash) : undefined;
    if (person !== undefined) counts[person] += 1;
  }
  const share = (count: number) => (count * 100) / (words + MORE_WORDS);
  return { words, we: share(counts.we), you: share(counts.you), i: share(counts.i), code: codeSigns(text) };
}

function codeSigns(text: string): number {
  const end = Math.min(text.length, CODE_CHARS);
  let count = 0;
  for (let at = 0; at < end; at += 1) count += CODE_SIGNS[text.charCodeAt(at)] ?? 0;
  return (count * 1000) / (end + MORE_CHARS);
}

function hashes(words: readonly string[], person: Person): [number, Person][] {
  return words.map((word) => [tokenise(word, word.length).hashes[0] ?? 0, person]);
}
