/** What sites set beside a code block: the name of its language and the words of its copy button. */

import type { Block } from './block.ts';
import { canonicalLanguage } from './code-names.ts';

/** Prompts of notebooks, and the numbers of lines set beside the block. */
const PROMPT = /^(?:in|out)\s?\[[\d* ]*\]:?$|^1(?:\s+\d{1,4})+$/iu;
const COPY = /\s*(?:copy(?: code| to clipboard)?|copied!?)$/iu;
/** The longest name of a language, with a button's words, is shorter. */
const MAX_CHARS = 40;

type Code = Extract<Block, { kind: 'code' }>;

/** The blocks without labels of code; a code block that names no language takes the one of its label. */
export function withoutCodeLabels(blocks: readonly Block[]): Block[] {
  if (!blocks.some((block) => block.kind === 'code')) return [...blocks];
  return blocks.flatMap((block, index) => {
    if (block.kind === 'code') return [withLabel(block, labelOf(blocks[index - 1]))];
    const isLabel = isLabelOf(block, blocks[index + 1]) || (labelOf(block) === '' && blocks[index - 1]?.kind === 'code');
    return isLabel ? [] : [block];
  });
}

function withLabel(code: Code, label: string | null): Block {
  return code.language === null && label !== null ? { ...code, language: canonicalLanguage(label) } : code;
}

function isLabelOf(block: Block, next: Block | undefined): boolean {
  const label = labelOf(block);
  if (label === null || next?.kind !== 'code') return false;
  return label === '' || next.language === null || canonicalLanguage(label) === next.language;
}

/** The language that a line names, empty for a bare button; null for other blocks. */
function labelOf(block: Block | undefined): string | null {
  if (block?.kind !== 'paragraph') return null;
  if (PROMPT.test(block.words.text)) return '';
  if (block.words.text.length > MAX_CHARS) return null;
  const name = block.words.text.replace(COPY, '').trim();
  return name === '' ? (block.words.text === '' ? null : '') : canonicalLanguage(name) === null ? null : name;
}
