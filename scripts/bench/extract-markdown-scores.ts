/** How much of the code, footnotes and tables of one Markdown document another one keeps. */

/** Counts of what was expected and what of it was found. */
export type MarkdownScore = {
  readonly code: readonly [found: number, expected: number];
  readonly notes: readonly [found: number, expected: number];
  readonly tables: readonly [found: number, expected: number];
};

/** What of the expected Markdown's code blocks, footnotes and tables the given one holds too. */
export function scoreMarkdown(given: string, expected: string): MarkdownScore {
  const codes = codeBlocks(given).map((block) => block.join('\n'));
  const wantedCodes = codeBlocks(expected).map((block) => block.join('\n'));
  const notes = noteTexts(given);
  const wantedNotes = [...noteTexts(expected)].filter(([label]) => withoutCode(expected).replaceAll(`[^${label}]:`, '').includes(`[^${label}]`));
  const tables = tableCells(given).map((cells) => cells.join('¦'));
  const wantedTables = tableCells(expected).map((cells) => cells.join('¦'));
  return {
    code: [wantedCodes.filter((code) => codes.includes(code)).length, wantedCodes.length],
    notes: [wantedNotes.filter(([label, note]) => isSameNote(notes, given, label, note)).length, wantedNotes.length],
    tables: [wantedTables.filter((table) => tables.includes(table)).length, wantedTables.length],
  };
}

const FENCE = /^(\s*(?:>\s*)*)(`{3,}|~{3,})/u;

/** The lines of each fenced block, without the indent and quote marks that its fence has. */
export function codeBlocks(markdown: string): string[][] {
  const blocks: string[][] = [];
  let open: { readonly prefix: string; readonly fence: string; readonly lines: string[] } | null = null;
  for (const line of markdown.split('\n')) {
    const fence = FENCE.exec(line);
    if (open === null && fence !== null) {
      open = { prefix: fence[1] ?? '', fence: fence[2] ?? '', lines: [] };
    } else if (open !== null && fence !== null && line.trim().replace(/^(?:>\s*)+/u, '') === open.fence) {
      blocks.push(trimLines(open.lines));
      open = null;
    } else if (open !== null) {
      open.lines.push((line.startsWith(open.prefix) ? line.slice(open.prefix.length) : line.trimStart()).trimEnd());
    }
  }
  return blocks;
}

function trimLines(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '');
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1);
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gmu, '');
}

/** Label → text of each footnote definition, with its indented continuation. */
function noteTexts(markdown: string): Map<string, string> {
  const notes = new Map<string, string>();
  let label: string | null = null;
  for (const line of withoutCode(markdown).split('\n')) {
    const start = /^\[\^([^\]]+)\]:\s?(.*)$/u.exec(line);
    if (start !== null) {
      label = start[1] ?? '';
      notes.set(label, start[2] ?? '');
    } else if (label !== null && (/^\s{2,}\S/u.test(line) || line.trim() === '')) {
      notes.set(label, `${notes.get(label) ?? ''}\n${line}`);
    } else {
      label = null;
    }
  }
  return notes;
}

function isSameNote(notes: ReadonlyMap<string, string>, given: string, label: string, wanted: string): boolean {
  const found = notes.get(label);
  return found !== undefined && words(found) === words(wanted) && withoutCode(given).replaceAll(`[^${label}]:`, '').includes(`[^${label}]`);
}

/** Letters and digits of Markdown without link targets and marks. */
function words(markdown: string): string {
  return markdown.replace(/\]\([^)]*\)/gu, ']').replaceAll('&lt;', '<').replace(/↩|\\/gu, '').normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** The cells of each table, in order. */
function tableCells(markdown: string): string[][] {
  const tables: string[][] = [];
  let rows: string[] = [];
  const close = (): void => {
    if (rows.length >= 2 && rows.some((row) => /^\|?[\s:|-]+\|?$/u.test(row) && row.includes('-'))) tables.push(rows.filter((row) => !/^\|?[\s:|-]+\|?$/u.test(row)).flatMap(cellsOf));
    rows = [];
  };
  for (const line of withoutCode(markdown).split('\n')) {
    const bare = line.replace(/^[\s>]+/u, '').trimEnd();
    if (bare.startsWith('|')) rows.push(bare);
    else close();
  }
  close();
  return tables;
}

function cellsOf(row: string): string[] {
  return row.replace(/^\||\|$/gu, '').split(/(?<!\\)\|/u).map((cell) => words(cell.replace(/!\[([^\]]*)\]\([^)]*\)/gu, ' ')));
}
