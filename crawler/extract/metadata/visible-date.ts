/** The date that a reader sees: short lines that hold one, near the title. */

import type { Instant } from '../../../core/feed.ts';
import { closest, isElement, nameHint, type Element } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { parseDate, type DayOrder } from './date-text.ts';
import type { Found } from './found.ts';

/** A line longer than this tells of a date instead of giving one. */
const MAX_LINE_CHARS = 90;
const PUBLISHED = /publish|posted|released|created|written|issued|veröffentlicht|erschienen|erstellt|publié|publicado|pubblicato|opublikowano|опубликован|yayın|geplaatst|gepubliceerd/iu;
const CHANGED = /updat|modif|review|revis|edited|aktualisiert|geändert|stand:|mis à jour|actualizado|aggiornato|atualizado|обновлен|bijgewerkt|last/iu;
const ELSEWHERE = / (?:comments?|related|recommended|sidebar|footer|widget|latest|recent|popular|trending|teaser|promo|events?|calendar|copyright) /u;
const SKIPPED = new Set(['script', 'style', 'noscript', 'option', 'select', 'textarea', 'footer', 'nav', 'code', 'pre']);

/** A date in a line of its own, with how well it stands for the publication: smaller is better. */
type Candidate = { readonly at: Instant; readonly rank: number; readonly line: string };

/** The best visible date, or null. Lines that say "published" win over bare dates, those over "updated"; early lines win over late ones. */
export function findVisibleDate(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  const title = (evidence.byTag.get('h1') ?? [])[0];
  const start = title === undefined ? 0 : evidence.elements.indexOf(title);
  let best: Candidate | null = null;
  for (const [index, element] of evidence.elements.entries()) {
    const line = ownLine(element);
    if (line === null || !/\d{4}|\d[./-]\d/u.test(line) || SKIPPED.has(element.name) || !isAtHome(element)) continue;
    const at = isPlausible(parseDate(line, order));
    if (at === null) continue;
    const rank = (PUBLISHED.test(line) ? 0 : CHANGED.test(line) ? 4 : 1) + (index < start ? 1 : 0) + (line.length > 50 ? 1 : 0);
    if (best === null || rank < best.rank) best = { at, rank, line };
  }
  return best === null ? null : { value: best.at, from: `visible text "${best.line.slice(0, 40)}"` };
}

/** The text that stands directly in the element or its inline children, where it is short; null else. */
function ownLine(element: Element): string | null {
  let line = '';
  for (const child of element.children) {
    if (child.type === 'text') line += child.data;
    else if (isElement(child) && /^(?:b|strong|em|i|span|time|abbr|small|br)$/u.test(child.name)) line += ` ${child.children.map((inside) => (inside.type === 'text' ? inside.data : '')).join('')} `;
    if (line.length > 400) return null;
  }
  const short = line.replace(/\s+/gu, ' ').trim();
  return short.length < 6 || short.length > MAX_LINE_CHARS ? null : short;
}

function isAtHome(element: Element): boolean {
  return !ELSEWHERE.test(nameHint(element)) && closest(element, (above) => SKIPPED.has(above.name) || above.name === 'aside' || ELSEWHERE.test(nameHint(above)) && above.name !== 'body' && above.name !== 'html') === null;
}
