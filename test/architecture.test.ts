import { describe, expect, test } from 'vitest';
import { importsOf, sourceFiles } from './helpers/source-files.ts';

const FILES = sourceFiles();
const MAX_LINES = 300;

/** Folder → folders that it may import. Crawler stages see `core` alone; the crawler's edges also see the store. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  store: ['store', 'core'],
  'index-config': ['index-config', 'core'],
  crawler: ['crawler', 'core'],
  api: ['api', 'core', 'store', 'index-config'],
  scripts: ['scripts', 'core', 'store', 'index-config', 'crawler', 'api'],
};

/** The crawler's edges: the only files of it that may use the store. */
const CRAWLER_EDGES = ['crawler/crawl.ts', 'crawler/crawl-source.ts', 'crawler/read-documents.ts', 'crawler/settle-check.ts', 'crawler/refresh-mentions.ts', 'crawler/crawl-entry.ts', 'crawler/save-post.ts', 'crawler/settle-cluster.ts', 'crawler/add-source.ts', 'crawler/deps.ts', 'crawler/backfill.ts', 'crawler/resume-source.ts', 'crawler/claimed.ts', 'crawler/rederive.ts'];

/** Packages that stand in the few files which wrap them. */
const WRAPPED: Readonly<Record<string, RegExp>> = {
  undici: /^crawler\/fetch\//u,
  'ipaddr.js': /^crawler\/fetch\//u,
  cheerio: /^crawler\/(?:parse|extract|sources)\//u,
  htmlparser2: /^crawler\/(?:parse|extract)\//u,
  'rss-parser': /^crawler\/parse\//u,
  feedsmith: /^crawler\/(?:parse|sources)\//u,
  // The bench of single statements measures the very SQL.
  kysely: /^(?:store|scripts\/bench\/scale)\//u,
  pg: /^store\/postgres\.ts$/u,
  meilisearch: /^index-config\/meilisearch\//u,
  koa: /^api\//u,
  '@koa/router': /^api\//u,
  'node-cron': /^scripts\/system\/(?:crawl-loop|scheduler)\.ts$/u,
  nodemailer: /^api\/digest\/mail\//u,
  pino: /^core\/log\.ts$/u,
  tldts: /^(?:core\/url|crawler\/canonicalise)\.ts$/u,
  // The bench compares the package's tables.
  eld: /^(?:crawler\/extract\/|scripts\/bench\/language\.ts)/u,
};

describe('who may import whom', () => {
  test.each(FILES.map((file) => [file.path, file] as const))('%s', (path, file) => {
    const folder = path.split('/')[0] ?? '';
    const allowed = CRAWLER_EDGES.includes(path) ? [...MAY_IMPORT[folder] ?? [], 'store'] : MAY_IMPORT[folder] ?? [];
    const wrong = importsOf(file).filter(({ specifier, target }) => specifier.startsWith('.') && !allowed.includes(target.split('/')[0] ?? ''));
    expect(wrong.map(({ target }) => target)).toEqual([]);
  });
});

test('packages stand only in the files that wrap them', () => {
  const wrong = FILES.flatMap((file) => importsOf(file)
    .filter(({ specifier, target }) => !specifier.startsWith('.') && WRAPPED[target] !== undefined && !WRAPPED[target].test(file.path))
    .map(({ target }) => `${file.path} imports ${target}`));
  expect(wrong).toEqual([]);
});

test('nothing but the guarded fetcher opens connections to addresses from data (R1)', () => {
  const calls = FILES.filter(({ path, text }) => /\bawait fetch\(|globalThis\.fetch|window\.fetch/u.test(text) && !/^scripts\/bench/u.test(path));
  expect(calls.map(({ path }) => path)).toEqual([]);
  const sockets = FILES.filter(({ path, text }) => /from 'node:(?:https?|net|tls)'/u.test(text) && !/^(?:crawler\/fetch|api\/server|scripts\/(?:replay|bench|system))/u.test(path));
  expect(sockets.map(({ path }) => path)).toEqual([]);
});

test('imports name the file, with its ending', () => {
  const wrong = FILES.flatMap((file) => importsOf(file).filter(({ specifier }) => specifier.startsWith('.') && !/\.(?:ts|json)$/u.test(specifier)).map(({ specifier }) => `${file.path}: ${specifier}`));
  expect(wrong).toEqual([]);
});

test(`no file is longer than ${MAX_LINES} lines, data aside`, () => {
  const long = FILES.filter(({ path }) => !/(?:taxonomy|language-names|entities)\//u.test(path)).map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES);
  expect(long).toEqual([]);
});

test('no barrels: a file that only passes others on says nothing', () => {
  const barrels = FILES.filter(({ text }) => {
    const code = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/u.test(line));
    return code.length > 0 && code.every((line) => /^export .* from /u.test(line));
  });
  expect(barrels.map(({ path }) => path)).toEqual([]);
});

test('no import goes round in a circle', () => {
  const graph = new Map(FILES.map((file) => [file.path, importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .filter(({ specifier }) => !new RegExp(`import type [^;]*from '${specifier.replaceAll('.', '\\.')}'`, 'u').test(file.text))
    .map(({ target }) => target)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    done.add(path);
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
  };
  for (const path of graph.keys()) visit(path, []);
  expect(circles).toEqual([]);
});
