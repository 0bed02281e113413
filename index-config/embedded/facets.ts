/** How many of the found posts have which value. */

import { FACETS, type Facet, type FacetCount, type SearchAnswer } from '../../core/search.ts';
import { BLOCK_SHIFT, BLOCK_SIZE, type Block } from './block.ts';
import type { Snapshot } from './snapshot.ts';

/** Values of a facet that are given: the same as in the engine that users may move to. */
const MAX_VALUES = 100;

/** Counts over these posts, the most frequent value first, then by value. The facet `source` counts hosts. */
export function countFacets(snapshot: Snapshot, posts: Uint32Array, wanted: readonly Facet[]): SearchAnswer['facets'] {
  const facets: Partial<Record<Facet, readonly FacetCount[]>> = {};
  for (const facet of FACETS.filter((name) => wanted.includes(name))) facets[facet] = facet === 'month' ? countMonths(snapshot, posts) : countFacet(snapshot, posts, facet);
  return facets;
}

function countFacet(snapshot: Snapshot, posts: Uint32Array, facet: Exclude<Facet, 'month'>): FacetCount[] {
  // Years are numbers themselves, all others numbers of names.
  const counts = new Uint32Array(Math.max(snapshot.names.length, 10_000));
  for (const post of posts) {
    const block = snapshot.blocks[post >> BLOCK_SHIFT] as Block;
    const values = columnOf(block, facet);
    for (let at = post & (BLOCK_SIZE - 1); at < values.length; at += BLOCK_SIZE) counts[values[at] as number] = (counts[values[at] as number] as number) + 1;
  }
  const found: FacetCount[] = [];
  for (let value = 1; value < counts.length; value += 1) {
    const count = counts[value] as number;
    if (count > 0) found.push({ value: facet === 'year' ? String(value) : (snapshot.names[value]?.value ?? ''), count });
  }
  return mostFrequent(found);
}

/** Months have no column: their beginnings are looked up within the year, which has one. */
function countMonths(snapshot: Snapshot, posts: Uint32Array): FacetCount[] {
  const years = new Map<number, { readonly ends: readonly number[]; readonly counts: number[] }>();
  for (const post of posts) {
    const block = snapshot.blocks[post >> BLOCK_SHIFT] as Block;
    const place = post & (BLOCK_SIZE - 1);
    const [year, at] = [block.year[place] as number, block.publishedAt[place] as number];
    if (year === 0) continue;
    const months = years.get(year) ?? { ends: Array.from({ length: 11 }, (_, month) => Date.UTC(year, month + 1)), counts: new Array<number>(12).fill(0) };
    years.set(year, months);
    const month = months.ends.findIndex((end) => at < end);
    const index = month === -1 ? 11 : month;
    months.counts[index] = (months.counts[index] ?? 0) + 1;
  }
  return mostFrequent([...years].flatMap(([year, { counts }]) => counts.map((count, month) => ({ value: `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}`, count }))).filter(({ count }) => count > 0));
}

function mostFrequent(found: FacetCount[]): FacetCount[] {
  return found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, MAX_VALUES);
}

function columnOf(block: Block, facet: Exclude<Facet, 'month'>): Uint32Array | Uint16Array {
  switch (facet) {
    case 'tag': return block.tags;
    case 'source': return block.host;
    case 'kind': return block.kind;
    case 'language': return block.language;
    case 'code': return block.code;
    case 'year': return block.year;
  }
  return facet satisfies never;
}
