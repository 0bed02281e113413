/** `writeups sources`: what is followed. */

import { readFile } from 'node:fs/promises';
import { ParseError } from '../../core/errors.ts';
import type { Source } from '../../core/post.ts';
import { addSourceByAddress, type Addition } from '../../crawler/add-source.ts';
import { parseListingRules } from '../../crawler/parse/listing-rules.ts';
import { readOpml, writeOpml } from '../../crawler/sources/opml.ts';
import { loadCoverage, sourcesWithTheSame, type Coverage } from '../../store/coverage.ts';
import { findListingRules, loadListingRules } from '../../store/listing-rules.ts';
import { findSource, listSources, removeSource } from '../../store/sources.ts';
import { createCrawler, type Crawler } from '../system/crawler.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { checkSources } from '../system/check-sources.ts';
import { addListedSources, ofSubscription } from '../system/listed-sources.ts';
import { print, printResult, text, UsageError, type Command, type Values } from './command.ts';

type Action = (context: { readonly system: System; readonly values: Values; readonly args: readonly string[] }) => Promise<number>;
const ACTIONS: Readonly<Record<string, Action>> = { list, show, add, remove, import: importOpml, export: exportOpml, check };

export const command: Command = {
  usage: ['sources list', 'sources show ID|URL', 'sources add URL… [--rules JSON]', 'sources remove ID', 'sources import FILE.opml', 'sources export', 'sources check'],
  options: {
    rules: { type: 'string', meaning: 'JSON  read the page at URL by these CSS selectors: {"item":"article","link":"h2 a","title":…,"date":…,"excerpt":…,"tags":…,"author":…,"next":…}' },
  },
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
  const coverage = await loadCoverage(db);
  const sources = (await listSources(db)).flatMap((source) => {
    const known = coverage.get(source.id);
    return known === undefined ? [] : [{ ...source, coverage: known }];
  });
  printResult(values, sources, () => [
    `${'SOURCE'.padEnd(36)}${'KIND'.padEnd(11)}${'HELD'.padStart(6)} ${'OF'.padStart(6)}  ${'OLDEST'.padEnd(11)}${'NEWEST'.padEnd(11)}${'LAST SUCCESS'.padEnd(17)}${'NEXT CHECK'.padEnd(17)}STATE`,
    ...sources.map(describeRow),
    `${sources.length} sources`,
  ]);
  return 0;
}

type Row = Source & { readonly coverage: Coverage };

function describeRow({ coverage, ...source }: Row): string {
  const minute = (at: string | null): string => (at?.slice(0, 16).replace('T', ' ') ?? 'never').padEnd(17);
  const day = (at: string | null): string => (at?.slice(0, 10) ?? '–').padEnd(11);
  const proposal = coverage.proposedUrl === null ? '' : ` Perhaps now at ${coverage.proposedUrl}.`;
  return [
    source.id.slice(0, 35).padEnd(36), source.kind.padEnd(11), String(coverage.states.held).padStart(6), ' ', String(coverage.known).padStart(6), '  ',
    day(coverage.oldestAt), day(coverage.newestAt), minute(source.lastSuccessAt), minute(source.state === 'active' ? source.nextCheckAt : null),
    `${source.failure ?? source.state}${proposal}`,
  ].join('');
}

async function show({ system, values, args: [id] }: Parameters<Action>[0]): Promise<number> {
  if (id === undefined) throw new UsageError('Name the source to show.');
  const { db } = system.store;
  const source = await findSource(db, id);
  const coverage = source === null ? undefined : (await loadCoverage(db, source.id)).get(source.id);
  if (source === null || coverage === undefined) throw new UsageError(`No source is known as ${id}; \`writeups sources list\` shows them.`);
  const [rules, overlaps] = [await findListingRules(db, source.id), await sourcesWithTheSame(db, source.id)];
  printResult(values, { ...source, rules, coverage, overlaps }, () => [
    ...describeSource({ ...source, coverage }),
    ...(rules === null ? [] : [`read by       ${JSON.stringify(rules)}`]),
    ...overlaps.map((other) => `the same      ${other.shared} of its ${other.known} entries are those of ${other.sourceId} too; one of the two is enough`),
  ]);
  return 0;
}

function describeSource({ coverage, ...source }: Row): string[] {
  const { knownBy, states } = coverage;
  const named = Object.entries(knownBy).filter(([, count]) => count > 0).map(([origin, count]) => `${count} by ${origin}`).join(', ');
  return [
    `${source.title} (${source.id}), ${source.kind} of ${source.publisher}`,
    `address       ${source.url}${coverage.proposedUrl === null ? '' : `; perhaps now at ${coverage.proposedUrl}`}`,
    `found         ${source.discovery ?? 'as given'}`,
    `state         ${source.state}${source.failure === null ? '' : `, failing ${source.failureCount} times in a row: ${source.failure}`}`,
    `checked       last ${source.lastCheckedAt ?? 'never'}, with success ${source.lastSuccessAt ?? 'never'}, next ${source.state === 'active' ? source.nextCheckAt : 'never'}`,
    `known         ${coverage.known}${named === '' ? '' : ` (${named})`}`,
    `held          ${states.held}; ${states.due} to be fetched, ${states.failed} failed, ${states.refused} refused, ${states.mentioned} only mentioned`,
    `posts         ${coverage.posts}, from ${coverage.oldestAt?.slice(0, 10) ?? '?'} to ${coverage.newestAt?.slice(0, 10) ?? '?'}${coverage.emptyYears.length === 0 ? '' : `, none in ${coverage.emptyYears.join(', ')}`}`,
    `past          ${coverage.backfilledAt === null ? 'not walked to its end yet' : `walked until ${coverage.backfilledAt}`}`,
  ];
}

async function add({ system, values, args }: Parameters<Action>[0]): Promise<number> {
  if (args.length === 0) throw new UsageError('Name the address to follow.');
  const json = text(values, 'rules');
  const rules = json === null ? null : asUsage(() => parseListingRules(json));
  return withCrawler(system, async (crawler) => {
    const additions: Addition[] = [];
    for (const address of args) additions.push(await addSourceByAddress(crawler.deps, address, rules));
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
  const opml = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const added = await addListedSources(system, asUsage(() => readOpml(opml)).map(ofSubscription));
  printResult(values, added, () => [`${added.added} sources added, ${added.known} were followed already.`]);
  return 0;
}

/** What cannot be read was given by the caller. */
function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ParseError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function exportOpml({ system }: Parameters<Action>[0]): Promise<number> {
  const { db } = system.store;
  const rules = await loadListingRules(db);
  print(writeOpml((await listSources(db)).map((source) => ({ ...source, rules: rules.get(source.id) ?? null }))));
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
