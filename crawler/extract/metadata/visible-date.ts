/** The date that a reader sees: short lines that hold one, near the title. */

import type { Instant } from '../../../core/feed.ts';
import { isElement, lineStart, nameHint, nameTest, type Element } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { elementsAtHome, homeOf } from './at-home.ts';
import { inRows } from './card-rows.ts';
import { parseDate, type DayOrder } from './date-text.ts';
import type { Found } from './found.ts';

/** A line longer than this tells of a date instead of giving one. */
const MAX_LINE_CHARS = 90;
const PUBLISHED = /publish|posted|released|created|written|issued|veröffentlicht|erschienen|erstellt|publié|publicado|pubblicato|opublikowano|опубликован|yayın|geplaatst|gepubliceerd/iu;
const CHANGED = /updat|modif|review|revis|edited|aktualisiert|geändert|stand:|mis à jour|actualizado|aggiornato|atualizado|обновлен|bijgewerkt|last/iu;
/** When a person came, not when anything was written. */
const OF_PEOPLE = /^(?:joined|registered|member since|mitglied seit|beigetreten|born|geboren)/iu;
const ELSEWHERE = / (?:comments?|related|recommended|sidebar|footer|(?<! elementor )widget(?! blog )|latest|recent|popular|trending|teaser|promo|events?|calendar|copyright|clock|uhr|today|heute|current date) /u;
const isElsewhere = nameTest(ELSEWHERE);
const UNREAD = new Set(['script', 'style', 'noscript', 'option', 'select', 'textarea', 'code', 'pre']);
/** Elements in which a date is another one's. */
const SKIPPED = new Set([...UNREAD, 'footer', 'nav', 'aside']);

/** A date in a line of its own, with how well it stands for the publication: smaller is better. */
type Candidate = { readonly element: Element; readonly at: Instant; readonly rank: number; readonly line: string };

/** A short line with digits that may be a date. */
type DigitLine = { readonly element: Element; readonly line: string };

/** Several rules read the same page. */
const knownLines = new WeakMap<PageEvidence, readonly DigitLine[]>();

/** The short lines with digits that belong to the writeup, in document order. */
function digitLines(evidence: PageEvidence): readonly DigitLine[] {
  const lines = knownLines.get(evidence) ?? readLines(elementsAtHome(evidence, isAway));
  knownLines.set(evidence, lines);
  return lines;
}

function readLines(elements: readonly Element[]): DigitLine[] {
  return elements.flatMap((element) => {
    const line = ownLine(element);
    return line === null ? [] : [{ element, line }];
  });
}

/** The best visible date, or null. Lines that say "published" win over bare dates, those over "updated"; early lines win over late ones. What stands after `end` does not count. */
export function findVisibleDate(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null, end: Element | null = null): Found<Instant> | null {
  const [title] = evidence.byTag.get('h1') ?? [];
  const start = title === undefined ? 0 : evidence.elements.indexOf(title);
  const last = end === null ? evidence.elements.length : evidence.elements.indexOf(end);
  let place = 0;
  const candidates = digitLines(evidence).flatMap(({ element, line }): Candidate[] => {
    const at = OF_PEOPLE.test(line) ? null : isPlausible(parseDate(line, order));
    // The lines come in the order of the elements.
    if (at !== null) place = evidence.elements.indexOf(element, place);
    const rank = (PUBLISHED.test(line) ? 0 : CHANGED.test(line) ? 4 : 1) + (place < start ? 1 : 0) + (line.length > 50 ? 1 : 0);
    return at === null || place >= last ? [] : [{ element, at, rank, line }];
  });
  const best = bestOf(candidates);
  return best === null ? null : { value: best.at, from: `visible text "${best.line.slice(0, 40)}"` };
}

/** The only day that short lines anywhere on the page give, or null where they give several: what stands in footers and beside the text too. */
export function findOnlyDate(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  const lines = readLines(elementsAtHome(evidence, (element) => UNREAD.has(element.name))).filter(({ line }) => !OF_PEOPLE.test(line) && !CHANGED.test(line));
  const dated = lines.map(({ line }) => ({ line, at: isPlausible(parseDate(line, order)) })).filter(({ at }) => at !== null);
  const [first] = dated;
  return first === undefined || first.at === null || new Set(dated.map(({ at }) => at?.slice(0, 10))).size > 1 ? null : { value: first.at, from: `only date "${first.line.slice(0, 40)}"` };
}

/** The first of the best ranked. Dates in rows of cards count only where there are no others. */
function bestOf(candidates: readonly Candidate[]): Candidate | null {
  const dates = new Map(candidates.map(({ element, at }) => [element, at]));
  const rows = inRows([...dates.keys()], (element) => dates.get(element) ?? null);
  const alone = candidates.filter(({ element }) => !rows.has(element));
  return (alone.length > 0 ? alone : candidates).toSorted((a, b) => a.rank - b.rank)[0] ?? null;
}

