/** Which values filters compare: every name that a block's columns hold as a number. */

import type { IndexDocument } from '../../core/search.ts';
import { slug } from '../../core/text.ts';
import { BLOCK_SIZE, CODE_SLOTS, TAG_SLOTS, type Columns } from './block.ts';

export const NAME_FIELDS = ['kind', 'language', 'source', 'host', 'publisher', 'tag', 'code'] as const;
export type NameField = (typeof NAME_FIELDS)[number];
/** Gives the number of a name, and 0 for none. */
export type Numbering = (field: NameField, value: string | null) => number;

/** Writes a document's row into its block. */
export function fillRow(block: Columns, place: number, document: IndexDocument, numberOf: Numbering): void {
  const published = document.publishedAt === null ? Number.NaN : Date.parse(document.publishedAt);
  block.publishedAt[place] = published;
  block.year[place] = Number.isNaN(published) ? 0 : Math.max(0, new Date(published).getUTCFullYear());
  block.kind[place] = numberOf('kind', document.kind);
  block.language[place] = numberOf('language', document.language);
  block.source[place] = numberOf('source', document.sourceId);
  block.host[place] = numberOf('host', document.host);
  block.publisher[place] = numberOf('publisher', document.publisher);
  for (let slot = 0; slot < TAG_SLOTS; slot += 1) block.tags[slot * BLOCK_SIZE + place] = numberOf('tag', document.tags[slot] ?? null);
  for (let slot = 0; slot < CODE_SLOTS; slot += 1) block.code[slot * BLOCK_SIZE + place] = numberOf('code', document.codeLanguages[slot] ?? null);
  block.quality[place] = Math.round(Math.max(0, Math.min(1, document.quality)) * 100);
  block.popularity[place] = Math.min(255, Math.round(Math.log2(1 + Math.max(0, document.points))));
}

/** What a condition's value is compared as: fields of the taxonomy ignore case, and a publisher is asked for by its slug. */
export function comparable(field: NameField, value: string): string {
  if (field === 'publisher') return slug(value);
  return field === 'source' ? value : value.normalize('NFC').toLowerCase();
}
