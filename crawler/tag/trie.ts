/** A finished trie of spellings, laid out flat: most words of a text begin none, and this tells so without following a pointer. */

/** `name`: a spelling that means the topic; `ambiguous`: one that needs context; `sign`: a word of its field. */
export type MentionRole = 'name' | 'ambiguous' | 'sign';

/** What a spelling says of a topic, which is known by its place among those given; `exactly`: how it must be written, null for any case. */
export type Meaning = { readonly topic: number; readonly role: MentionRole; readonly exactly: string | null };

/** A spelling or context word. Where it stands, ambiguous spellings of the topics in `contextOf` count. */
export type Spelling = { readonly meanings: readonly Meaning[]; readonly contextOf: ReadonlySet<number> };

/** A node while the trie grows; `ends`: a spelling, context word or exception ends here. */
export type Node = { readonly next: Map<number, Node>; readonly meanings: Meaning[]; readonly contextOf: Set<number>; ends: boolean };

/** `begins`: whether a word may begin a spelling (most that do not are told); `next`: the node after a word, or {@link ABSENT}; `spellings`: what ends at a node. */
export type Trie = {
  readonly begins: (hash: number) => boolean;
  readonly next: (node: number, hash: number) => number;
  readonly spellings: readonly (Spelling | null)[];
};

export const ROOT = 0;
export const ABSENT = -1;

/** One slot in eight is taken, so that a look at one slot nearly always answers. */
const SLOTS_PER_EDGE = 8;
const BEGIN_SLOTS = 0x10000;
/** 2^32 divided by the golden ratio: spreads numbers that follow each other. */
const GOLDEN = 0x9e3779b1;

/** The trie below `root`. */
export function createTrie(root: Node): Trie {
  const nodes = [root];
  for (const node of nodes) nodes.push(...node.next.values());
  const places = new Map(nodes.map((node, place) => [node, place]));
  const bits = Math.ceil(Math.log2(nodes.length * SLOTS_PER_EDGE));
  const [fromNodes, hashes, targets] = [new Int32Array(1 << bits).fill(ABSENT), new Int32Array(1 << bits), new Int32Array(1 << bits)];
  const slotOf = (node: number, hash: number): number => {
    let slot = (Math.imul(node, GOLDEN) ^ Math.imul(hash, GOLDEN)) >>> (32 - bits);
    while (fromNodes[slot] !== ABSENT && (fromNodes[slot] !== node || hashes[slot] !== hash)) slot = (slot + 1) & (fromNodes.length - 1);
    return slot;
  };
  nodes.forEach((node, place) => node.next.forEach((child, hash) => {
    const slot = slotOf(place, hash);
    fromNodes[slot] = place;
    hashes[slot] = hash;
    targets[slot] = places.get(child) ?? ABSENT;
  }));
  const first = new Uint8Array(BEGIN_SLOTS);
  for (const hash of root.next.keys()) first[hash & (BEGIN_SLOTS - 1)] = 1;
  return {
    begins: (hash) => first[hash & (BEGIN_SLOTS - 1)] === 1,
    next(node, hash) {
      const slot = slotOf(node, hash);
      return fromNodes[slot] === ABSENT ? ABSENT : targets[slot] ?? ABSENT;
    },
    spellings: nodes.map((node) => (node.ends ? { meanings: node.meanings, contextOf: node.contextOf } : null)),
  };
}