/** How many elements after the title its own date may stand. */
const NEAR_TITLE = 12;

/** The date in a line of its own directly under the main heading, unless it tells of a change. */
export function findHeadlineDate(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  const headings = evidence.byTag.get('h1') ?? [];
  const [title] = headings;
  const start = title === undefined || headings.length > 1 ? -1 : evidence.elements.indexOf(title);
  if (start === -1) return null;
  const isAtHome = homeOf(evidence, isAway);
  for (const element of evidence.elements.slice(start + 1, start + 1 + NEAR_TITLE)) {
    const line = ownLine(element);
    if (line === null || line.length > 40 || !isAtHome(element) || element.name === 'a' || /^h\d$/u.test(element.name)) continue;
    const at = isPlausible(parseDate(line, order));
    if (at === null) continue;
    return CHANGED.test(lineStart(element.parent ?? element, 100)) || CHANGED.test(nameHint(element)) ? null : { value: at, from: `date under the title "${line}"` };
  }
  return null;
}

/** The date that one of the first paragraphs begins with: `Karlsruhe, 12.11.2021.` */
export function findDateline(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  const isAtHome = homeOf(evidence, isAway);
  for (const element of (evidence.byTag.get('p') ?? []).concat(evidence.byTag.get('div') ?? [])) {
    const opening = /^(?:\S{2,30} ){0,3}\(?\d.{0,20}?\d{4}(?!\d)/u.exec(lineStart(element, 100))?.[0];
    const at = opening === undefined || OF_PEOPLE.test(opening) || !isAtHome(element) ? null : isPlausible(parseDate(opening, order));
    if (opening !== undefined && at !== null) return { value: at, from: `dateline "${opening.slice(0, 40)}"` };
  }
  return null;
}

const MONTH = /[:\s]([\p{L}\p{M}]{3,14}\.? \d{4})$/u;

/** The first of the month that a line says it was published or changed in, where the page gives no day. */
export function findVisibleMonth(evidence: PageEvidence, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  for (const { line } of digitLines(evidence)) {
    const month = line.length > 60 || !(PUBLISHED.test(line) || CHANGED.test(line)) ? undefined : MONTH.exec(line)?.[1];
    const at = month === undefined ? null : isPlausible(parseDate(`1 ${month}`));
    if (at !== null) return { value: at, from: `month "${month}"` };
  }
  return null;
}

/** What press offices and archives set before a date, in what they say of themselves. */
const ANNOUNCED = /(?:mitteilung|meldung|notizia|comunicato|communiqué|release|nachricht|news|nota|article|artikel|beitrag|published|posted|veröffentlicht|publié|publicado|pubblicato)(?: (?:vom|del|du|of|on|le|el|il|am)){1,2} (.{4,30})/iu;

/** The date that the page's description or a line of its lead announces: `Pressemitteilung vom 25. Januar 2022`. */
export function findAnnouncedDate(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  const descriptions = ['description', 'og:description'].flatMap((name) => evidence.metas.get(name) ?? []);
  const leads = (evidence.byTag.get('p') ?? []).map((paragraph) => lineStart(paragraph, 120));
  for (const text of [...descriptions, ...leads]) {
    const announced = ANNOUNCED.exec(text)?.[1];
    const at = announced === undefined ? null : isPlausible(parseDate(announced, order));
    if (announced !== undefined && at !== null) return { value: at, from: `announced "${announced.slice(0, 30)}"` };
  }
  return null;
}

const DIGIT = /\d/u;
const DIGITS = /\d{4}|\d[./-]\d/u;

const IN_LINE = new Set(['b', 'strong', 'em', 'i', 'span', 'time', 'abbr', 'small', 'br']);

/** The text that stands directly in the element or its inline children, where it is short and holds what dates are made of; null else. */
function ownLine(element: Element): string | null {
  if (!element.children.some((child) => (child.type === 'text' ? DIGIT.test(child.data) : isElement(child) && IN_LINE.has(child.name)))) return null;
  let line = '';
  for (const child of element.children) {
    if (child.type === 'text') line += child.data;
    else if (isElement(child) && IN_LINE.has(child.name)) line += ` ${child.children.map((inside) => (inside.type === 'text' ? inside.data : '')).join('')} `;
    if (line.length > 400) return null;
  }
  if (!DIGITS.test(line)) return null;
  const short = line.replace(/\s+/gu, ' ').trim();
  return short.length < 6 || short.length > MAX_LINE_CHARS ? null : short;
}

function isAway(element: Element): boolean {
  return SKIPPED.has(element.name) || isElsewhere(element);
}
