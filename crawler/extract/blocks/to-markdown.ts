/** Blocks → Markdown (CommonMark with tables and footnotes). */

import { cleanText } from '../../../core/text.ts';
import type { Block, Inline } from './block.ts';

/** The Markdown. It holds no HTML: `<` in words is written as an entity. */
export function toMarkdown(blocks: readonly Block[]): string {
  return cleanText(joinBlocks(blocks, '\n\n'));
}

function joinBlocks(blocks: readonly Block[], between: string): string {
  return blocks.map(blockMarkdown).filter((text) => text !== '').join(between);
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'paragraph': return paragraphMarkdown(block.words);
    case 'heading': return `${'#'.repeat(block.level)} ${oneLine(block.words.markdown)}`;
    case 'code': return codeMarkdown(block.text, block.language);
    case 'quote': return prefixLines(joinBlocks(block.blocks, '\n\n'), '> ', '> ');
    case 'list': return block.items.map((item, index) => itemMarkdown(item, block.start === null ? '- ' : `${block.start + index}. `)).join('\n');
    case 'table': return tableMarkdown(block.rows);
    case 'notes': return block.notes.map((note) => prefixLines(joinBlocks(note.blocks, '\n\n'), `[^${note.label}]: `, '    ')).join('\n\n');
    case 'rule': return '---';
    default: return block satisfies never;
  }
}

/** Lines that would start another kind of block are escaped. */
function paragraphMarkdown(words: Inline): string {
  return words.markdown.split('\n').map((line) => line.replace(/^(#{1,6}\s|[-+>](?=\s)|\d{1,9}[.)](?=\s)|[-=]{3,}$)/u, escapeStart)).join('  \n');
}

function escapeStart(start: string): string {
  return /^\d/u.test(start) ? start.replace(/[.)]/u, '\\$&') : `\\${start}`;
}

function oneLine(markdown: string): string {
  return markdown.replaceAll('\n', ' ');
}

/** A fence longer than any in the code. */
function codeMarkdown(text: string, language: string | null): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language ?? ''}\n${text}\n${fence}`;
}

function itemMarkdown(item: readonly Block[], marker: string): string {
  const tight = item.every((block) => block.kind === 'paragraph' || block.kind === 'list');
  return prefixLines(joinBlocks(item, tight ? '\n' : '\n\n'), marker, ' '.repeat(marker.length));
}

function prefixLines(text: string, first: string, others: string): string {
  return text.split('\n').map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd()).join('\n');
}

function tableMarkdown(rows: readonly (readonly Inline[])[]): string {
  const [head, ...body] = rows;
  if (head === undefined) return '';
  const line = (row: readonly Inline[]): string => `| ${row.map((cell) => cell.markdown.replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...body.map(line)].join('\n');
}
