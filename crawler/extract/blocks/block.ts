/** An article's content between markup and text: the blocks that both its text and its Markdown are written from. */

/** Words of one paragraph, heading or cell: plain, and with inline Markdown. Both may hold line breaks (`<br>`). */
export type Inline = { readonly text: string; readonly markdown: string };

export type Block =
  | { readonly kind: 'paragraph'; readonly words: Inline }
  /** `level` 1–6. `anchor` is the fragment that leads to it. */
  | { readonly kind: 'heading'; readonly words: Inline; readonly level: number; readonly anchor: string | null }
  /** `language` as the markup names it, lower case. `text` keeps its lines and has none empty at its ends. */
  | { readonly kind: 'code'; readonly text: string; readonly language: string | null }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  /** Rows are equally long. The first one is the head. */
  | { readonly kind: 'table'; readonly rows: readonly (readonly Inline[])[] }
  | { readonly kind: 'notes'; readonly notes: readonly Note[] }
  | { readonly kind: 'rule' };

/** A footnote. `label` is what its references are called in Markdown. */
export type Note = { readonly label: string; readonly blocks: readonly Block[] };

/** The block and all blocks within it, in order. */
export function* walkBlocks(blocks: readonly Block[]): Generator<Block> {
  for (const block of blocks) {
    yield block;
    if (block.kind === 'quote') yield* walkBlocks(block.blocks);
    if (block.kind === 'list') for (const item of block.items) yield* walkBlocks(item);
    if (block.kind === 'notes') for (const note of block.notes) yield* walkBlocks(note.blocks);
  }
}
