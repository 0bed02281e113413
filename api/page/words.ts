/** Numbers, dates and names as the pages write them. */

import type { Instant } from '../../core/feed.ts';
import { languageName } from '../query/fields.ts';
import { topicName } from '../query/topics.ts';

const NUMBER = new Intl.NumberFormat('en-GB');
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const RELATIVE = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/** `1,204`. */
export function number(value: number): string {
  return NUMBER.format(value);
}

/** `1 writeup`, `1,204 writeups`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** `3 Mar 2021`. */
export function day(instant: Instant): string {
  return DAY.format(new Date(instant));
}

/** `2 hours ago`, `in 3 days`; days from 2 days on. */
export function ago(instant: Instant, now: Instant): string {
  const minutes = Math.round((Date.parse(instant) - Date.parse(now)) / 60_000);
  if (Math.abs(minutes) < 90) return RELATIVE.format(minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return RELATIVE.format(Math.round(minutes / 60), 'hour');
  return RELATIVE.format(Math.round(minutes / 1440), 'day');
}

/** How a kind is written in running text: `deep dive`. */
export function kindName(kind: string): string {
  return kind.replaceAll('-', ' ');
}

/** A facet's value for people. */
export function facetLabel(facet: string, value: string): string {
  if (facet === 'language') return languageName(value);
  if (facet === 'tag' || facet === 'code') return topicName(value);
  return facet === 'kind' ? kindName(value) : value;
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Platforms on which many write, by the end of their hosts. */
const PLATFORMS: readonly (readonly [string, string])[] = [
  ['medium.com', 'Medium'], ['substack.com', 'Substack'], ['hackernoon.com', 'HackerNoon'], ['hashnode.dev', 'Hashnode'], ['linkedin.com', 'LinkedIn'], ['github.io', 'GitHub Pages'], ['dzone.com', 'DZone'],
];

/** What people call the site at a host. */
export function siteName(host: string): string {
  return PLATFORMS.find(([end]) => host === end || host.endsWith(`.${end}`))?.[1] ?? host;
}
