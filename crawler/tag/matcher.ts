/** All spellings of a taxonomy found in one pass over a text. */

import type { Topic } from '../../core/taxonomy.ts';
import { tokenise, type Tokens } from './tokens.ts';

/** `name`: a spelling that means the topic; `ambiguous`: one that needs context; `sign`: a word of its field. */
export type MentionRole = 'name' | 'ambiguous' | 'sign';

/** A spelling of a topic in a text. `topic` is its place among those given; `token` the place among the tokens, `start` and `end` in the text. */
export type FoundSpelling = {
  readonly topic: number;
  readonly role: MentionRole;
  readonly token: number;
  readonly start: number;
  readonly end: number;
};

/** Topics for which a word is context: ambiguous spellings of theirs that stand near it count. */
export type FoundContext = { readonly token: number; readonly topics: ReadonlySet<number> };

/** The spellings and context words in the first `maxChars` characters, in order, with the tokens. */
export type Matches = { readonly found: readonly FoundSpelling[]; readonly contexts: readonly FoundContext[]; readonly tokens: Tokens };

export type Matcher = (text: string, maxChars: number) => Matches;

/** What a topic, or anything else that is found in texts, is called. */
export type Spelled = Pick<Topic, 'synonyms' | 'ambiguous' | 'context' | 'signs' | 'exceptions'>;

type Meaning = { readonly topic: number; readonly role: MentionRole; readonly exactly: string | null };
type Node = { readonly next: Map<number, Node>; readonly meanings: Meaning[]; readonly contextOf: Set<number>; ends: boolean };

/** A function that finds the spellings of all `topics`. Of spellings that begin at the same word the longest one counts. */
export function createMatcher(topics: readonly Spelled[]): Matcher {
  const root = createNode();
  topics.forEach((topic, index) => addTopic(root, topic, index));
  const firstHashes = new Uint8Array(0x10000);
  for (const hash of root.next.keys()) firstHashes[hash & 0xffff] = 1;
  return (text, maxChars) => findAll(root, firstHashes, text, tokenise(text, maxChars));
}

function createNode(): Node {
  return { next: new Map(), meanings: [], contextOf: new Set(), ends: false };
}

function addTopic(root: Node, topic: Spelled, index: number): void {
  const put = (spellings: readonly string[], role: MentionRole) => {
    for (const node of spellings.flatMap(inBothNumbers).map((spelling) => nodeOf(root, spelling))) node.meanings.push({ topic: index, role, exactly: null });
  };
  put(topic.synonyms, 'name');
  put(topic.signs, 'sign');
  for (const spelling of topic.ambiguous) {
    const exactly = spelling === spelling.toLowerCase() ? null : spelling;
    nodeOf(root, spelling).meanings.push({ topic: index, role: 'ambiguous', exactly });
  }
  for (const word of topic.context.flatMap(inBothNumbers)) nodeOf(root, word).contextOf.add(index);
  for (const phrase of topic.exceptions) nodeOf(root, phrase);
}

/** The spelling in both numbers, as far as English endings tell. */
function inBothNumbers(spelling: string): string[] {
  if (/[a-z]{4}s$/iu.test(spelling) && !/(?:ss|us|is)$/iu.test(spelling)) return [spelling, spelling.replace(/(?:ies|s)$/iu, (ending) => (ending.length === 3 ? 'y' : ''))];
  if (!/[a-z]{3}$/iu.test(spelling) || /s$/iu.test(spelling)) return [spelling];
  return [spelling, /[^aeiou]y$/iu.test(spelling) ? `${spelling.slice(0, -1)}ies` : `${spelling}s`];
}

/** The node where a spelling ends, made if need be. */
function nodeOf(root: Node, spelling: string): Node {
  const tokens = tokenise(spelling, spelling.length);
  let node = root;
  for (let index = 0; index < tokens.starts.length; index += 1) {
    const hash = tokens.hashes[index] ?? 0;
    const next = node.next.get(hash) ?? createNode();
    node.next.set(hash, next);
    node = next;
  }
  node.ends = true;
  return node;
}

function findAll(root: Node, firstHashes: Uint8Array, text: string, tokens: Tokens): Matches {
  const found: FoundSpelling[] = [];
  const contexts: FoundContext[] = [];
  const tokenCount = tokens.starts.length;
  let index = 0;
  while (index < tokenCount) {
    const match = firstHashes[(tokens.hashes[index] ?? 0) & 0xffff] === 1 ? longestMatch(root, tokens, index) : null;
    if (match === null) {
      index += 1;
      continue;
    }
    const start = tokens.starts[index] ?? 0;
    const end = tokens.ends[match.last] ?? start;
    for (const { topic, role, exactly } of match.node.meanings) {
      if (exactly === null || text.slice(start, end) === exactly) found.push({ topic, role, token: index, start, end });
    }
    if (match.node.contextOf.size > 0) contexts.push({ token: index, topics: match.node.contextOf });
    index = match.last + 1;
  }
  return { found, contexts, tokens };
}

function longestMatch(root: Node, tokens: Tokens, from: number): { readonly node: Node; readonly last: number } | null {
  let best: { readonly node: Node; readonly last: number } | null = null;
  let node: Node | undefined = root;
  for (let index = from; index < tokens.starts.length && tokens.hashes[index] !== 0; index += 1) {
    node = node.next.get(tokens.hashes[index] ?? 0);
    if (node === undefined) break;
    if (node.ends) best = { node, last: index };
  }
  return best;
}
