/** What the embedded engine promises beyond finding: durability, rebuilds, several at once, damaged files. */

import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IndexDocument, SearchRequest } from '../../../core/search.ts';
import { openEmbeddedEngine } from '../../../index-config/embedded/open.ts';
import type { IndexedEntry, SearchEngine } from '../../../index-config/engine.ts';
import { behaviourDocuments } from '../../helpers/behaviour.ts';

let folder: string;
let path: string;
let open: SearchEngine[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writeups-embedded-'));
  path = join(folder, 'search.db');
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((engine) => engine.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function openEngine(): Promise<SearchEngine> {
  const engine = await openEmbeddedEngine({ path });
  open.push(engine);
  return engine;
}

const documents = behaviourDocuments();
const [template] = documents as [IndexDocument, ...IndexDocument[]];

function request(text: string, more: Partial<SearchRequest> = {}): SearchRequest {
  const terms = text === '' ? [] : [{ text, phrase: false, prefix: false, start: 0 }];
  return { terms, excluded: [], filter: null, sort: 'relevance', page: 1, perPage: 20, facets: [], correctTypos: false, dropWords: true, ...more };
}

function makeDocument(number: number, words: string): IndexDocument {
  return { ...template, id: `made-${number}`, clusterId: `made-${number}`, title: `Post ${number}`, excerpt: '', body: words, headings: [], url: `https://made.example/${number}` };
}

async function* stream(all: readonly IndexDocument[]): AsyncGenerator<IndexDocument> {
  yield* all;
}

async function allEntries(engine: SearchEngine): Promise<IndexedEntry[]> {
  return Array.fromAsync(engine.entries());
}

describe('changes', () => {
  test('a changed document is found by its new words only', async () => {
    const engine = await openEngine();
    await engine.upsert([makeDocument(1, 'aardvark')]);
    await engine.upsert([makeDocument(1, 'platypus')]);
    expect((await engine.search(request('aardvark'))).total).toBe(0);
    expect((await engine.search(request('platypus'))).total).toBe(1);
    expect((await engine.status()).documents).toBe(1);
  });

  test('a removed document leaves nothing behind, even when another takes the last place', async () => {
    const engine = await openEngine();
    await engine.upsert([makeDocument(1, 'aardvark'), makeDocument(2, 'aardvark zebra')]);
    await engine.remove(['made-2', 'unknown']);
    await engine.upsert([makeDocument(3, 'platypus')]);
    expect((await engine.search(request('zebra'))).total).toBe(0);
    expect((await engine.search(request('aardvark'))).hits.map(({ document }) => document.id)).toEqual(['made-1']);
  });

  test('the same document twice in one batch: the later one counts', async () => {
    const engine = await openEngine();
    await engine.upsert([makeDocument(1, 'aardvark'), makeDocument(1, 'platypus')]);
    expect((await engine.search(request('platypus'))).total).toBe(1);
    expect((await allEntries(engine)).map(({ id }) => id)).toEqual(['made-1']);
  });

  test('entries are what was given, in order of id', async () => {
    const engine = await openEngine();
    await engine.upsert(documents.toReversed());
    const expected = documents.map(({ id, modifiedAt }) => ({ id, modifiedAt })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(await allEntries(engine)).toEqual(expected);
  });

  test('what another one writes is seen at once', async () => {
    const [reader, writer] = [await openEngine(), await openEngine()];
    expect((await reader.search(request('aardvark'))).total).toBe(0);
    await writer.upsert([makeDocument(1, 'aardvark')]);
    expect((await reader.search(request('aardvark'))).total).toBe(1);
  });

  test('any run of changes leaves what a map would hold', async () => {
    const engine = await openEngine();
    const held = new Map<string, string>();
    const change = fc.record({ number: fc.integer({ min: 0, max: 5 }), word: fc.constantFrom('aardvark', 'platypus', 'zebra'), isRemoval: fc.boolean() });
    await fc.assert(fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
      for (const { number, word, isRemoval } of changes) {
        if (isRemoval) await engine.remove([`made-${number}`]);
        else await engine.upsert([makeDocument(number, word)]);
        if (isRemoval) held.delete(`made-${number}`);
        else held.set(`made-${number}`, word);
      }
      for (const word of ['aardvark', 'platypus', 'zebra']) {
        const { hits } = await engine.search(request(word));
        expect(hits.map(({ document }) => document.id).toSorted()).toEqual([...held].filter(([, other]) => other === word).map(([id]) => id).toSorted());
      }
    }), { numRuns: 20 });
  });
});

test('marks in a text from outside are not taken over', async () => {
  const engine = await openEngine();
  await engine.upsert([{ ...makeDocument(1, 'an \uE000aardvark\uE001 here'), title: '\uE001Post\uE000' }]);
  const { hits: [hit] } = await engine.search(request('aardvark'));
  expect(hit).toMatchObject({ title: 'Post', snippet: 'an \uE000aardvark\uE001 here' });
});

describe('rebuild', () => {
  test('searches go on and see the old or the new index, never a part', async () => {
    const engine = await openEngine();
    await engine.upsert(Array.from({ length: 300 }, (_, number) => makeDocument(number, 'aardvark')));
    const totals = new Set([(await engine.search(request('aardvark'))).total]);
    const building = engine.rebuild(stream(Array.from({ length: 600 }, (_, number) => makeDocument(number, 'aardvark'))));
    let isDone = false;
    const finished = building.finally(() => { isDone = true; });
    while (!isDone) totals.add((await engine.search(request('aardvark'))).total);
    expect(await finished).toEqual({ documents: 600 });
    totals.add((await engine.search(request('aardvark'))).total);
    expect([...totals].toSorted((a, b) => a - b)).toEqual([300, 600]);
  });

  test('what changes meanwhile is in the new index too', async () => {
    const engine = await openEngine();
    await engine.upsert([makeDocument(1, 'aardvark'), makeDocument(2, 'zebra')]);
    await engine.rebuild(async function* () {
      yield makeDocument(1, 'aardvark');
      yield makeDocument(2, 'zebra');
      await engine.upsert([makeDocument(1, 'platypus')]);
      await engine.remove(['made-2']);
    }());
    expect((await engine.search(request('platypus'))).total).toBe(1);
    expect((await allEntries(engine)).map(({ id }) => id)).toEqual(['made-1']);
  });

  test('one that fails leaves the index as it was', async () => {
    const engine = await openEngine();
    await engine.upsert([makeDocument(1, 'aardvark')]);
    await expect(engine.rebuild(async function* () {
      yield makeDocument(2, 'zebra');
      throw new Error('the store is away');
    }())).rejects.toThrow('the store is away');
    expect((await allEntries(engine)).map(({ id }) => id)).toEqual(['made-1']);
  });
});

describe('the file', () => {
  test('no change that was acknowledged is lost when the process is killed', async () => {
    const engine = await openEngine();
    await engine.upsert([makeDocument(1, 'aardvark')]);
    await engine.close();
    const program = `
      const { workerData, parentPort } = require('node:worker_threads');
      import(workerData.entry).then(async ({ openIndexWriter }) => {
        const writer = openIndexWriter(workerData.path);
        for (let number = 2; ; number += 1) {
          writer.upsert([{ ...workerData.template, id: 'made-' + number, clusterId: 'made-' + number }]);
          parentPort.postMessage(number);
        }
      });`;
    const entry = new URL('../../../index-config/embedded/index-writer.ts', import.meta.url).href;
    const worker = new Worker(program, { eval: true, workerData: { path, entry, template } });
    let acknowledged = 1;
    await new Promise<void>((resolve) => worker.on('message', (number: number) => {
      acknowledged = number;
      if (number >= 20) resolve();
    }));
    await worker.terminate();
    const again = await openEngine();
    const ids = new Set((await allEntries(again)).map(({ id }) => id));
    for (let number = 1; number <= acknowledged; number += 1) expect(ids.has(`made-${number}`)).toBe(true);
    expect((await again.status()).documents).toBe(ids.size);
  });

  test.each([
    ['no database', () => writeFileSync(path, 'this is not a database, but long enough to be read as one '.repeat(200))],
    ['cut off', () => truncateSync(path, 8192 * 3)],
    ['overwritten at the beginning', () => writeFileSync(path, Buffer.alloc(8192, 7), { flag: 'r+' })],
  ])('a file that is %s is refused as damaged', async (_, damage) => {
    const engine = await openEmbeddedEngine({ path });
    await engine.upsert(documents);
    await engine.close();
    damage();
    await expect(openEmbeddedEngine({ path })).rejects.toMatchObject({ name: 'IndexError', kind: 'damaged' });
  });

  test('a file of another version is emptied, says so, and is whole after a rebuild', async () => {
    const engine = await openEmbeddedEngine({ path });
    await engine.upsert(documents);
    await engine.close();
    const db = new DatabaseSync(path);
    db.exec(`UPDATE meta SET value = 'embedded-1-abc' WHERE key = 'settings_version'; DROP TABLE words_1`);
    db.close();
    for (const again of [await openEngine(), await openEngine()]) {
      const { drift, documents: held, healthy } = await again.status();
      expect({ drift, held, healthy }).toEqual({ drift: [expect.stringContaining('another version of the program (embedded-1-abc)')], held: 0, healthy: true });
    }
    await open[0]?.rebuild(stream(documents));
    expect(await open[1]?.status()).toMatchObject({ drift: [], documents: documents.length });
  });

  test('a copy of the file is an index of the same posts', async () => {
    const engine = await openEngine();
    await engine.upsert(documents);
    await engine.close();
    copyFileSync(path, `${path}.copy`);
    const copy = await openEmbeddedEngine({ path: `${path}.copy` });
    open.push(copy);
    expect((await copy.status()).documents).toBe(documents.length);
  });

  test('a closed engine says so', async () => {
    const engine = await openEmbeddedEngine({ path });
    await engine.close();
    await expect(engine.search(request(''))).rejects.toMatchObject({ name: 'IndexError' });
  });
});

describe('questions that change nothing', () => {
  let home: string;
  let engine: SearchEngine;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'writeups-embedded-'));
    engine = await openEmbeddedEngine({ path: join(home, 'search.db') });
    await engine.upsert(documents);
  });
  afterAll(async () => {
    await engine.close();
    rmSync(home, { recursive: true, force: true });
  });

  test('similar posts share tags or rare words and are of another cluster', async () => {
    const similar = await engine.similar('ver128', 5);
    expect(similar.map(({ document }) => document.id)).toContain('ver129');
    expect(similar[0]?.sharedTags).toContain('kubernetes');
    expect((await engine.similar('retry', 5)).map(({ document }) => document.clusterId)).not.toContain('c-retry');
    expect(await engine.similar('unknown', 5)).toEqual([]);
  });

  test.each([
    ['kub', { kind: 'tag', text: 'kubernetes' }], ['beta', { kind: 'publisher', text: 'Beta Labs' }],
    ['cache inv', { kind: 'title', text: 'Cache invalidation in practice' }],
  ])('%s is completed', async (typed, expected) => {
    expect(await engine.suggest(typed, 10)).toContainEqual(expect.objectContaining(expected));
  });

  test('whatever is typed is answered', async () => {
    const term = fc.record({ text: fc.string({ unit: 'binary', maxLength: 30 }), phrase: fc.boolean(), prefix: fc.boolean(), start: fc.constant(0) });
    await fc.assert(fc.asyncProperty(fc.array(term, { maxLength: 50 }), fc.array(term, { maxLength: 3 }), fc.string(), async (terms, excluded, value) => {
      const fields = ['tag', 'source', 'kind', 'language', 'code', 'author', 'title', 'is'] as const;
      const filter = { type: 'or', clauses: fields.map((field) => ({ type: 'is', field, value }) as const) } as const;
      for (const asked of [null, filter]) {
        const answer = await engine.search({ ...request(''), terms, excluded, filter: asked });
        expect(answer.hits.length).toBeLessThanOrEqual(answer.total);
      }
      await engine.suggest(value, 5);
    }), { numRuns: 60 });
  });

  test.each([
    ['a word', { text: 'x'.repeat(100_000), phrase: false }], ['a phrase', { text: 'of the kafka '.repeat(8_000), phrase: true }],
    ['a path', { text: 'a/b-c.'.repeat(17_000), phrase: false }],
  ])('%s of 100 kB is answered within a second of work', async (_, term) => {
    const started = process.cpuUsage();
    await engine.search({ ...request(''), terms: [{ ...term, prefix: true, start: 0 }], correctTypos: true });
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1_000);
  });
});

