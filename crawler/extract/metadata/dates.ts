/** When it was first published, and when it was changed. */

import type { Instant } from '../../../core/feed.ts';
import { hostOf } from '../../../core/url.ts';
import { attribute, lineOf, nameHint, nameTest, type Element } from '../dom.ts';
import { elementsAt, elementsNamed, type PageEvidence } from '../page-evidence.ts';
import { parseDate, type DayOrder } from './date-text.ts';
import { homeOf } from './at-home.ts';
import { inRows } from './card-rows.ts';
import { firstFound, type Found } from './found.ts';
import { articleNodes, textValue, typesOf } from './json-ld.ts';
import { findScriptDate } from './script-date.ts';
import { findAnnouncedDate, findDateline, findHeadlineDate, findOnlyDate, findVisibleDate, findVisibleMonth } from './visible-date.ts';

const PUBLISHED_METAS = [
  'article:published_time', 'og:article:published_time', 'article:published', 'og:published_time', 'og:pubdate', 'datepublished', 'date.published', 'publish_date', 'publish-date', 'publishdate',
  'publication_date', 'published_at', 'pubdate', 'parsely-pub-date', 'sailthru.date', 'citation_publication_date', 'citation_online_date', 'citation_date', 'dc.date.issued', 'dcterms.issued', 'dc.date.created',
  'dcterms.created', 'dcterms.date', 'dc.date', 'date', 'article.created', 'article_date_original', 'originalpublicationdate', 'rnews:datepublished', 'cxenseparse:recs:publishtime', 'bt:pubdate', 'displaydate',
  'article:post_date', 'article-publish-date', 'datecreated', 'created', 'release_date', 'shareaholic:article_published_time', 'lastpubdate', 'cdate', 'ms.date',
];
const MODIFIED_METAS = ['article:modified_time', 'og:article:modified_time', 'og:updated_time', 'datemodified', 'last-modified', 'lastmod', 'modified', 'dcterms.modified', 'dc.date.modified', 'revised', 'shareaholic:article_modified_time', 'article:updated', 'date-revision'];

/** The first publication, or null where nothing on the page says. Dates after tomorrow do not count. */
export function findPublished(evidence: PageEvidence, now: Instant): Found<Instant> | null {
  const order = dayOrder(evidence);
  const times = evidence.byTag.get('time') ?? [];
  const cards = inRows(times, (time) => elementDate(time, now, order));
  const seen = findHeadlineDate(evidence, order, (at) => plausible(at, now));
  const found = firstFound<Instant>([
    (page) => urlDate(page, now),
    (page) => jsonLdDate(page, ['datePublished', 'dateCreated', 'uploadDate'], now),
    (page) => metaDate(page, PUBLISHED_METAS, now),
    (page) => microdataDate(page, /datePublished|dateCreated/u, now, order),
    (page) => timeDate(times.filter((time) => !cards.has(time)).filter(homeOf(page, isTeaser)), now, order),
    (page) => namedDate(page, now, order, homeOf(page, isTeaser)),
    (page) => findVisibleDate(page, order, (at) => plausible(at, now), page.elements.find((element) => cards.has(element)) ?? null),
    () => timeDate(times, now, order),
    (page) => findVisibleDate(page, order, (at) => plausible(at, now)),
    (page) => findScriptDate(page, (at) => plausible(at, now)),
    (page) => findDateline(page, order, (at) => plausible(at, now)),
    (page) => namedDate(page, now, order, () => true),
    (page) => findAnnouncedDate(page, order, (at) => plausible(at, now)),
    (page) => findVisibleMonth(page, (at) => plausible(at, now)),
    (page) => compactDate(page, now),
    (page) => findOnlyDate(page, order, (at) => plausible(at, now)),
    (page) => metaDate(page, MODIFIED_METAS, now),
    (page) => jsonLdDate(page, ['dateModified'], now),
    (page) => headerDate(page, now),
  ], evidence);
  return seen !== null && found !== null && found.from !== 'url' && isEarlierDay(seen.value, found.value) ? seen : found;
}

/** A date under the title that is before the stated one: pages that moved to another system were given a new one there. */
function isEarlierDay(seen: Instant, stated: Instant): boolean {
  return seen.slice(0, 10) < stated.slice(0, 10);
}

/** The last change, or null. */
export function findUpdated(evidence: PageEvidence, now: Instant): Found<Instant> | null {
  const order = dayOrder(evidence);
  return firstFound<Instant>([
    (page) => jsonLdDate(page, ['dateModified'], now),
    (page) => metaDate(page, MODIFIED_METAS, now),
    (page) => microdataDate(page, /dateModified/u, now, order),
  ], evidence);
}

/** English pages of the United States write the month first; where the language alone is given, the address and the Open Graph locale say more. */
function dayOrder(evidence: PageEvidence): DayOrder {
  const [root] = evidence.byTag.get('html') ?? [];
  const inPath = /\/(en-[a-z]{2})(?:\/|$)/iu.exec(URL.parse(evidence.url)?.pathname ?? '')?.[1];
  const stated = root === undefined ? null : attribute(root, 'lang');
  const locale = (inPath ?? [stated, evidence.metas.get('og:locale')?.[0] ?? null].find((name) => name !== null && /[-_]/u.test(name)) ?? stated ?? '').replace('_', '-');
  return /^(?:en(?:-us)?)?$/iu.test(locale) && !/\.(?:uk|au|in|ie|nz|za)$/u.test(hostOf(evidence.url)) ? 'month-first' : 'day-first';
}

