/** The Markdown of the demo web's posts: headings, paragraphs, lists, tables, quotations, code and inline marks. */

import type { Highlighter } from './highlight.ts';
import { escapeMarkup } from './markup.ts';

/** How a host writes what Markdown says: its code blocks, and whether headings carry anchors. */
export type MarkdownStyle = { readonly code: Highlighter; readonly heading: (level: number, html: string, anchor: string) => string };

/** Headings with an `id`, as most generators write them. */
export const plainHeading: MarkdownStyle['heading'] = (level, html, anchor) => `<h${level} id="${anchor}">${html}</h${level}>`;

/** The HTML of a post's Markdown in a host's style. */
export function renderMarkdown(markdown: string, style: MarkdownStyle): string {
  return splitBlocks(markdown).map((block) => renderBlock(block, style)).join('\n');
}

function splitBlocks(markdown: string): string[] {
  const fenced = markdown.split(/^(```[^]*?^```)$/mu);
  return fenced.flatMap((part) => (part.startsWith('```') ? [part] : part.split(/\n{2,}/u))).map((block) => block.trim()).filter((block) => block !== '');
}

function renderBlock(block: string, style: MarkdownStyle): string {
  const fence = /^```(\S*)\n([^]*)\n```$/u.exec(block);
  if (fence !== null) return style.code(fence[2] ?? '', fence[1] || 'text');
  const heading = /^(#{2,4}) (.*)$/u.exec(block);
  if (heading !== null) return style.heading(heading[1]?.length ?? 2, inline(heading[2] ?? ''), anchorOf(heading[2] ?? ''));
  if (block.startsWith('- ')) return `<ul>\n${items(block, /^- /u)}\n</ul>`;
  if (/^1\. /u.test(block)) return `<ol>\n${items(block, /^\d+\. /u)}\n</ol>`;
  if (block.startsWith('|')) return renderTable(block.split('\n'));
  if (block.startsWith('> ')) return `<blockquote>\n<p>${inline(block.replace(/^> /gmu, ''))}</p>\n</blockquote>`;
  return `<p>${inline(block)}</p>`;
}

function items(block: string, mark: RegExp): string {
  return block.split('\n').map((line) => `<li>${inline(line.replace(mark, ''))}</li>`).join('\n');
}

function renderTable([head = '', , ...rows]: readonly string[]): string {
  const cells = (row: string, name: string): string => row.slice(1, -1).split('|').map((cell) => `<${name}>${inline(cell.trim())}</${name}>`).join('');
  return `<table>\n<thead><tr>${cells(head, 'th')}</tr></thead>\n<tbody>\n${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')}\n</tbody>\n</table>`;
}

function inline(text: string): string {
  return text.split(/(`[^`]+`)/u).map((piece) => (piece.startsWith('`') && piece.length > 1
    ? `<code>${escapeMarkup(piece.slice(1, -1))}</code>`
    : escapeMarkup(piece)
      .replace(/\[([^\]]+)\]\(([^)]+)\)/gu, '<a href="$2">$1</a>')
      .replace(/\*\*([^*]+)\*\*/gu, '<strong>$1</strong>')
      .replace(/\*([^*]+)\*/gu, '<em>$1</em>'))).join('');
}

function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/gu, '');
}
