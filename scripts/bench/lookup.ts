/** Measures the lookup: the right post for questions over the recorded web, and its speed at any size. `node scripts/bench/lookup.ts [--data DIR] [--posts N] [--chars N] [--keep DIR]`. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { IndexDocument } from '../../core/search.ts';
import { parseConfig } from '../../core/config.ts';
import { canonicalise } from '../../crawler/canonicalise.ts';
import { lookup } from '../../api/lookup/answer.ts';
import type { Deps } from '../../api/deps.ts';
import { rebuildEngine } from '../../index-config/sync.ts';
import { originalOf } from '../../store/clusters.ts';
import { findPostIdByAddress, upsertPost, type NewPost } from '../../store/posts.ts';
import { apiDeps } from '../system/api-deps.ts';
import { openSystem, type System } from '../system/open-system.ts';
import type { RankDocument } from '../stages/rank.ts';
import { readJsonLines } from './relevance.ts';
import { randomNumbers, recombinedPosts } from './search-corpus.ts';

type Question = { readonly id: number; readonly question: string; readonly urls: readonly string[] };

const MAIN = new URL('../writeups.ts', import.meta.url).pathname;
const WEB = new URL('../../../shared/web/', import.meta.url).pathname;
const QUESTIONS = readFileSync(new URL('../../test/fixtures/lookup/questions.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Question);
/** Asked: the right post among so many. */
const WITHIN = 3;
const MAX_BYTES = 4_096;
/** Questions made of titles, beside the written ones, for the speed. */
const FROM_TITLES = 300;
const BATCH = 1_000;

/** How many of the questions whose number is odd (tuned on) or even (not) find the right post, or rightly nothing. */
async function measureAnswers(deps: Deps): Promise<void> {
  for (const [name, rest] of [['tuned on', 1], ['held out', 0]] as const) {
    const counts = { right: 0, asked: 0, nothing: 0, unanswerable: 0 };
    for (const { id, question, urls } of QUESTIONS.filter((one) => one.id % 2 === rest)) {
      const { answers } = await lookup(deps, question);
      const wanted = await Promise.all(urls.map((url) => originalAt(deps, url)));
      const place = answers.findIndex((answer) => wanted.includes(answer.id));
      const isRight = urls.length === 0 ? answers.length === 0 : place >= 0 && place < WITHIN;
      if (urls.length === 0) counts.unanswerable += 1;
      else counts.asked += 1;
      if (isRight) counts[urls.length === 0 ? 'nothing' : 'right'] += 1;
      else console.log(`  missed ${id}: ${question}${place < 0 ? '' : ` (place ${place + 1})`}`);
    }
    console.log(`${name}: the right post in the first ${WITHIN} ${counts.right} of ${counts.asked}; nothing found ${counts.nothing} of ${counts.unanswerable}`);
  }
  console.log('asked: 51 of 60 (85 %), nothing found 8 of 10');
}

async function originalAt(deps: Deps, url: string): Promise<string | null> {
  const id = await findPostIdByAddress(deps.store.db, canonicalise(url));
  return id === null ? null : originalOf(deps.store.db, id);
}

/** Times of questions, the first time that each is asked and the second, and the longest answer. */
async function measureSpeed(deps: Deps, questions: readonly string[]): Promise<void> {
  let longest = 0;
  await lookup(deps, 'warm up the threads');
  for (const name of ['first time', 'second time']) {
    const [times, work]: [number[], number[]] = [[], []];
    for (const question of questions) {
      const [started, used] = [performance.now(), process.cpuUsage()];
      const answer = await lookup(deps, question);
      times.push(performance.now() - started);
      const { user, system } = process.cpuUsage(used);
      work.push((user + system) / 1000);
      longest = Math.max(longest, Buffer.byteLength(JSON.stringify(answer)));
    }
    console.log(`${name}: ${questions.length} questions, ${quantiles(times)} (asked: p99 300 ms); of processor time ${quantiles(work)}`);
  }
  console.log(`longest answer ${longest} bytes (asked: under ${MAX_BYTES})`);
}

function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}

/** Fills an empty installation with so many recombined posts: store first, then the index from it. */
async function fillCorpus(system: System, posts: number, maxChars: number): Promise<void> {
  const documents = recombinedPosts(readJsonLines<RankDocument>('docs.jsonl.gz'), posts, maxChars);
  for (let batch = take(documents, BATCH); batch.length > 0; batch = take(documents, BATCH)) {
    await system.store.transact(async (db) => {
      for (const document of batch) await upsertPost(db, toPost(document), document.publishedAt ?? system.now());
    });
  }
  await rebuildEngine(system.syncStore, system.engine);
}

function take<Item>(items: Iterator<Item>, count: number): Item[] {
  const taken: Item[] = [];
  for (let next = count > 0 ? items.next() : null; next?.done === false; next = taken.length < count ? items.next() : null) taken.push(next.value);
  return taken;
}

function toPost({ id, url, title, excerpt, body, tags, authors, publisher, host, kind, language, publishedAt, wordCount, quality }: IndexDocument): NewPost {
  const canonicalUrl = `${url}#${id}`;
  return {
    sourceId: null, url, canonicalUrl, host, publisher, title, authors, publishedAt, publishedRange: null, updatedAt: null, language, kind,
    tags: tags.map((tag) => ({ tag, score: 0.5, evidence: '' })), categories: [], excerpt, text: body, markdown: '', sections: [], wordCount, codeLanguages: [], imageUrl: null,
    quality: { score: quality, reasons: [] }, excerptOnly: false, rulesVersion: 1,
  };
}

/** The written questions, and ones made of titles that the corpus holds. */
function questionsFor(): string[] {
  const random = randomNumbers(7);
  const titles = readJsonLines<RankDocument>('docs.jsonl.gz').map(({ title }) => title ?? '').filter((title) => title !== '');
  const made = Array.from({ length: FROM_TITLES }, () => `Has anyone written about ${titles[Math.floor(random() * titles.length)]}?`);
  return [...QUESTIONS.map(({ question }) => question), ...made];
}

async function withInstallation(folder: string, use: (system: System) => Promise<void>): Promise<void> {
  const system = await openSystem(parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'error' }));
  try {
    await use(system);
  } finally {
    await system.close();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, posts: { type: 'string' }, chars: { type: 'string' }, keep: { type: 'string' } } });
  const folder = mkdtempSync(join(tmpdir(), 'writeups-lookup-'));
  try {
    if (values.posts === undefined) {
      const data = values.data ?? folder;
      if (values.data === undefined) spawnSync(process.execPath, [MAIN, 'demo', '--web', WEB, '--backfill', '--once', '--json', '--data', data], { stdio: 'ignore' });
      await withInstallation(data, async (system) => {
        await system.sync();
        await measureAnswers(apiDeps(system));
        await measureSpeed(apiDeps(system), QUESTIONS.map(({ question }) => question));
      });
      return;
    }
    const data = values.keep ?? folder;
    const isKept = existsSync(join(data, 'writeups.db'));
    await withInstallation(data, async (system) => {
      if (!isKept) await fillCorpus(system, Number(values.posts), Number(values.chars ?? Number.POSITIVE_INFINITY));
      console.log(`${(await system.engine.status()).documents} posts`);
      await measureSpeed(apiDeps(system), questionsFor());
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
