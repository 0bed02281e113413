/** What an issue says, before it is HTML or text: every name, count and address that a reader sees. Pure. */

import type { Instant } from '../../../core/feed.ts';
import { clip } from '../../../core/text.ts';
import { counted, kindName, listed } from '../../page/words.ts';
import { postUrl } from '../../page/links.ts';
import { topicName } from '../../query/topics.ts';
import { titleOf, type Period } from '../calendar.ts';
import { areaOf } from '../select/areas.ts';
import type { Candidate, Scored, Sentence } from '../select/candidate.ts';
import type { Edition } from '../select/pick.ts';

/** A link with its words; the address is http(s). */
export type Link = { readonly text: string; readonly url: string };

export type ItemView = {
  readonly title: string;
  /** The original; our own page where its address is none that may be followed. */
  readonly url: string;
  /** Our page about it. */
  readonly pageUrl: string;
  /** Publisher, date, reading time and kind. */
  readonly facts: readonly string[];
  readonly publisher: string;
  readonly authors: readonly string[];
  readonly publishedAt: Instant | null;
  readonly sentence: Sentence | null;
  readonly discussions: readonly Link[];
  /** Other hosts that have it, in words; null: none. */
  readonly copies: string | null;
  readonly topics: readonly string[];
  /** Why it is here, strongest first. */
  readonly why: readonly string[];
};

export type IssueView = {
  readonly key: string;
  /** `Week 34, 17–23 August 2026`. */
  readonly title: string;
  /** `Ten writeups`-like count. */
  readonly summary: string;
  readonly isEmpty: boolean;
  readonly groups: readonly { readonly name: string; readonly items: readonly ItemView[] }[];
  readonly secondLook: ItemView | null;
  /** The issue on the web. */
  readonly url: string;
  readonly homeUrl: string;
};

/** As {@link import('../../search/search.ts')} counts it: Brysbaert 2019. */
const WORDS_PER_MINUTE = 230;
const MAX_TITLE_CHARS = 160;
const ELSEWHERE = 'Elsewhere';
const MAX_REASONS = 3;

/** The view of an edition. `topic` is the slug of the one topic that it is about, where it is. */
export function viewOf(edition: Edition, period: Period, { publicUrl, topic }: { readonly publicUrl: string; readonly topic: string | null }): IssueView {
  const { items, secondLook } = edition;
  const groups = [...Map.groupBy(items, ({ candidate }) => areaName(candidate))].map(([name, group]) => ({ name, items: group.map((scored) => itemOf(scored, publicUrl)) }));
  return {
    key: period.key, title: `${topic === null ? '' : `${topicName(topic)}: `}${titleOf(period)}`, isEmpty: items.length === 0,
    summary: items.length === 0 ? 'Nothing in it was worth a mail, so none was sent.' : `${counted(items.length, 'writeup')} worth your time`,
    groups: groups.toSorted((a, b) => Number(a.name === ELSEWHERE) - Number(b.name === ELSEWHERE)),
    secondLook: secondLook === null ? null : itemOf(secondLook, publicUrl),
    url: `${publicUrl}/digest/${period.key}${topic === null ? '' : `?topic=${encodeURIComponent(topic)}`}`, homeUrl: publicUrl,
  };
}

/** All items in reading order, the second look last. */
export function itemsOf({ groups, secondLook }: IssueView): ItemView[] {
  return [...groups.flatMap(({ items }) => items), ...secondLook === null ? [] : [secondLook]];
}

function areaName({ tags }: Candidate): string {
  const [topic] = tags;
  return topic === undefined ? ELSEWHERE : topicName(areaOf(topic));
}

function itemOf({ candidate, reasons }: Scored, publicUrl: string): ItemView {
  const { postId, url, title, publisher, authors, publishedAt, wordCount, kind, sentence, discussions, copyHosts, tags } = candidate;
  const pageUrl = `${publicUrl}${postUrl(postId)}`;
  const minutes = Math.max(1, Math.round(wordCount / WORDS_PER_MINUTE));
  return {
    title: clip(title, MAX_TITLE_CHARS), url: isWebAddress(url) ? url : pageUrl, pageUrl, publisher, authors, publishedAt, sentence,
    facts: [publisher, publishedAt === null ? null : dayOf(publishedAt), `${minutes} min`, kind === 'other' ? null : kindName(kind)].filter((fact) => fact !== null),
    discussions: discussions.filter((discussion) => isWebAddress(discussion.url)).map(({ site, points, comments, url: threadUrl }) => ({ text: discussionText(site, points, comments), url: threadUrl })),
    copies: copyHosts.length === 0 ? null : `Also at ${listed(copyHosts.slice(0, 3))}`,
    topics: tags.slice(0, 3).map(topicName),
    why: reasons.filter(({ points }) => points > 0).toSorted((a, b) => b.points - a.points).slice(0, MAX_REASONS).map(({ text }) => text),
  };
}

function discussionText(site: string, points: number | null, comments: number | null): string {
  const counts = [points === null ? null : counted(points, 'point'), comments === null || comments === 0 ? null : counted(comments, 'comment')].filter((part) => part !== null);
  return counts.length === 0 ? site : `${site}: ${counts.join(', ')}`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

function dayOf(instant: Instant): string {
  return DAY.format(new Date(instant));
}

function isWebAddress(url: string): boolean {
  const protocol = URL.parse(url)?.protocol;
  return protocol === 'http:' || protocol === 'https:';
}
