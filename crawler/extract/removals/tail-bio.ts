/** The words about the author that follow an article without a heading. */

import type { Block } from '../blocks/block.ts';
import { tellsLife } from '../metadata/names.ts';
import { isArticle } from './tail-cards.ts';

/** A life and a picture's caption: more is a text. */
const MAX_BLOCKS = 4;
const MAX_CHARS = 900;

/** The blocks without the last few, where the first of these begins with an author's name and says who that is. */
export function withoutTailBio(blocks: readonly Block[], authors: readonly string[]): readonly Block[] {
  if (authors.length === 0) return blocks;
  const from = Math.max(1, blocks.length - MAX_BLOCKS);
  const start = blocks.findIndex((block, index) => index >= from && block.kind === 'paragraph' && authors.some((author) => tellsLife(block.words.text, author)));
  const isShort = blocks.slice(start).every((block) => block.kind === 'rule' || (block.kind === 'paragraph' && block.words.text.length <= MAX_CHARS));
  return start !== -1 && isShort && isArticle(blocks.slice(0, start)) ? blocks.slice(0, start) : blocks;
}
