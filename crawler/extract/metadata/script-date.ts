/** Dates in the data that pages hand to their own scripts. */

import type { Instant } from '../../../core/feed.ts';
import type { PageEvidence } from '../page-evidence.ts';
import { parseDate } from './date-text.ts';
import type { Found } from './found.ts';

const PUBLISHED = /["']?(datePublished|date_published|publishedAt|published_at|publishDate|publish_date|publicationDate|publication_date|firstPublished\w*|publishedTime|published_time|displayDate|postDate|post_date|createdAt|created_at)\\?["']?\s*[:=]\s*\\?["'](\d{4}-\d{2}-\d{2}[^"'\\]{0,20})/u;
/** Data beyond this is of other pages. */
const MAX_CHARS = 300_000;

/** The first publication date in a script of the page, or null. */
export function findScriptDate(evidence: PageEvidence, isPlausible: (at: Instant | null) => Instant | null): Found<Instant> | null {
  for (const script of evidence.byTag.get('script') ?? []) {
    const text = script.children.map((child) => ('data' in child ? child.data : '')).join('').slice(0, MAX_CHARS);
    const match = PUBLISHED.exec(text);
    const at = match === null ? null : isPlausible(parseDate(match[2] ?? ''));
    if (match !== null && at !== null) return { value: at, from: `script ${match[1]}` };
  }
  return null;
}
