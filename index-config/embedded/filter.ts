/** Conditions on fields as masks: for each block of posts, 1 where one passes. */

import type { Filter } from '../../core/search.ts';
import { BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import { comparable, type NameField } from './names.ts';
import { phrasePosts } from './phrases.ts';
import type { Snapshot } from './snapshot.ts';
import { PARAGRAPH_BREAK, tokenise } from './tokenise.ts';
import { phraseNumbers } from './words.ts';

/** 1 for each place of the block that passes; not to be written to. `at` is the block's number. */
export type Mask = (block: Block, at: number) => Uint8Array;

const ALL_PASS = new Uint8Array(BLOCK_SIZE).fill(1);
const NONE_PASS = new Uint8Array(BLOCK_SIZE);
const EVERY: Mask = () => ALL_PASS;
const NONE: Mask = () => NONE_PASS;

export function compileFilter(snapshot: Snapshot, filter: Filter): Mask {
  switch (filter.type) {
    case 'and': return all(filter.clauses.map((clause) => compileFilter(snapshot, clause)));
    case 'or': return any(filter.clauses.map((clause) => compileFilter(snapshot, clause)));
    case 'not': return opposite(compileFilter(snapshot, filter.clause));
    case 'published': return publishedBetween(filter.from, filter.before);
    case 'is': return fieldIs(snapshot, filter.field, filter.value);
  }
  return filter satisfies never;
}

function all(masks: readonly Mask[]): Mask {
  return (block, at) => {
    const [first = EVERY, ...others] = masks;
    const passing = first(block, at).slice();
    for (const mask of others) {
      const part = mask(block, at);
      for (let place = 0; place < BLOCK_SIZE; place += 1) passing[place] = (passing[place] as number) & (part[place] as number);
    }
    return passing;
  };
}

function any(masks: readonly Mask[]): Mask {
  return (block, at) => {
    const passing = new Uint8Array(BLOCK_SIZE);
    for (const mask of masks) {
      const part = mask(block, at);
      for (let place = 0; place < BLOCK_SIZE; place += 1) passing[place] = (passing[place] as number) | (part[place] as number);
    }
    return passing;
  };
}

function opposite(mask: Mask): Mask {
  return (block, at) => {
    const passing = mask(block, at).slice();
    for (let place = 0; place < BLOCK_SIZE; place += 1) passing[place] = 1 - (passing[place] as number);
    return passing;
  };
}

function publishedBetween(from: string | null, before: string | null): Mask {
  const first = from === null ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const end = before === null ? Number.POSITIVE_INFINITY : Date.parse(before);
  // NaN, an unknown date, is neither after nor before anything.
  return ({ publishedAt }) => {
    const passing = new Uint8Array(BLOCK_SIZE);
    for (let place = 0; place < BLOCK_SIZE; place += 1) {
      const at = publishedAt[place] as number;
      if (at >= first && at < end) passing[place] = 1;
    }
    return passing;
  };
}

function fieldIs(snapshot: Snapshot, field: Extract<Filter, { type: 'is' }>['field'], value: string): Mask {
  switch (field) {
    case 'tag': return oneOf(snapshot, namesLike(snapshot, 'tag', value), (block) => block.tags);
    case 'code': return oneOf(snapshot, namesLike(snapshot, 'code', value), (block) => block.code);
    case 'kind': return oneOf(snapshot, namesLike(snapshot, 'kind', value), (block) => block.kind);
    case 'language': return oneOf(snapshot, namesLike(snapshot, 'language', value), (block) => block.language);
    case 'source': return fromSource(snapshot, value);
    case 'author': return holdsWords(snapshot, 'authors', value);
    case 'title': return holdsWords(snapshot, 'title', value);
    // Copies are not indexed: whatever is found is an original.
    case 'is': return value === 'original' ? EVERY : NONE;
  }
  return field satisfies never;
}

/** The source's id, its host or one above it, or the publisher's slug. */
function fromSource(snapshot: Snapshot, value: string): Mask {
  const host = value.toLowerCase().replace(/^www\./u, '');
  const hosts = numbersWhere(snapshot, 'host', (name) => name === host || name.endsWith(`.${host}`));
  return any([
    oneOf(snapshot, namesLike(snapshot, 'source', value), (block) => block.source),
    oneOf(snapshot, hosts, (block) => block.host),
    oneOf(snapshot, namesLike(snapshot, 'publisher', value), (block) => block.publisher),
  ].filter((mask) => mask !== NONE));
}

function namesLike(snapshot: Snapshot, field: NameField, value: string): Set<number> {
  const wanted = comparable(field, value);
  return numbersWhere(snapshot, field, (name) => comparable(field, name) === wanted);
}

function numbersWhere(snapshot: Snapshot, field: NameField, accepts: (value: string) => boolean): Set<number> {
  return new Set(snapshot.names.filter((name) => name.number > 0 && name.field === field && accepts(name.value)).map((name) => name.number));
}

/** Slots of a field with several values lie one block after the other. */
function oneOf(snapshot: Snapshot, numbers: ReadonlySet<number>, column: (block: Block) => Uint32Array): Mask {
  if (numbers.size === 0) return NONE;
  // Room for every name: a look beyond the end of a typed array is many times as slow.
  const wanted = new Uint8Array(snapshot.names.length);
  for (const number of numbers) wanted[number] = 1;
  return (block) => {
    const passing = new Uint8Array(BLOCK_SIZE);
    const values = column(block);
    for (let at = 0; at < values.length; at += 1) if (wanted[values[at] as number] === 1) passing[at & (BLOCK_SIZE - 1)] = 1;
    return passing;
  };
}

function holdsWords(snapshot: Snapshot, column: 'title' | 'authors', value: string): Mask {
  const words = tokenise(value.toLowerCase()).words.filter((word) => word !== PARAGRAPH_BREAK);
  const numbers = phraseNumbers(snapshot, words);
  if (numbers === null) return NONE;
  const posts = phrasePosts(snapshot, numbers, column);
  return (_block, at) => {
    const passing = new Uint8Array(BLOCK_SIZE);
    for (const post of posts) if (post >> BLOCK_SHIFT === at) passing[post & (BLOCK_SIZE - 1)] = 1;
    return passing;
  };
}
