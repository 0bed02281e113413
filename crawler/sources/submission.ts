/** A submission to an aggregator → Entry that leads to the original. */

import type { Entry, Feed, Instant } from '../../core/feed.ts';
import { cleanLine } from '../../core/text.ts';
import { registrableDomain, resolveUrl } from '../../core/url.ts';
import { NO_SCHEDULE } from '../parse/feed-fields.ts';

export type Submission = {
  readonly id: string | null;
  /** What was submitted; null for a text posted at the aggregator itself. */
  readonly url: string | null;
  readonly title: string | null;
  readonly authors: readonly string[];
  readonly summary: string | null;
  readonly categories: readonly string[];
  readonly discussionUrl: string | null;
  readonly points: number | null;
  readonly comments: number | null;
  readonly submittedAt: Instant | null;
  /** Known only where the aggregator hosts the text. */
  readonly publishedAt: Instant | null;
};

/** An aggregator's answer as a feed: submissions of other sites' pages, in its order. Texts that only stand in a thread are left out. */
export function feedOfSubmissions(submissions: readonly Submission[], about: { readonly title: string | null; readonly siteUrl: string; readonly nextUrl: string | null }): Feed {
  return {
    format: 'aggregator', version: null, title: about.title, description: null, siteUrl: about.siteUrl, selfUrl: null, hubUrl: null, language: null,
    updatedAt: null, nextUrl: about.nextUrl, schedule: NO_SCHEDULE,
    entries: submissions.map(entryOf).filter((entry) => entry !== null),
  };
}

function entryOf(submission: Submission): Entry | null {
  const url = resolveUrl(submission.url);
  const discussionUrl = resolveUrl(submission.discussionUrl);
  if (url === null || (discussionUrl !== null && isThread(url, discussionUrl))) return null;
  const title = cleanLine(submission.title ?? '', 500);
  return {
    guid: submission.id, url, title: title === '' ? null : title, authors: submission.authors,
    publishedAt: submission.publishedAt, updatedAt: null, publishedRange: null,
    summary: submission.summary, contentHtml: null, contentText: null,
    categories: submission.categories, language: null, imageUrl: null, enclosures: [],
    discussion: discussionUrl === null ? null : { url: discussionUrl, points: submission.points, comments: submission.comments, submittedAt: submission.submittedAt },
  };
}

/** A text post's address is its own thread, sometimes under another spelling of the host. */
function isThread(url: string, discussionUrl: string): boolean {
  const threads = /\/(?:comments|item|s)(?:[/?]|$)/u;
  return url === discussionUrl || (registrableDomain(url) === registrableDomain(discussionUrl) && threads.test(URL.parse(url)?.pathname ?? ''));
}
