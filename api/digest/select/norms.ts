/** What is usual: how much an aggregator's posts are discussed, how a publisher fares, which titles are one of a series. Pure. */

import { fold } from '../../../core/text.ts';

/** Of one aggregator's discussions: what half of them reach, and what one in ten does. */
export type SiteNorm = { readonly usual: number; readonly high: number };

export type Norms = {
  readonly sites: ReadonlyMap<string, SiteNorm>;
  /** How much a publisher's writeups are discussed on average, 0 (never) to about 1.5, drawn towards 0 where little is known. */
  readonly publishers: ReadonlyMap<string, number>;
  /** How often each publisher used a title of this pattern before, by {@link seriesKeys}. */
  readonly series: ReadonlyMap<string, number>;
};

type Counts = { readonly site: string; readonly publisher: string; readonly points: number | null; readonly comments: number | null };
type Title = { readonly publisher: string; readonly title: string };

/** A comment costs more than a vote, and says more. */
const COMMENT_WEIGHT = 1.5;
/** What is taken for usual before anything is known: points of a link that its aggregator's readers noticed, and that they liked. */
const UNKNOWN_SITE: SiteNorm = { usual: 12, high: 120 };
/** So many invented ordinary discussions are counted beside a site's own. */
const PRIOR_DISCUSSIONS = 8;
/** So many undiscussed writeups are counted beside a publisher's own. */
const PRIOR_WRITEUPS = 5;

/** Votes and comments as one number. */
export function heat({ points, comments }: Pick<Counts, 'points' | 'comments'>): number {
  return (points ?? 0) + COMMENT_WEIGHT * (comments ?? 0);
}

/** How a discussion compares: 0 for none, about 0.5 for the aggregator's usual one, 1 for one in ten, at most 1.5. */
export function discussionValue(counts: Pick<Counts, 'site' | 'points' | 'comments'>, sites: Norms['sites']): number {
  if (counts.points === null && counts.comments === null) return 0;
  const { usual, high } = sites.get(counts.site) ?? UNKNOWN_SITE;
  const value = Math.log1p(Math.max(0, heat(counts)));
  const [low, top] = [Math.log1p(usual), Math.log1p(high)];
  return Math.min(1.5, value <= low ? 0.5 * (value / low) : 0.5 + 0.5 * ((value - low) / (top - low)));
}

/** The norms that follow from discussions and titles of the past. `writeups` counts each publisher's. */
export function findNorms({ discussions, titles, writeups }: {
  readonly discussions: readonly Counts[]; readonly titles: readonly Title[]; readonly writeups: ReadonlyMap<string, number>;
}): Norms {
  const sites = new Map([...Map.groupBy(discussions, ({ site }) => site)].map(([site, group]) => [site, siteNorm(group)]));
  const publishers = new Map([...Map.groupBy(discussions, ({ publisher }) => publisher)].map(([publisher, group]) => {
    const sum = group.reduce((total, counts) => total + discussionValue(counts, sites), 0);
    return [publisher, sum / (Math.max(group.length, writeups.get(publisher) ?? 0) + PRIOR_WRITEUPS)];
  }));
  const series = new Map<string, number>();
  for (const { publisher, title } of titles) for (const key of seriesKeys(publisher, title)) series.set(key, (series.get(key) ?? 0) + 1);
  return { sites, publishers, series };
}

function siteNorm(group: readonly Counts[]): SiteNorm {
  const heats = [...group.map(heat), ...Array.from({ length: PRIOR_DISCUSSIONS }, (_, at) => (at === 0 ? UNKNOWN_SITE.high : UNKNOWN_SITE.usual))].toSorted((a, b) => a - b);
  const usual = Math.max(1, heats[Math.floor(heats.length / 2)] ?? 1);
  return { usual, high: Math.max(usual * 2, heats[Math.floor(heats.length * 0.9)] ?? usual) };
}

const MONTH = /\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b/gu;

/** The patterns of a title: itself without numbers and months, and what stands before its colon or dash, where that is more than a word. */
export function seriesKeys(publisher: string, title: string): string[] {
  const pattern = (text: string): string => fold(text).replace(/\d+(?:st|nd|rd|th)?/gu, '#').replace(MONTH, '#').replace(/(?:# ?)+/gu, '# ').trim();
  const whole = pattern(title);
  const head = pattern(title.split(/[:–—|]| - /u)[0] ?? '');
  const keys = head !== whole && head.includes(' ') ? [whole, head] : [whole];
  return [...new Set(keys.filter((key) => key.replaceAll('#', '').trim().length >= 4))].map((key) => `${publisher}\n${key}`);
}