const DAY_MS = 86_400_000;

function plausible(at: Instant | null, now: Instant): Instant | null {
  return at !== null && at <= new Date(Date.parse(now) + DAY_MS).toISOString() ? at : null;
}

function jsonLdDate(evidence: PageEvidence, keys: readonly string[], now: Instant): Found<Instant> | null {
  const nodes = articleNodes(evidence.jsonLd).filter((node) => !typesOf(node).includes('review'));
  for (const key of keys) {
    for (const node of nodes) {
      const at = plausible(parseDate(textValue(node[key]) ?? ''), now);
      if (at !== null) return { value: at, from: `json-ld ${key}` };
    }
  }
  return null;
}

function metaDate(evidence: PageEvidence, names: readonly string[], now: Instant): Found<Instant> | null {
  for (const name of names) {
    for (const content of evidence.metas.get(name) ?? []) {
      const at = plausible(parseDate(content), now);
      if (at !== null) return { value: at, from: `meta ${name}` };
    }
  }
  return null;
}

function elementDate(element: Element, now: Instant, order: DayOrder): Instant | null {
  for (const name of ['datetime', 'content', 'data-datetime', 'title']) {
    const at = plausible(parseDate(attribute(element, name) ?? '', order), now);
    if (at !== null) return at;
  }
  const text = lineOf(element);
  return text.length > 100 ? null : plausible(parseDate(text, order), now);
}

function microdataDate(evidence: PageEvidence, property: RegExp, now: Instant, order: DayOrder): Found<Instant> | null {
  for (const element of elementsAt(evidence, evidence.labelled)) {
    const name = element.attribs['itemprop'];
    if (name === undefined || !property.test(name)) continue;
    const at = elementDate(element, now, order);
    if (at !== null) return { value: at, from: `itemprop ${name}` };
  }
  return null;
}

function timeDate(times: readonly Element[], now: Instant, order: DayOrder): Found<Instant> | null {
  for (const element of times) {
    const at = elementDate(element, now, order);
    if (at !== null && !/ (?:updated|modified) /u.test(nameHint(element))) return { value: at, from: 'time element' };
  }
  return null;
}

const urlDate: (evidence: PageEvidence, now: Instant) => Found<Instant> | null = (evidence, now) => {
  const path = URL.parse(evidence.url)?.pathname ?? '';
  const match = /\/((?:19|20)\d{2})[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)/u.exec(path);
  const at = match === null ? null : plausible(parseDate(`${match[1]}-${match[2]?.padStart(2, '0')}-${match[3]?.padStart(2, '0')}`), now);
  return at === null ? null : { value: at, from: 'url' };
};

const COMPACT_DAY = /(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)|\/(20\d{2})\/(0[1-9]|1[0-2])\/\d{2}\5(0[1-9]|[12]\d|3[01])(?!\d)/u;

/** A day in eight figures in the address or the body's id, or in six behind its year and month: `/2015/08/150803-quiet`. */
function compactDate(evidence: PageEvidence, now: Instant): Found<Instant> | null {
  const [body] = evidence.byTag.get('body') ?? [];
  for (const text of [URL.parse(evidence.url)?.pathname ?? '', body?.attribs['id'] ?? '']) {
    const match = COMPACT_DAY.exec(text);
    const at = match === null ? null : plausible(parseDate(match[1] === undefined ? `${match[4]}-${match[5]}-${match[6]}` : `${match[1]}-${match[2]}-${match[3]}`), now);
    if (at !== null) return { value: at, from: 'figures in the address' };
  }
  return null;
}

const DATE_NAMES = / (?:date|dateline|pubdate|published|publish|posted|post date|entry date|timestamp|datum|fecha|byline|meta|time|created) /u;

const isNamedDate = nameTest(DATE_NAMES);

/** Where other writeups and comments are shown with dates of theirs. */
const isTeaser = nameTest(/ (?:comments?|commentlist|related|recommended|sidebar|teaser|teasers|popular|trending) /u);

function namedDate(evidence: PageEvidence, now: Instant, order: DayOrder, isHere: (element: Element) => boolean): Found<Instant> | null {
  const named = elementsNamed(evidence, isNamedDate).filter(isHere);
  const rows = inRows(named, (element) => elementDate(element, now, order));
  for (const element of named) {
    const at = rows.has(element) ? null : elementDate(element, now, order);
    if (at !== null) return { value: at, from: `text of .${nameHint(element).trim().replaceAll(' ', '-').slice(0, 40)}` };
  }
  return null;
}

const headerDate: (evidence: PageEvidence, now: Instant) => Found<Instant> | null = (evidence, now) => {
  const at = plausible(parseDate(evidence.headers['last-modified'] ?? ''), now);
  return at === null ? null : { value: at, from: 'header last-modified' };
};

