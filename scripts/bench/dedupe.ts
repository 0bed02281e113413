/**
 * Measures deduplication: `node scripts/bench/dedupe.ts [--million]`. Needs the suites and the recorded web beside the checkout.
 * `--million` fills a store with a million posts first (about 3 GB on disk and some minutes).
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { canonicalise } from '../../crawler/canonicalise.ts';
import { partition } from '../../crawler/dedupe/cluster.ts';
import { compare, type DedupeDocument } from '../../crawler/dedupe/compare.ts';
import { fingerprintOf } from '../../crawler/dedupe/fingerprint.ts';
import { findJoins } from '../../crawler/dedupe/stage.ts';
import { measureScale } from './dedupe-scale.ts';
import { measureSuite, readSuite, type PairScore } from './dedupe-suite.ts';
import { readSide, readWebLines, type LabelledPair } from './recorded-posts.ts';

const SUITES = new URL('../../../shared/suites/', import.meta.url);

type Text = { readonly id: string; readonly url: string; readonly title: string; readonly text: string };

function readTexts(): Text[] {
  const lines = gunzipSync(readFileSync(new URL('search/docs.jsonl.gz', SUITES))).toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Text);
}

function printSuite(): void {
  const score = measureSuite(readSuite(new URL('dedupe/', SUITES)));
  const show = (name: string, { precision, recall, f1, tp, fp, fn }: PairScore): void =>
    console.log(`${name.padEnd(28)} P ${precision.toFixed(4)}  R ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}  (${tp} right, ${fp} wrong, ${fn} missed)`);
  show('suite, all pairs', score.all);
  show('suite, without excerpts', score.withoutExcerpts);
  for (const [i, half] of score.halves.entries()) show(`suite, half ${i + 1}`, half);
  console.log(`suite, B-cubed               P ${score.bCubed.precision.toFixed(4)}  R ${score.bCubed.recall.toFixed(4)}`);
  console.log(`hard negatives merged        ${score.mergedHardNegatives.length}`);
  for (const [kind, recall] of [...score.recallByKind].toSorted(([a], [b]) => a.localeCompare(b))) console.log(`  recall of ${kind.padEnd(28)} ${recall.toFixed(3)}`);
}

function printRecordedPairs(): void {
  const groups = new Map<string, { joined: number; all: number }>();
  for (const pair of readWebLines<LabelledPair>('duplicates.jsonl')) {
    const name = `${pair.label}, ${pair.group}`;
    const { joined, all } = groups.get(name) ?? { joined: 0, all: 0 };
    groups.set(name, { joined: joined + Number(compare(readSide(pair.a), readSide(pair.b)) !== null), all: all + 1 });
  }
  for (const [name, { joined, all }] of [...groups].toSorted(([a], [b]) => a.localeCompare(b))) console.log(`recorded ${name.padEnd(34)} ${joined} of ${all} joined`);
}

function printSpeed(texts: readonly Text[]): void {
  const run = (): number => {
    const started = process.cpuUsage();
    const documents = texts.map((text): DedupeDocument => ({
      id: text.id, url: text.url, title: text.title, canonicalUrl: canonicalise(text.url), publishedAt: null, language: null, wordCount: 0, excerptOnly: false, fingerprint: fingerprintOf(text),
    }));
    partition(documents, findJoins(documents));
    const { user, system } = process.cpuUsage(started);
    return (1e6 * texts.length) / (user + system);
  };
  run();
  console.log(`text to clusters in memory   ${Math.round(run())} posts a second of processor time (${Math.round(texts.reduce((sum, { text }) => sum + text.length, 0) / texts.length)} characters a post)`);
}

function printScale(texts: readonly Text[], heldCounts: readonly number[]): void {
  const figures = measureScale(texts, heldCounts);
  const [least] = figures;
  for (const { held, decideMicroseconds, saveMicroseconds, residentMegabytes, ownBytes } of figures) {
    const perPost = least === undefined || held === least.held ? '' : `, ${Math.round((ownBytes - least.ownBytes) / (held - least.held))} bytes a post beside the store`;
    const ratio = decideMicroseconds / (least?.decideMicroseconds ?? 1);
    console.log(`beside ${String(held).padStart(9)} held posts   ${Math.round(decideMicroseconds)} µs from text to decision (${ratio.toFixed(2)} × the least), ${Math.round(saveMicroseconds)} µs into the store; process ${Math.round(residentMegabytes)} MB${perPost}`);
  }
}

/** Prints every figure; `--million` fills the store with that many posts. `npm run bench -- dedupe [--million]` */
function run(args: readonly string[]): void {
  const texts = readTexts();
  printSuite();
  printRecordedPairs();
  printSpeed(texts);
  printScale(texts, args.includes('--million') ? [10_000, 1_000_000] : [10_000, 100_000]);
}

if (import.meta.main) run(process.argv.slice(2));
