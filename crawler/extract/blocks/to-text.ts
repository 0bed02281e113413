/** Blocks → plain text. */

import { cleanText } from '../../../core/text.ts';
import type { Block } from './block.ts';

/** The text: a line for each paragraph, item and row, an empty line between blocks, code with its own lines. */
export function toText(blocks: readonly Block[]): string {
  const parts = blocks.map(blockText).filter((text) => text !== '');
  return cleanText(parts.join('\n\n'));
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph': case 'heading': return block.words.text;
    case 'code': return block.text;
    case 'quote': return block.blocks.map(blockText).filter((text) => text !== '').join('\n\n');
    case 'list': return block.items.map(itemText).filter((text) => text !== '').join('\n');
    case 'table': return block.rows.map((row) => row.map((cell) => cell.text.replaceAll('\n', ' ')).join(' | ')).join('\n');
    case 'notes': return block.notes.map((note) => itemText(note.blocks)).filter((text) => text !== '').join('\n');
    case 'rule': return '';
    default: return block satisfies never;
  }
}

function itemText(blocks: readonly Block[]): string {
  return blocks.map(blockText).filter((text) => text !== '').join('\n');
}
