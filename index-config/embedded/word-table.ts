/** Words at hand, each by an id that is found without making a string of it: most of indexing is finding known words again. */

export type WordTable = {
  /** The id of the ASCII word that stands here, in lower case; a new word gets one. Ids start at 1. */
  idOfPlain(text: string, start: number, end: number): number;
  /** The id of a word as it is. */
  idOf(word: string): number;
  wordOf(id: number): string;
  /** How many ids there are. */
  size(): number;
};

/** With this bit an ASCII capital is its small letter; small letters and digits have it. */
const SMALL = 0x20;
/** FNV-1a (Fowler, Noll, Vo), over code units. */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;
const FIRST_WORDS = 65_536;
/** Code units that are kept room for, for each word: more than the mean. */
const UNITS_PER_WORD = 10;

export function createWordTable(): WordTable {
  // Open addressing, at most half full: `slots` hold ids, `starts` where a word's code units begin in `units`.
  let slots = new Int32Array(2 * FIRST_WORDS);
  let hashes = new Int32Array(FIRST_WORDS + 2);
  let starts = new Int32Array(FIRST_WORDS + 2);
  let units = new Uint16Array(FIRST_WORDS * UNITS_PER_WORD);
  let count = 0;
  return { idOfPlain: (text, start, end) => find(text, start, end, SMALL), idOf: (word) => find(word, 0, word.length, 0), wordOf, size: () => count };

  function find(text: string, start: number, end: number, bits: number): number {
    let hash = HASH_START;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (text.charCodeAt(at) | bits), HASH_FACTOR);
    hash ^= hash >>> 15;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot] as number;
      if (id === 0) return add(text, { start, end, bits, hash, slot });
      if (hashes[id] === hash && isSame(id, text, start, end, bits)) return id;
    }
  }

  function isSame(id: number, text: string, start: number, end: number, bits: number): boolean {
    const first = starts[id] as number;
    if ((starts[id + 1] as number) - first !== end - start) return false;
    for (let at = start; at < end; at += 1) if (units[first + at - start] !== (text.charCodeAt(at) | bits)) return false;
    return true;
  }

  function add(text: string, { start, end, bits, hash, slot }: { start: number; end: number; bits: number; hash: number; slot: number }): number {
    count += 1;
    const id = count;
    if (id + 2 > starts.length) {
      hashes = grown(hashes);
      starts = grown(starts);
    }
    const first = starts[id] as number;
    while (first + end - start > units.length) units = grown(units);
    for (let at = start; at < end; at += 1) units[first + at - start] = text.charCodeAt(at) | bits;
    hashes[id] = hash;
    starts[id + 1] = first + end - start;
    slots[slot] = id;
    if (2 * count > slots.length) placeAnew();
    return id;
  }

  function placeAnew(): void {
    slots = new Int32Array(2 * slots.length);
    const mask = slots.length - 1;
    for (let id = 1; id <= count; id += 1) {
      let slot = (hashes[id] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
  }

  function wordOf(id: number): string {
    return String.fromCharCode(...units.subarray(starts[id], starts[id + 1]));
  }
}

function grown<Column extends Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(column: Column): Column {
  const larger = column instanceof Int32Array ? new Int32Array(2 * column.length) : new Uint16Array(2 * column.length);
  larger.set(column);
  return larger as Column;
}
