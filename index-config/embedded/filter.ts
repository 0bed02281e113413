/** Conditions on fields, compiled to a question about one post. */

import type { Filter } from '../../core/search.ts';
import { BLOCK_SIZE, type Block } from './block.ts';
import { comparable, type NameField } from './names.ts';
import type { Snapshot } from './snapshot.ts';
import { PARAGRAPH_BREAK, tokenise } from './tokenise.ts';
import { phraseNumbers, phraseQuery } from './words.ts';

/** True where the post at this place of the block passes; `number` is the post's own. */
export type Condition = (block: Block, place: number, number: number) => boolean;

const EVERY: Condition = () => true;
const NONE: Condition = () => false;

export function compileFilter(snapshot: Snapshot, filter: Filter | null): Condition {
  if (filter === null) return EVERY;
  switch (filter.type) {
    case 'and': return every(filter.clauses.map((clause) => compileFilter(snapshot, clause)));
    case 'or': return some(filter.clauses.map((clause) => compileFilter(snapshot, clause)));
    case 'not': {
      const condition = compileFilter(snapshot, filter.clause);
      return (block, place, number) => !condition(block, place, number);
    }
    case 'published': return publishedBetween(filter.from, filter.before);
    case 'is': return fieldIs(snapshot, filter.field, filter.value);
  }
  return filter satisfies never;
}

// Two conditions at a time: calls that are known are several times as fast as a walk over a list, and this is asked of every post.
function every(conditions: readonly Condition[]): Condition {
  return conditions.reduce((first, second) => (block, place, number) => first(block, place, number) && second(block, place, number), EVERY);
}

function some(conditions: readonly Condition[]): Condition {
  return conditions.reduce((first, second) => (block, place, number) => first(block, place, number) || second(block, place, number), NONE);
}

function publishedBetween(from: string | null, before: string | null): Condition {
  const first = from === null ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const end = before === null ? Number.POSITIVE_INFINITY : Date.parse(before);
  // NaN, an unknown date, is neither after nor before anything.
  return (block, place) => (block.publishedAt[place] as number) >= first && (block.publishedAt[place] as number) < end;
}

function fieldIs(snapshot: Snapshot, field: Extract<Filter, { type: 'is' }>['field'], value: string): Condition {
  switch (field) {
    case 'tag': return anySlot(namesLike(snapshot, 'tag', value), (block) => block.tags);
    case 'code': return anySlot(namesLike(snapshot, 'code', value), (block) => block.code);
    case 'kind': return oneOf(namesLike(snapshot, 'kind', value), (block) => block.kind);
    case 'language': return oneOf(namesLike(snapshot, 'language', value), (block) => block.language);
    case 'source': return fromSource(snapshot, value);
    case 'author': return holdsWords(snapshot, 'authors', value);
    case 'title': return holdsWords(snapshot, 'title', value);
    // Copies are not indexed: whatever is found is an original.
    case 'is': return value === 'original' ? EVERY : NONE;
  }
  return field satisfies never;
}

/** The source's id, its host or one above it, or the publisher's slug. */
function fromSource(snapshot: Snapshot, value: string): Condition {
  const host = value.toLowerCase().replace(/^www\./u, '');
  const hosts = numbersWhere(snapshot, 'host', (name) => name === host || name.endsWith(`.${host}`));
  return some([
    oneOf(namesLike(snapshot, 'source', value), (block) => block.source),
    oneOf(hosts, (block) => block.host),
    oneOf(namesLike(snapshot, 'publisher', value), (block) => block.publisher),
  ]);
}

function namesLike(snapshot: Snapshot, field: NameField, value: string): Set<number> {
  const wanted = comparable(field, value);
  return numbersWhere(snapshot, field, (name) => comparable(field, name) === wanted);
}

function numbersWhere(snapshot: Snapshot, field: NameField, accepts: (value: string) => boolean): Set<number> {
  return new Set(snapshot.names.filter((name) => name.number > 0 && name.field === field && accepts(name.value)).map((name) => name.number));
}

function oneOf(numbers: ReadonlySet<number>, column: (block: Block) => Uint32Array): Condition {
  if (numbers.size === 0) return NONE;
  return (block, place) => numbers.has(column(block)[place] as number);
}

/** Slots of a field with several values lie one block after the other. */
function anySlot(numbers: ReadonlySet<number>, column: (block: Block) => Uint32Array): Condition {
  if (numbers.size === 0) return NONE;
  return (block, place) => {
    const values = column(block);
    for (let at = place; at < values.length; at += BLOCK_SIZE) if (numbers.has(values[at] as number)) return true;
    return false;
  };
}

function holdsWords(snapshot: Snapshot, column: 'title' | 'authors', value: string): Condition {
  const words = tokenise(value.toLowerCase()).words.filter((word) => word !== PARAGRAPH_BREAK);
  const numbers = phraseNumbers(snapshot, words);
  if (numbers === null) return NONE;
  const posts = new Set(snapshot.sql.phrase.all(phraseQuery(numbers, column)).map((row) => Number(row['number'])));
  return (_block, _place, number) => posts.has(number);
}
