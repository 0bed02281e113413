/** How much a candidate is worth an engineer's time, with every reason in words. Pure. */

import type { Kind } from '../../../core/post.ts';
import type { Candidate, Reason, Scored } from './candidate.ts';
import { discussionValue, seriesKeys, type Norms } from './norms.ts';

/** Raised when a change can change what is chosen. */
export const SELECTION_VERSION = 1;

/** What each kind counts: what was learnt the hard way first, what is only announced last. */
const KIND_POINTS: Readonly<Record<Kind, number>> = {
  postmortem: 0.9, 'deep-dive': 0.8, performance: 0.8, architecture: 0.75, migration: 0.75, 'case-study': 0.65, research: 0.6,
  tutorial: 0.4, other: 0.25, culture: 0.15, release: -0.1, news: -0.35, media: -0.6,
};
const KIND_NAMES: Readonly<Record<Kind, string>> = {
  postmortem: 'a postmortem', 'deep-dive': 'a deep dive', performance: 'about performance', architecture: 'about an architecture', migration: 'about a migration',
  'case-study': 'a case study', research: 'research', tutorial: 'a tutorial', other: 'of no particular kind', culture: 'about culture', release: 'release notes',
  news: 'news', media: 'a recording',
};
const DISCUSSION_WEIGHT = 1.2;
/** Several discussions say more than the best of them alone, but not much. */
const FURTHER_DISCUSSIONS = 0.25;
/** A publisher whose posts are always discussed has to be discussed more. */
const OWN_NORM_SHARE = 0.4;
const PUBLISHER_WEIGHT = 0.5;
/** From a notice to what takes a quarter of an hour. */
const [SHORT_WORDS, LONG_WORDS] = [350, 2_500];
const LENGTH_WEIGHT = 0.5;
const CODE_POINTS = 0.15;
/** So many of a pattern before make the next one no news. */
const SERIES_FROM = 2;
const SERIES_POINTS = -0.5;
const NO_TOPIC_POINTS = -0.4;
const NO_SENTENCE_POINTS = -0.15;
/** A publisher that writes every hour is not heard more often for it. */
const CROWD_WEIGHT = 0.12;

/** The candidate with its score; `inPeriod` counts its publisher's candidates of the same period. */
export function scoreCandidate(candidate: Candidate, norms: Norms, inPeriod: number): Scored {
  const reasons = [
    discussionReason(candidate, norms), publisherReason(candidate, norms), kindReason(candidate), lengthReason(candidate), codeReason(candidate),
    qualityReason(candidate), seriesReason(candidate, norms), topicReason(candidate), sentenceReason(candidate), crowdReason(inPeriod),
  ].filter((reason) => reason !== null && Math.abs(reason.points) >= 0.01).filter((reason) => reason !== null);
  return { candidate, score: round(reasons.reduce((sum, { points }) => sum + points, 0)), reasons };
}

/** Best first; equal scores by id, so that the order is the same everywhere. */
export function byScore(left: Scored, right: Scored): number {
  return right.score - left.score || (left.candidate.clusterId < right.candidate.clusterId ? -1 : 1);
}

export function reason(rule: string, text: string, points: number): Reason {
  return { rule, text, points: round(points) };
}

function discussionReason({ discussions, publisher }: Candidate, norms: Norms): Reason | null {
  const values = discussions.map((discussion) => ({ discussion, value: discussionValue(discussion, norms.sites) })).toSorted((a, b) => b.value - a.value);
  const [best] = values;
  if (best === undefined || best.value === 0) return null;
  const further = values.slice(1).reduce((sum, { value }) => sum + value, 0);
  const usual = norms.publishers.get(publisher) ?? 0;
  const points = DISCUSSION_WEIGHT * Math.max(0, best.value + Math.min(0.5, FURTHER_DISCUSSIONS * further) - OWN_NORM_SHARE * usual);
  const { site, points: votes, comments } = best.discussion;
  const size = [votes === null ? null : `${votes} points`, comments === null ? null : `${comments} comments`].filter((part) => part !== null).join(' and ');
  const measure = best.value >= 1 ? 'far more than is usual there' : best.value > 0.55 ? 'more than is usual there' : best.value >= 0.45 ? 'as much as is usual there' : 'less than is usual there';
  return reason('discussed', `${size} on ${site}, ${measure}${values.length > 1 ? `; ${values.length} discussions` : ''}`, points);
}

function publisherReason({ publisher }: Candidate, norms: Norms): Reason | null {
  const usual = norms.publishers.get(publisher) ?? 0;
  return usual < 0.1 ? null : reason('publisher', `what ${publisher} writes is often discussed`, PUBLISHER_WEIGHT * Math.min(1, usual));
}

function kindReason({ kind }: Candidate): Reason {
  return reason('kind', KIND_NAMES[kind], KIND_POINTS[kind]);
}

function lengthReason({ wordCount }: Candidate): Reason {
  const share = Math.log(Math.max(SHORT_WORDS / 2, Math.min(LONG_WORDS, wordCount)) / SHORT_WORDS) / Math.log(LONG_WORDS / SHORT_WORDS);
  return reason('depth', `${wordCount.toLocaleString('en-GB')} words`, LENGTH_WEIGHT * share);
}

function codeReason({ codeLanguages }: Candidate): Reason | null {
  return codeLanguages.length === 0 ? null : reason('code', `with code in ${codeLanguages.slice(0, 3).join(', ')}`, CODE_POINTS);
}

function qualityReason({ quality }: Candidate): Reason | null {
  return quality >= 1 ? null : reason('quality', `its text could be trusted to ${Math.round(quality * 100)} %`, quality - 1);
}

function seriesReason({ publisher, title }: Candidate, norms: Norms): Reason | null {
  const before = Math.max(0, ...seriesKeys(publisher, title).map((key) => norms.series.get(key) ?? 0));
  return before < SERIES_FROM ? null : reason('series', `one of a series: ${before} with such a title before`, SERIES_POINTS - Math.min(0.3, 0.02 * before));
}

function topicReason({ tags }: Candidate): Reason | null {
  return tags.length > 0 ? null : reason('no-topic', 'about no topic of the list', NO_TOPIC_POINTS);
}

function sentenceReason({ sentence }: Candidate): Reason | null {
  return sentence !== null ? null : reason('no-sentence', 'no sentence tells what it is about', NO_SENTENCE_POINTS);
}

function crowdReason(inPeriod: number): Reason | null {
  return inPeriod < 3 ? null : reason('crowd', `one of ${inPeriod} of its publisher at once`, -CROWD_WEIGHT * Math.log2(inPeriod - 1));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
