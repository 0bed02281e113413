/** Blocks → sections for passage snippets. */

import type { Section } from '../../../core/article.ts';
import { cleanLine } from '../../../core/text.ts';
import type { Block } from './block.ts';
import { toText } from './to-text.ts';

/** The headings, each with the text up to the next one; text before the first heading is a section without one. Empty sections stay only where they have a heading. */
export function toSections(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [];
  let heading: Extract<Block, { kind: 'heading' }> | null = null;
  let below: Block[] = [];
  const close = (): void => {
    const text = toText(below);
    if (heading !== null || text !== '') sections.push(makeSection(heading, text));
  };
  for (const block of blocks) {
    if (block.kind === 'heading') {
      close();
      heading = block;
      below = [];
    } else {
      below.push(block);
    }
  }
  close();
  return sections;
}

function makeSection(heading: Extract<Block, { kind: 'heading' }> | null, text: string): Section {
  if (heading === null) return { heading: null, level: 0, anchor: null, text };
  return { heading: cleanLine(heading.words.text), level: heading.level, anchor: heading.anchor, text };
}