describe('words that are let go', () => {
  const alone = ['aardvark', 'zebra'].flatMap((word, at) => Array.from({ length: 40 }, (_, number) => makeDocument(100 * at + number, word)));

  test('where no post holds both words, one stays, and every post shown holds it', async () => {
    const engine = await openEngine();
    await engine.upsert(alone);
    const [first, second] = request('aardvark').terms.concat(request('zebra').terms);
    const { dropped, hits, total } = await engine.search({ ...request(''), terms: [first, second].flatMap((term) => term ?? []) });
    expect(dropped).toHaveLength(1);
    const kept = dropped[0] === 'zebra' ? 'aardvark' : 'zebra';
    expect(total).toBe(40);
    expect(hits.every(({ snippet }) => snippet.includes(kept))).toBe(true);
  });

  test('a phrase never goes, and the snippet shows it however it is joined', async () => {
    const engine = await openEngine();
    const filler = 'Nothing of interest stands here. '.repeat(40);
    await engine.upsert([...alone, makeDocument(500, `once more. ${filler}It is exactly-once, they say. ${filler}exactly that, once.`)]);
    const terms = [{ text: 'exactly once', phrase: true, prefix: false, start: 0 }, ...request('aardvark').terms];
    const { hits, dropped } = await engine.search({ ...request(''), terms });
    expect(hits.map(({ document }) => document.id)).toEqual(['made-500']);
    expect(dropped).toEqual(['aardvark']);
    expect(hits[0]?.snippet).toContain('\uE000exactly-once\uE001');
  });
});
