/** Cards of other posts that follow an article without a heading that gives them away. */

import type { Block, Inline } from '../blocks/block.ts';
import { toText } from '../blocks/to-text.ts';

/** Fewer links at the end are part of the text. */
const MIN_CARDS = 3;
/** A card is its link and at most so many lines: a category, a teaser, a date. */
const MAX_LINES_A_CARD = 3;
const MAX_TEASER_CHARS = 220;
/** Under a heading that is a link, a teaser may be a whole paragraph. */
const MAX_HEADED_TEASER_CHARS = 600;
const MIN_PARAGRAPHS = 3;
const MIN_PROSE_CHARS = 140;

/** The blocks without a run of links to the same host at their end, each alone in its line or item, with teasers between them. */
export function withoutTailCards(blocks: readonly Block[], url: string): readonly Block[] {
  const host = hostOf(url);
  let cards = 0;
  let lines = 0;
  let longest = 0;
  let cut = blocks.length;
  for (let index = blocks.length - 1; index > 0; index -= 1) {
    const links = linksOf(blocks[index], host);
    lines = links > 0 ? 0 : lines + 1;
    if (lines > MAX_LINES_A_CARD || (links === 0 && !isTeaser(blocks[index]))) break;
    if (links === 0) longest = Math.max(longest, lengthOf(blocks[index]));
    if (links > 0 && longest > MAX_TEASER_CHARS && blocks[index]?.kind !== 'heading') break;
    if (links > 0) longest = 0;
    cards += links;
    if (links > 0) cut = index;
  }
  const text = blocks.slice(0, cut);
  const isTail = cards >= MIN_CARDS && isArticle(text) && linksWithin(text, host) < cards && !announces(text.at(-1)) && toText(blocks.slice(cut)).length < toText(text).length;
  return isTail ? blocks.slice(0, text.at(-1)?.kind === 'heading' ? cut - 1 : cut) : blocks;
}

/** A line that ends in a colon makes what follows part of the text. */
function announces(block: Block | undefined): boolean {
  return block?.kind === 'paragraph' && /[:：]$/u.test(block.words.text);
}

/** Prose enough to have a tail: an index has none. */
export function isArticle(blocks: readonly Block[]): boolean {
  return blocks.filter((block) => block.kind === 'paragraph' && block.words.text.length >= MIN_PROSE_CHARS).length >= MIN_PARAGRAPHS;
}

function linksWithin(blocks: readonly Block[], host: string): number {
  return blocks.reduce((sum, block) => sum + linksOf(block, host), 0);
}

/** How many links to the host the block is made of; 0 where it says anything else. */
function linksOf(block: Block | undefined, host: string): number {
  if (block?.kind === 'heading' || block?.kind === 'paragraph') return isLink(block.words, host) ? 1 : 0;
  if (block?.kind !== 'list') return 0;
  return block.items.every((item) => item.length === 1 && linksOf(item[0], host) === 1) ? block.items.length : 0;
}

function isLink(words: Inline, host: string): boolean {
  const target = /^[#*\s]*\[[^\n]+\]\((https?:[^()\s]+)\)[*\s]*$/u.exec(words.markdown)?.[1];
  return target !== undefined && words.markdown.split('](http').length <= 3 && hostOf(target) === host;
}

function isTeaser(block: Block | undefined): boolean {
  return (block?.kind === 'paragraph' || block?.kind === 'heading') && block.words.text.length <= MAX_HEADED_TEASER_CHARS;
}

function lengthOf(block: Block | undefined): number {
  return block?.kind === 'paragraph' || block?.kind === 'heading' ? block.words.text.length : 0;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./u, '') : '';
}
