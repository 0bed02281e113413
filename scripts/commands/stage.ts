/** `writeups stage`: any stage by itself, JSON lines in, JSON lines out. */

import { canonicaliseStage } from '../../crawler/canonicalise.ts';
import { dedupeStage } from '../../crawler/dedupe/stage.ts';
import { extractStage } from '../../crawler/extract/stage.ts';
import { robotsStage } from '../../crawler/fetch/robots.ts';
import { parseStage } from '../../crawler/parse/parse-stage.ts';
import { createTagger, tagStage } from '../../crawler/tag/tag.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import { readLines, writeLine } from '../json-lines.ts';
import { rankStage } from '../stages/rank.ts';
import { text, UsageError, type Command, type Values } from './command.ts';

type Job = Readonly<Record<string, unknown>>;

/** Stages that answer a line with a line. */
const LINE_STAGES: Readonly<Record<string, () => (job: never) => unknown>> = {
  parse: () => parseStage,
  extract: () => extractStage,
  canonicalise: () => canonicaliseStage,
  robots: () => robotsStage,
  tag: () => {
    const tagger = createTagger(TAXONOMY);
    return (job: never) => tagStage(job, tagger);
  },
};

export const command: Command = {
  usage: ['stage parse|extract|canonicalise|robots|dedupe|tag < jobs.jsonl', 'stage rank --docs DOCS.jsonl [--engine embedded|meilisearch] < queries.jsonl'],
  options: {
    docs: { type: 'string', meaning: 'FILE  documents to search (rank)' },
    engine: { type: 'string', meaning: 'NAME  embedded (default) or meilisearch (rank)' },
  },
  run: async ({ values, positionals, config }) => {
    const [stage, ...surplus] = positionals;
    if (stage === undefined || surplus.length > 0) throw new UsageError('Name one stage: parse, extract, canonicalise, robots, dedupe, tag or rank.');
    if (stage === 'rank') await rank(values, config);
    else if (stage === 'dedupe') await dedupe();
    else await lineByLine(stage);
    return 0;
  },
};

async function lineByLine(stage: string): Promise<void> {
  const open = LINE_STAGES[stage];
  if (open === undefined) throw new UsageError(`There is no stage ${JSON.stringify(stage)}.`);
  const run = open();
  for await (const line of readLines(process.stdin)) await writeLine(process.stdout, await answer(line, run as (job: unknown) => unknown));
}

/** The stage's answer, or its failure by kind; a job that fails does not end the run. */
async function answer(line: string, run: (job: unknown) => unknown): Promise<unknown> {
  let id: unknown = null;
  try {
    const job = JSON.parse(line) as Job;
    id = job['id'] ?? null;
    return await run(job);
  } catch (error) {
    const { kind = 'failed', message = String(error) } = error as { kind?: string; message?: string };
    return { id, error: { kind: error instanceof SyntaxError ? 'bad-json' : kind, message } };
  }
}

async function dedupe(): Promise<void> {
  const jobs: Job[] = [];
  for await (const line of readLines(process.stdin)) {
    const job = await answer(line, (parsed) => parsed) as Job;
    if ('error' in job && !('text' in job)) await writeLine(process.stdout, job);
    else jobs.push(job);
  }
  for (const decision of dedupeStage(jobs as never)) await writeLine(process.stdout, decision);
}

async function rank(values: Values, config: Parameters<Command['run']>[0]['config']): Promise<void> {
  const docsPath = text(values, 'docs');
  const engine = text(values, 'engine') ?? 'embedded';
  if (docsPath === null) throw new UsageError('`stage rank` needs --docs FILE.');
  if (engine !== 'embedded' && engine !== 'meilisearch') throw new UsageError('--engine is embedded or meilisearch.');
  for await (const ranked of rankStage({ docsPath, engine, config }, readLines(process.stdin))) await writeLine(process.stdout, ranked);
}
