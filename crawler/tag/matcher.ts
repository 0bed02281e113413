/** All spellings of a taxonomy found in one pass over a text. */

import type { Taxonomy, Topic } from '../../core/taxonomy.ts';
import { hashToken, tokenText, tokenise, type Tokens } from './tokens.ts';

/** `name`: a spelling that means the topic; `ambiguous`: one that needs context; `sign`: a word of its field; `context`: only support. */
export type MentionRole = 'name' | 'ambiguous' | 'sign' | 'context';

/** A spelling of a topic in a text. `topic` is its place in the taxonomy; `token` the place among the tokens, `start` and `end` in the text. */
export type FoundSpelling = {
  readonly topic: number;
  readonly role: MentionRole;
  readonly token: number;
  readonly start: number;
  readonly end: number;
};

/** The spellings found in the first `maxChars` characters, in order, and how many tokens these have. */
export type Matches = { readonly found: readonly FoundSpelling[]; readonly tokenCount: number };

export type Matcher = (text: string, maxChars: number) => Matches;

type Meaning = { readonly topic: number; readonly role: MentionRole; readonly exactly: string | null };
type Node = { readonly next: Map<string, Node>; readonly meanings: Meaning[]; ends: boolean };

/** A function that finds the taxonomy's spellings. Of spellings that begin at the same word the longest one counts. */
export function createMatcher(taxonomy: Taxonomy): Matcher {
  const root = createNode();
  taxonomy.topics.forEach((topic, index) => addTopic(root, topic, index));
  const firstHashes = new Uint8Array(0x10000);
  for (const first of root.next.keys()) firstHashes[hashToken(first)] = 1;
  return (text, maxChars) => findAll(root, firstHashes, text, tokenise(text, maxChars));
}

function createNode(): Node {
  return { next: new Map(), meanings: [], ends: false };
}

function addTopic(root: Node, topic: Topic, index: number): void {
  for (const spelling of topic.synonyms) addInflected(root, spelling, { topic: index, role: 'name', exactly: null });
  for (const spelling of topic.ambiguous) {
    const exactly = spelling === spelling.toLowerCase() ? null : spelling;
    addSpelling(root, spelling, { topic: index, role: 'ambiguous', exactly });
  }
  for (const spelling of topic.signs) addInflected(root, spelling, { topic: index, role: 'sign', exactly: null });
  for (const spelling of topic.context) addInflected(root, spelling, { topic: index, role: 'context', exactly: null });
  for (const phrase of topic.exceptions) addSpelling(root, phrase, null);
}

/** Names are found in the plural too. */
function addInflected(root: Node, spelling: string, meaning: Meaning): void {
  addSpelling(root, spelling, meaning);
  if (!/[a-z]{3}$/iu.test(spelling) || /s$/iu.test(spelling)) return;
  addSpelling(root, /[^aeiou]y$/iu.test(spelling) ? `${spelling.slice(0, -1)}ies` : `${spelling}s`, meaning);
}

function addSpelling(root: Node, spelling: string, meaning: Meaning | null): void {
  const tokens = tokenise(spelling, spelling.length);
  let node = root;
  for (let index = 0; index < tokens.starts.length; index += 1) {
    const word = tokenText(spelling, tokens, index);
    const next = node.next.get(word) ?? createNode();
    node.next.set(word, next);
    node = next;
  }
  node.ends = true;
  if (meaning !== null) node.meanings.push(meaning);
}

function findAll(root: Node, firstHashes: Uint8Array, text: string, tokens: Tokens): Matches {
  const found: FoundSpelling[] = [];
  const tokenCount = tokens.starts.length;
  let index = 0;
  while (index < tokenCount) {
    const match = firstHashes[tokens.hashes[index] ?? 0] === 1 ? longestMatch(root, text, tokens, index) : null;
    if (match === null) {
      index += 1;
      continue;
    }
    const start = tokens.starts[index] ?? 0;
    const end = tokens.ends[match.last] ?? start;
    for (const { topic, role, exactly } of match.node.meanings) {
      if (exactly === null || text.slice(start, end) === exactly) found.push({ topic, role, token: index, start, end });
    }
    index = match.last + 1;
  }
  return { found, tokenCount };
}

function longestMatch(root: Node, text: string, tokens: Tokens, from: number): { readonly node: Node; readonly last: number } | null {
  let best: { readonly node: Node; readonly last: number } | null = null;
  let node: Node | undefined = root;
  for (let index = from; index < tokens.starts.length && tokens.hashes[index] !== 0; index += 1) {
    node = node.next.get(tokenText(text, tokens, index));
    if (node === undefined) break;
    if (node.ends) best = { node, last: index };
  }
  return best;
}
