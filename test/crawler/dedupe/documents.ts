/** Documents and joins for the tests of deduplication, written here and by no one else. */

import { canonicalise } from '../../../crawler/canonicalise.ts';
import type { DedupeDocument } from '../../../crawler/dedupe/compare.ts';
import { fingerprintOf } from '../../../crawler/dedupe/fingerprint.ts';
import type { Join } from '../../../core/post.ts';

const SUBJECTS = 'the scheduler|our gateway|a stale cache|every replica|the index builder|one worker|the retry queue|this cluster|a slow disk|the planner|our pager|the build farm|a feature flag|the load balancer|each shard|the compactor'.split('|');
const VERBS = 'rewrites|delays|serves|drops|measures|replays|splits|locks|warms|evicts|signs|traces|batches|merges|verifies|throttles'.split('|');
const OBJECTS = 'cold reads|large batches|old snapshots|the write path|half the traffic|duplicate events|tenant quotas|long scans|metadata pages|checkpoint files|client sessions|hot keys|audit records|failed uploads|background jobs|certificate chains'.split('|');
const ENDINGS = 'during deploys|under load|at midnight|without a lock|in every region|after a failover|on spot machines|behind the proxy|before lunch|twice a day|for most customers|in staging|over slow links|once warm|by design|until now'.split('|');

/** A text of so many sentences, the same for the same seed; texts of different seeds share few phrases. */
export function textOf(seed: number, sentences = 40): string {
  let state = (seed * 2_654_435_761) >>> 0;
  const pick = (words: readonly string[]): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return words[(state >>> 16) % words.length] ?? '';
  };
  return Array.from({ length: sentences }, () => `${pick(SUBJECTS)} ${pick(VERBS)} ${pick(OBJECTS)} and ${pick(VERBS)} ${pick(OBJECTS)} ${pick(ENDINGS)}.`).join('\n');
}

type Given = Partial<Omit<DedupeDocument, 'fingerprint'>> & { readonly text: string };

/** A document with a host of its own unless one is given. */
export function documentOf({ text, ...given }: Given): DedupeDocument {
  const id = given.id ?? `${given.title ?? ''}${text.length}`;
  const url = given.url ?? `https://site-${id.replaceAll(/\W/gu, '')}.example.net/post`;
  const title = given.title ?? 'How we rebuilt the storage layer';
  return {
    id, url, title, canonicalUrl: canonicalise(url), publishedAt: '2024-03-01', language: null,
    wordCount: text.split(/\s+/u).length, excerptOnly: false, fingerprint: fingerprintOf({ title, text }), ...given,
  };
}

/** A join of two ids. */
export function joinOf(first: string, second: string, given: Partial<Join> = {}): Join {
  const [leftId = '', rightId = ''] = [first, second].sort();
  return { leftId, rightId, rule: 'same-text', reason: 'The texts are the same.', similarity: 1, containment: 1, joinedAt: '2026-01-01T00:00:00.000Z', undoneAt: null, ...given };
}
