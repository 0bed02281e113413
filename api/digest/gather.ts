/** Everything that an issue can be made of, out of the store. */

import type { Period } from './calendar.ts';
import { aggregatorIds, clustersInSpan, discussionCounts, loadClusters, loadTexts, sharedExcerpts, titlesOf, type ClusterParts } from '../../store/candidates.ts';
import type { Database } from '../../store/schema.ts';
import type { Candidate, Pool } from './select/candidate.ts';
import { toCandidate } from './select/eligible.ts';
import { findNorms, type Norms } from './select/norms.ts';
import { byScore, scoreCandidate } from './select/score.ts';

const DAY_MS = 86_400_000;
/** What is found a few days late is looked for too. */
const LOOK_BACK_DAYS = 4;
/** Of what is usual, the last year tells. */
const NORM_DAYS = 365;
const NORM_DISCUSSIONS = 20_000;
/** Deeper than any subscriber's wishes reach; what is weaker stands in no edition. */
const MAX_POOL = 1_000;
const MAX_OLD = 50;
/** Texts are long: so many clusters are read at a time. */
const BATCH = 100;

/** The pool of a period: the same for the same store. */
export async function gatherPool(db: Database, period: Period): Promise<Pool> {
  const ids = await clustersInSpan(db, daysBefore(period.startAt, LOOK_BACK_DAYS), period.endAt);
  const aggregators = await aggregatorIds(db);
  const candidates: Candidate[] = [];
  for (let at = 0; at < ids.length; at += BATCH) {
    candidates.push(...await judge(db, await loadClusters(db, ids.slice(at, at + BATCH)), period, aggregators));
  }
  const norms = await loadNorms(db, candidates, period);
  const counts = Map.groupBy(candidates, ({ publisher }) => publisher);
  const scored = candidates.map((candidate) => scoreCandidate(candidate, norms, counts.get(candidate.publisher)?.length ?? 1)).toSorted(byScore);
  const isOld = ({ candidate }: (typeof scored)[number]): boolean => candidate.news === 'old';
  return { news: scored.filter((item) => !isOld(item)).slice(0, MAX_POOL), old: scored.filter(isOld).slice(0, MAX_OLD) };
}

async function judge(db: Database, clusters: readonly ClusterParts[], period: Period, aggregators: ReadonlySet<string>): Promise<Candidate[]> {
  const fit = clusters.filter((cluster) => toCandidate({ ...cluster, text: '', isDescribed: false }, period, aggregators) !== null);
  const texts = await loadTexts(db, fit.map(({ original }) => original.id));
  const shared = await sharedExcerpts(db, [...new Set(fit.map(({ original }) => original.excerpt))]);
  return fit.map((cluster) => toCandidate({ ...cluster, text: texts.get(cluster.original.id) ?? '', isDescribed: !shared.has(cluster.original.excerpt) }, period, aggregators))
    .filter((candidate) => candidate !== null);
}

/** What is usual is learnt from before the period, so that an issue does not measure itself by itself. */
async function loadNorms(db: Database, candidates: readonly Candidate[], { startAt }: Period): Promise<Norms> {
  const since = daysBefore(startAt, NORM_DAYS);
  const publishers = [...new Set(candidates.map(({ publisher }) => publisher))].toSorted();
  const [discussions, titles] = [await discussionCounts(db, since, startAt, NORM_DISCUSSIONS), await titlesOf(db, publishers, since, startAt)];
  const writeups = new Map([...Map.groupBy(titles, ({ publisher }) => publisher)].map(([publisher, group]) => [publisher, group.length]));
  return findNorms({ discussions, titles, writeups });
}

function daysBefore(at: string, days: number): string {
  return new Date(Date.parse(at) - days * DAY_MS).toISOString();
}
