/** An answer in the parts that every platform shows. Pure. */

import { clip } from '../../core/text.ts';
import type { LookupAnswer } from '../lookup/answer.ts';

export type Card = {
  readonly title: string;
  readonly url: string;
  /** Publisher and date. */
  readonly meta: string;
  readonly passage: string;
  readonly discussions: readonly { readonly label: string; readonly url: string }[];
  readonly why: string;
};

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** The parts of an answer, each one line. */
export function toCard({ title, url, source, date, passage, discussions, why }: LookupAnswer): Card {
  return {
    title: line(title, 140), url, meta: [line(source, 60), date === null ? 'undated' : DAY.format(new Date(date))].join(' · '), passage: line(passage, 240),
    discussions: discussions.map((one) => ({ label: describe(one), url: one.url })), why: line(why, 160),
  };
}

function describe({ site, points, comments }: LookupAnswer['discussions'][number]): string {
  return [line(site, 40), points === null ? null : `${points} points`, comments === null ? null : `${comments} comments`].filter((part) => part !== null).join(', ');
}

function line(text: string, maxChars: number): string {
  return clip(text.replace(/\s+/gu, ' ').trim(), maxChars);
}
