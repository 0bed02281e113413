/** `writeups sources`: what is followed. */

import { readFile } from 'node:fs/promises';
import type { Source } from '../../core/post.ts';
import { addSourceByAddress, type Addition } from '../../crawler/add-source.ts';
import { readOpml, writeOpml } from '../../crawler/sources/opml.ts';
import { countEntries } from '../../store/entries.ts';
import { holdingsOf } from '../../store/posts.ts';
import { findSource, listSources, removeSource } from '../../store/sources.ts';
import { createCrawler, type Crawler } from '../system/crawler.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { checkSources } from '../system/check-sources.ts';
import { print, printResult, UsageError, type Command, type Values } from './command.ts';

type Action = (context: { readonly system: System; readonly values: Values; readonly args: readonly string[] }) => Promise<number>;
const ACTIONS: Readonly<Record<string, Action>> = { list, add, remove, import: importOpml, export: exportOpml, check };

export const command: Command = {
  summary: 'what is followed: list, add, remove, import, export, check',
  usage: ['sources list', 'sources add URL…', 'sources remove ID', 'sources import FILE.opml', 'sources export', 'sources check'],
  options: {},
  run: async ({ values, positionals, config }) => {
    const [name = 'list', ...args] = positionals;
    const action = ACTIONS[name];
    if (action === undefined) throw new UsageError(`\`sources\` knows ${Object.keys(ACTIONS).join(', ')}; not ${name}.`);
    const system = await openSystem(config);
    try {
      return await action({ system, values, args });
    } finally {
      await system.close();
    }
  },
};

async function list({ system, values }: Parameters<Action>[0]): Promise<number> {
  const { db } = system.store;
  const sources = await Promise.all((await listSources(db)).map(async (source) => ({
    ...source, holdings: await holdingsOf(db, source.id), entries: await countEntries(db, source.id),
  })));
  printResult(values, sources, () => [
    ...sources.map((source) => [
      source.id.padEnd(36), source.kind.padEnd(10), String(source.holdings.posts).padStart(6), ' posts  ',
      (source.lastSuccessAt?.slice(0, 16) ?? 'never').padEnd(17), source.failure ?? source.state,
    ].join('')),
    `${sources.length} sources`,
  ]);
  return 0;
}

async function add({ system, values, args }: Parameters<Action>[0]): Promise<number> {
  if (args.length === 0) throw new UsageError('Name the address to follow.');
  return withCrawler(system, async (crawler) => {
    const additions: Addition[] = [];
    for (const address of args) additions.push(await addSourceByAddress(crawler.deps, address));
    printResult(values, additions, () => additions.flatMap(describeAddition));
    return additions.every((addition) => addition.source !== null) ? 0 : 1;
  });
}

function describeAddition({ message, discovery }: Addition): string[] {
  const others = discovery?.candidates.filter((candidate) => candidate.url !== discovery.chosen?.url) ?? [];
  return [message, ...discovery?.steps.map((step) => `  ${step}`) ?? [], ...others.slice(0, 10).map((candidate) => `  also there: ${candidate.url} (${candidate.kind})`)];
}

async function remove({ system, values, args: [id] }: Parameters<Action>[0]): Promise<number> {
  if (id === undefined) throw new UsageError('Name the source to remove.');
  const source = await findSource(system.store.db, id);
  const isRemoved = source !== null && await removeSource(system.store.db, source.id);
  printResult(values, { removed: isRemoved ? source.id : null }, () => [isRemoved ? `${source.title} is no longer followed; its posts stay.` : `No source is known as ${id}.`]);
  return isRemoved ? 0 : 1;
}

async function importOpml({ system, values, args: [file] }: Parameters<Action>[0]): Promise<number> {
  if (file === undefined) throw new UsageError('Name the OPML file.');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const added = await importSources(system, readOpml(text));
  printResult(values, added, () => [`${added.added} sources added, ${added.known} were followed already.`]);
  return 0;
}

async function importSources(system: System, outlines: ReturnType<typeof readOpml>): Promise<{ added: number; known: number }> {
  const { addListedSources } = await import('../system/listed-sources.ts');
  return addListedSources(system, outlines);
}

async function exportOpml({ system }: Parameters<Action>[0]): Promise<number> {
  print(writeOpml(await listSources(system.store.db)));
  return 0;
}

async function check({ system, values }: Parameters<Action>[0]): Promise<number> {
  const sources: readonly Source[] = await listSources(system.store.db);
  return withCrawler(system, async (crawler) => {
    const verdicts = await checkSources(crawler.deps, sources);
    printResult(values, verdicts, () => verdicts.map(({ id, message }) => `${id.padEnd(36)} ${message}`));
    return verdicts.every((verdict) => verdict.isFine) ? 0 : 1;
  });
}

async function withCrawler(system: System, work: (crawler: Crawler) => Promise<number>): Promise<number> {
  const crawler = await createCrawler(system, { transport: null, hostDelayMs: system.config.hostDelaySeconds * 1000, onEvent: () => {} });
  try {
    return await work(crawler);
  } finally {
    await crawler.close();
  }
}
