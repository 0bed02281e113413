/** What of a cluster may stand in an issue, and why it is news. Pure. */

import type { Mention } from '../../../core/post.ts';
import { hostOf, registrableDomain } from '../../../core/url.ts';
import type { Instant } from '../../../core/feed.ts';
import type { ClusterParts } from '../../../store/candidates.ts';
import type { Period } from '../calendar.ts';
import type { Candidate, DigestDiscussion, News } from './candidate.ts';
import { findSentence } from './sentence.ts';

/** Stricter than {@link LOW_QUALITY}: a search may show a doubtful page, a mail may not. */
const LEAST_QUALITY = 0.6;
const LEAST_WORDS = 250;
const DAY_MS = 86_400_000;
/** A feed may be read a few days after its post; what is found later was not looked for. */
const LATE_DAYS = 4;
/** What is discussed for the first time so long after its publication is an old post. */
const OLD_DAYS = 365;
/** Without any vote or comment a discussion is only a link. */
const LEAST_HEAT = 5;

/** `isDescribed`: its description is its own, and not one of the whole site. */
export type Judged = ClusterParts & { readonly text: string; readonly isDescribed: boolean };

/** The candidate of a cluster; null where it is no news, or not fit to be mailed. */
export function toCandidate(cluster: Judged, period: Period, aggregators: ReadonlySet<string>): Candidate | null {
  const news = findNews(cluster, period);
  if (news === null || !isFit(cluster, aggregators)) return null;
  const { original, copies, mentions, text, isDescribed } = cluster;
  const { id, clusterId, url, title, publisher, authors, publishedAt, kind, tags, language, wordCount, codeLanguages, quality, excerpt } = original;
  return {
    clusterId, postId: id, url, title, publisher, domain: registrableDomain(url), authors, publishedAt, news, kind,
    tags: tags.toSorted((a, b) => b.score - a.score || (a.tag < b.tag ? -1 : 1)).map(({ tag }) => tag),
    language, wordCount, codeLanguages, quality: quality.score,
    sentence: findSentence({ title, excerpt: isDescribed ? excerpt : null, text }),
    discussions: discussionsOf(mentions, period.endAt),
    copyHosts: [...new Set(copies.map((copy) => hostOf(copy.url)))].filter((host) => host !== hostOf(url)).toSorted(),
  };
}

/** Never thin, never a farm's, never an excerpt that only an aggregator knows. */
function isFit({ original }: Judged, aggregators: ReadonlySet<string>): boolean {
  const { quality, excerptOnly, sourceId, wordCount } = original;
  const isFollowed = sourceId !== null && !aggregators.has(sourceId);
  if (excerptOnly) return false;
  return quality.score >= LEAST_QUALITY && wordCount >= LEAST_WORDS && (isFollowed || original.tags.length > 0);
}

function findNews({ original, copies, mentions }: Judged, { startAt, endAt }: Period): News | null {
  const published = [original, ...copies].map((post) => post.publishedAt).filter((at) => at !== null).toSorted()[0] ?? null;
  const within = (at: Instant | null): boolean => at !== null && at >= startAt && at < endAt;
  if (within(published)) return 'published';
  if (published !== null && published >= endAt) return null;
  const daysBefore = (days: number): Instant => new Date(Date.parse(startAt) - days * DAY_MS).toISOString();
  if (published !== null && published >= daysBefore(LATE_DAYS) && within(original.firstSeenAt)) return 'late';
  const begun = mentions.map((mention) => mention.submittedAt).filter((at) => at !== null).toSorted();
  const isWarm = mentions.some((mention) => within(mention.submittedAt) && (mention.points ?? 0) + (mention.comments ?? 0) >= LEAST_HEAT);
  if (!begun.some(within) || !isWarm) return null;
  if (published !== null && published < daysBefore(OLD_DAYS)) return 'old';
  return within(begun[0] ?? null) ? 'discussed' : null;
}

/** One thread of each aggregator, the warmest; what began after the period does not count. */
function discussionsOf(mentions: readonly Mention[], endAt: Instant): DigestDiscussion[] {
  const threads = mentions.flatMap(({ site, discussionUrl, points, comments, submittedAt }) =>
    discussionUrl === null || (submittedAt !== null && submittedAt >= endAt) ? [] : [{ site, url: discussionUrl, points, comments, submittedAt }]);
  const warmth = ({ points, comments }: DigestDiscussion): number => (points ?? 0) + (comments ?? 0);
  const sorted = threads.toSorted((a, b) => warmth(b) - warmth(a) || (a.url < b.url ? -1 : 1));
  return sorted.filter((thread, at) => sorted.findIndex(({ site }) => site === thread.site) === at);
}
