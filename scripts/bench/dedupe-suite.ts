/** Scores of deduplication on the suite of labelled documents. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dedupeStage } from '../../crawler/dedupe/stage.ts';

type Label = { readonly id: string; readonly cluster: string; readonly class: string; readonly kind: string };
export type Suite = { readonly documents: readonly unknown[]; readonly labels: readonly Label[] };

/** Over unordered pairs: right (`tp`), wrongly joined (`fp`), missed (`fn`). */
export type PairScore = { readonly tp: number; readonly fp: number; readonly fn: number; readonly precision: number; readonly recall: number; readonly f1: number };
export type SuiteScore = {
  readonly all: PairScore;
  readonly withoutExcerpts: PairScore;
  /** Clusters in two halves by a hash of their names: a rule that fits a few clusters only shows as a difference. */
  readonly halves: readonly [PairScore, PairScore];
  readonly bCubed: { readonly precision: number; readonly recall: number };
  readonly recallByKind: ReadonlyMap<string, number>;
  readonly mergedHardNegatives: readonly string[];
};

/** Reads the suite's documents and labels. */
export function readSuite(folder: URL): Suite {
  const lines = (text: string): unknown[] => text.trim().split('\n').map((line) => JSON.parse(line) as unknown);
  return {
    documents: lines(gunzipSync(readFileSync(new URL('cases.jsonl.gz', folder))).toString()),
    labels: lines(readFileSync(new URL('gold.jsonl', folder), 'utf8')) as Label[],
  };
}

/** Runs the stage over the documents in order and scores its clusters. */
export function measureSuite({ documents, labels }: Suite): SuiteScore {
  const clusterOf = new Map(dedupeStage(documents).flatMap((answer) => ('role' in answer ? [[answer.id, answer.clusterId] as const] : [])));
  const pairs = labels.flatMap((a, i) => labels.slice(0, i).map((b) => ({
    a, b, isSame: a.cluster === b.cluster, isJoined: clusterOf.get(a.id) === clusterOf.get(b.id),
  }))).filter(({ isSame, isJoined }) => isSame || isJoined);
  return {
    all: scoreOf(pairs),
    withoutExcerpts: scoreOf(pairs.filter(({ a, b }) => a.class !== 'excerpt' && b.class !== 'excerpt')),
    halves: [scoreOf(pairs.filter(({ a }) => halfOf(a.cluster) === 0)), scoreOf(pairs.filter(({ a }) => halfOf(a.cluster) === 1))],
    bCubed: bCubedOf(labels, clusterOf),
    recallByKind: recallByKind(pairs),
    mergedHardNegatives: pairs.filter(({ a, b, isSame }) => !isSame && [a, b].some((label) => label.class === 'hard-negative')).map(({ a, b }) => `${a.id} ${b.id}`),
  };
}

type Pair = { readonly a: Label; readonly b: Label; readonly isSame: boolean; readonly isJoined: boolean };

function scoreOf(pairs: readonly Pair[]): PairScore {
  const tp = pairs.filter((pair) => pair.isSame && pair.isJoined).length;
  const fp = pairs.filter((pair) => !pair.isSame).length;
  const fn = pairs.filter((pair) => !pair.isJoined).length;
  return { tp, fp, fn, precision: tp / (tp + fp), recall: tp / (tp + fn), f1: (2 * tp) / (2 * tp + fp + fn) };
}

function bCubedOf(labels: readonly Label[], clusterOf: ReadonlyMap<string, string>): SuiteScore['bCubed'] {
  const shares = labels.map((label) => {
    const predicted = labels.filter((other) => clusterOf.get(other.id) === clusterOf.get(label.id));
    const wanted = labels.filter((other) => other.cluster === label.cluster);
    const both = predicted.filter((other) => other.cluster === label.cluster).length;
    return { precision: both / predicted.length, recall: both / wanted.length };
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { precision: mean(shares.map((share) => share.precision)), recall: mean(shares.map((share) => share.recall)) };
}

function recallByKind(pairs: readonly Pair[]): ReadonlyMap<string, number> {
  const counts = new Map<string, { found: number; all: number }>();
  for (const { a, b, isJoined } of pairs.filter((pair) => pair.isSame)) {
    for (const kind of new Set([a.kind, b.kind])) {
      const { found, all } = counts.get(kind) ?? { found: 0, all: 0 };
      counts.set(kind, { found: found + Number(isJoined), all: all + 1 });
    }
  }
  return new Map([...counts].map(([kind, { found, all }]) => [kind, found / all]));
}

function halfOf(name: string): number {
  return [...name].reduce((hash, character) => (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0, 7) & 1;
}
