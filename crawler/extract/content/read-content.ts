/** The page's main content as blocks, with everything that was left out. */

import { resolveUrl } from '../../../core/url.ts';
import type { Block } from '../blocks/block.ts';
import { findFootnotes } from '../blocks/footnotes.ts';
import { readBlocks } from '../blocks/read-blocks.ts';
import { labelNotes, noteRemains, readNotes } from '../blocks/read-notes.ts';
import type { Reading } from '../blocks/reading.ts';
import { attribute, childElements, closest, type Element, type Parent } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { findNoise } from '../removals/find-noise.ts';
import type { Dropped } from '../removals/removal.ts';
import { withoutTailBio } from '../removals/tail-bio.ts';
import { withoutTailCards } from '../removals/tail-cards.ts';
import { dropTitle } from '../removals/title.ts';
import { isOpeningLine, trimContent } from '../removals/trim-content.ts';
import { chooseContent } from './choose-content.ts';
import { measureOf, measureTree, measureWithout, type Measures } from './measure.ts';
import { widenContent } from './widen-content.ts';

export type Content = {
  readonly blocks: readonly Block[];
  readonly node: Parent;
  readonly dropped: Dropped;
  /** Share of its characters that are links, 0–1. */
  readonly linkShare: number;
};

/** Under this many characters a page's content was thrown away with its surroundings, if the page holds enough others. */
const MIN_CHARS = 200;
const ENOUGH_CHARS = 800;

/** What the metadata say and the content need not repeat. */
export type Known = { readonly title: string | null; readonly authors: readonly string[] };

/** The content of a page. The title is dropped where the content repeats it, and so are words about the authors at its end. Where the rules leave next to nothing, everything visible is content. */
export function readContent(evidence: PageEvidence, known: Known): Content {
  const whole = measureTree(evidence.root);
  const dropped = findNoise(evidence.root, whole, evidence.byTag.get('input') ?? []);
  const measures = measureWithout(dropped.keys(), evidence.root, whole);
  const { node, beside } = widenContent(chooseContent(evidence.root, measures), titleOf(evidence, measures), measures, known.authors);
  const isLost = charsOf(node, measures) < MIN_CHARS && charsOf(evidence.root, whole) > ENOUGH_CHARS;
  if (!isLost) for (const element of beside) if (!dropped.has(element)) dropped.set(element, { step: 'beside', reason: 'neither the text nor its lead' });
  if (!isLost) return readNode(evidence, node, known, dropped, measures);
  const fewer = onlySure(dropped);
  return readNode(evidence, evidence.root, known, fewer, measureWithout(fewer.keys(), evidence.root, whole));
}

/** The first main heading that is left. */
function titleOf(evidence: PageEvidence, measures: Measures): Element | null {
  return (evidence.byTag.get('h1') ?? []).find((heading) => measureOf(measures, heading).chars > 0) ?? null;
}

function charsOf(node: Parent, measures: Measures): number {
  return partsOf(node).reduce((sum, part) => sum + measureOf(measures, part).chars, 0);
}

function partsOf(node: Parent): readonly Element[] {
  return 'name' in node ? [node] : childElements(node);
}

function onlySure(dropped: Dropped): Dropped {
  return new Map([...dropped].filter(([element, reason]) => reason.step === 'hidden' || /^(?:nav|footer|button|select|input|textarea)$/u.test(element.name)));
}

function readNode(evidence: PageEvidence, node: Parent, known: Known, dropped: Dropped, measures: Measures): Content {
  dropTitle(node, known.title, dropped);
  trimContent(node, measures, dropped);
  const found = findFootnotes(evidence.elements, isWithin(node));
  const reading: Reading = { dropped, baseUrl: baseUrlOf(evidence), noteLabels: labelNotes(found) };
  const notes = readNotes(found, reading).filter((note) => note.blocks.length > 0);
  for (const element of noteRemains(found)) dropped.set(element, { step: 'footnotes', reason: 'read as footnotes' });
  const blocks = withoutTailBio(withoutTailCards(withoutOpening(readBlocks('name' in node ? [node] : node.children, reading)), evidence.url), known.authors);
  const all: readonly Block[] = notes.length === 0 ? blocks : [...blocks, { kind: 'notes', notes }];
  return { blocks: all, node, dropped, linkShare: linkShareOf(node, measures) };
}

/** The blocks without lines of their own before the text that say who or when: some stand bare between elements. */
function withoutOpening(blocks: readonly Block[]): Block[] {
  const start = blocks.findIndex((block) => block.kind !== 'paragraph' || !isOpeningLine(block.words.text));
  return start > 0 ? blocks.slice(start) : [...blocks];
}

function linkShareOf(node: Parent, measures: Measures): number {
  const total = charsOf(node, measures);
  return total === 0 ? 0 : partsOf(node).reduce((sum, part) => sum + measureOf(measures, part).linkChars, 0) / total;
}

function isWithin(content: Parent): (element: Element) => boolean {
  return 'name' in content ? (element) => closest(element, (above) => above === content) !== null : () => true;
}

function baseUrlOf(evidence: PageEvidence): string {
  const base = evidence.byTag.get('base')?.[0];
  return (base === undefined ? null : resolveUrl(attribute(base, 'href'), evidence.url)) ?? evidence.url;
}
