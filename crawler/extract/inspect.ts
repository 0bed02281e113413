/** Extraction that shows its work, for `writeups inspect`. */

import type { Article } from '../../core/article.ts';
import type { Instant } from '../../core/feed.ts';
import { clip } from '../../core/text.ts';
import { parentElement, lineOf, type Element } from './dom.ts';
import { assemble, readPage } from './extract.ts';
import type { Page } from './page-evidence.ts';
import type { Removal } from './removals/removal.ts';

/** An article, the element (null: the whole document) its text was read from, and everything that was left out of it, in the page's order. */
export type Inspection = { readonly article: Article; readonly contentSelector: string | null; readonly removals: readonly Removal[] };

/** As `extractArticle`, with the reasons. @throws ExtractError as there. */
export function inspectArticle(page: Page, now: Instant): Inspection {
  const read = readPage(page, now);
  const { evidence, content } = read;
  const removals = [...content.dropped].map(([element, reason]) => ({ ...reason, selector: selectorOf(element), text: clip(lineOf(element), 200) }));
  return { article: assemble(read), contentSelector: 'name' in content.node ? selectorOf(content.node) : null, removals: inOrder(removals, [...content.dropped.keys()], evidence.elements) };
}

function inOrder(removals: readonly Removal[], elements: readonly Element[], order: readonly Element[]): Removal[] {
  const places = new Map(order.map((element, index) => [element, index]));
  const place = (index: number): number => places.get(elements[index] as Element) ?? 0;
  return removals.map((removal, index) => ({ removal, place: place(index) })).sort((a, b) => a.place - b.place).map(({ removal }) => removal);
}

/** `main > div#post.entry-content`: the element and its two nearest ancestors, shortened. */
function selectorOf(element: Element): string {
  const path: string[] = [];
  for (let at: Element | null = element; at !== null && path.length < 3; at = parentElement(at)) path.unshift(simpleSelector(at));
  return path.join(' > ');
}

function simpleSelector(element: Element): string {
  const id = element.attribs['id'];
  const classes = (element.attribs['class'] ?? '').split(/\s+/u).filter((name) => name !== '').slice(0, 3);
  return `${element.name}${id === undefined || id === '' ? '' : `#${id}`}${classes.map((name) => `.${name}`).join('')}`;
}
