/** The date that a reader sees: short lines that hold one, near the title. */

import type { Instant } from '../../../core/feed.ts';
import { closest, isElement, lineStart, nameHint, nameTest, type Element } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { inRows } from './card-rows.ts';
import { parseDate, type DayOrder } from './date-text.ts';
import type { Found } from './found.ts';

/** A line longer than this tells of a date instead of giving one. */
const MAX_LINE_CHARS = 90;
const PUBLISHED = /publish|posted|released|created|written|issued|veröffentlicht|erschienen|erstellt|publié|publicado|pubblicato|opublikowano|опубликован|yayın|geplaatst|gepubliceerd/iu;
const CHANGED = /updat|modif|review|revis|edited|aktualisiert|geändert|stand:|mis à jour|actualizado|aggiornato|atualizado|обновлен|bijgewerkt|last/iu;
/** When a person came, not when anything was written. */
const OF_PEOPLE = /^(?:joined|registered|member since|mitglied seit|beigetreten|born|geboren)/iu;
const ELSEWHERE = / (?:comments?|related|recommended|sidebar|footer|widget|latest|recent|popular|trending|teaser|promo|events?|calendar|copyright|clock|uhr|today|heute|current date) /u;
const isElsewhere = nameTest(ELSEWHERE);
const SKIPPED = new Set(['script', 'style', 'noscript', 'option', 'select', 'textarea', 'footer', 'nav', 'code', 'pre']);

/** A date in a line of its own, with how well it stands for the publication: smaller is better. */
type Candidate = { readonly element: Element; readonly at: Instant; readonly rank: number; readonly line: string };

/** The best visible date, or null. Lines that say "published" win over bare dates, those over "updated"; early lines win over late ones. */
export function findVisibleDate(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  const title = (evidence.byTag.get('h1') ?? [])[0];
  const start = title === undefined ? 0 : evidence.elements.indexOf(title);
  const candidates: Candidate[] = [];
  for (const [index, element] of evidence.elements.entries()) {
    const line = ownLine(element, DIGITS);
    if (line === null || SKIPPED.has(element.name) || !isAtHome(element)) continue;
    const at = OF_PEOPLE.test(line) ? null : isPlausible(parseDate(line, order));
    if (at === null) continue;
    const rank = (PUBLISHED.test(line) ? 0 : CHANGED.test(line) ? 4 : 1) + (index < start ? 1 : 0) + (line.length > 50 ? 1 : 0);
    candidates.push({ element, at, rank, line });
  }
  const best = bestOf(candidates);
  return best === null ? null : { value: best.at, from: `visible text "${best.line.slice(0, 40)}"` };
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
  for (const element of evidence.elements.slice(start + 1, start + 1 + NEAR_TITLE)) {
    const line = ownLine(element, DIGITS);
    if (line === null || line.length > 40 || !isAtHome(element) || element.name === 'a' || /^h\d$/u.test(element.name)) continue;
    const at = isPlausible(parseDate(line, order));
    if (at === null) continue;
    return CHANGED.test(lineStart(element.parent ?? element, 100)) || CHANGED.test(nameHint(element)) ? null : { value: at, from: `date under the title "${line}"` };
  }
  return null;
}

/** The date that one of the first paragraphs begins with: `Karlsruhe, 12.11.2021.` */
export function findDateline(evidence: PageEvidence, order: DayOrder, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
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
  for (const element of evidence.elements) {
    const line = ownLine(element, DIGITS);
    const month = line === null || line.length > 60 || !(PUBLISHED.test(line) || CHANGED.test(line)) ? undefined : MONTH.exec(line)?.[1];
    const at = month === undefined || !isAtHome(element) ? null : isPlausible(parseDate(`1 ${month}`));
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

const DIGITS = /\d{4}|\d[./-]\d/u;

const IN_LINE = new Set(['b', 'strong', 'em', 'i', 'span', 'time', 'abbr', 'small', 'br']);

/** The text that stands directly in the element or its inline children, where it is short and holds what is asked; null else. */
function ownLine(element: Element, holds: RegExp): string | null {
  let line = '';
  for (const child of element.children) {
    if (child.type === 'text') line += child.data;
    else if (isElement(child) && IN_LINE.has(child.name)) line += ` ${child.children.map((inside) => (inside.type === 'text' ? inside.data : '')).join('')} `;
    if (line.length > 400) return null;
  }
  if (!holds.test(line)) return null;
  const short = line.replace(/\s+/gu, ' ').trim();
  return short.length < 6 || short.length > MAX_LINE_CHARS ? null : short;
}

function isAtHome(element: Element): boolean {
  return !isElsewhere(element) && closest(element, (above) => SKIPPED.has(above.name) || above.name === 'aside' || (isElsewhere(above) && above.name !== 'body' && above.name !== 'html')) === null;
}
