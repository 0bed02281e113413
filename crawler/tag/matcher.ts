/** All spellings of a taxonomy found in one pass over a text. */

import type { Topic } from '../../core/taxonomy.ts';
import { tokenise, type Tokens } from './tokens.ts';
import { ABSENT, createTrie, ROOT, type MentionRole, type Node, type Spelling, type Trie } from './trie.ts';

/** A spelling in a text: its first and last token. */
export type FoundSpelling = { readonly spelling: Spelling; readonly first: number; readonly last: number };

/** The spellings in the first `maxChars` characters, in order, with the tokens. */
export type Matches = { readonly found: readonly FoundSpelling[]; readonly tokens: Tokens };

export type Matcher = (text: string, maxChars: number) => Matches;

/** What a topic, or anything else that is found in texts, is called. */
export type Spelled = Pick<Topic, 'synonyms' | 'ambiguous' | 'context' | 'signs' | 'exceptions'>;

/** A function that finds the spellings of all `topics`. Of spellings that begin at the same word the longest one counts. */
export function createMatcher(topics: readonly Spelled[]): Matcher {
  const root = createNode();
  topics.forEach((topic, index) => addTopic(root, topic, index));
  const trie = createTrie(root);
  return (text, maxChars) => findAll(trie, tokenise(text, maxChars));
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

function findAll(trie: Trie, tokens: Tokens): Matches {
  const found: FoundSpelling[] = [];
  const { hashes } = tokens;
  let index = 0;
  while (index < hashes.length) {
    const match = trie.begins(hashes[index] ?? 0) ? longestMatch(trie, hashes, index) : null;
    if (match !== null) found.push(match);
    index = match === null ? index + 1 : match.last + 1;
  }
  return { found, tokens };
}

function longestMatch({ next, spellings }: Trie, hashes: Int32Array, first: number): FoundSpelling | null {
  let spelling: Spelling | null = null;
  let last = first;
  let node = ROOT;
  for (let index = first; index < hashes.length && hashes[index] !== 0; index += 1) {
    node = next(node, hashes[index] ?? 0);
    if (node === ABSENT) break;
    const ending = spellings[node] ?? null;
    if (ending === null) continue;
    spelling = ending;
    last = index;
  }
  return spelling === null ? null : { spelling, first, last };
}
