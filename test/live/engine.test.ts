import { setTimeout as pause } from 'node:timers/promises';
import { Meilisearch } from 'meilisearch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IndexError } from '../../core/errors.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { SETTINGS_VERSION } from '../../index-config/meilisearch/settings.ts';
import { idsOf, makeDocument, makeRequest, streamOf } from '../helpers/document.ts';
import { titleOf, useServer, WHY_NO_SERVER, type LiveServer } from './server.ts';

let server: LiveServer;
let client: Meilisearch;
let made = 0;
const quarantined: string[] = [];
const openEngine = (index = `engine_${process.pid}_${made += 1}`): { engine: SearchEngine; index: string } => ({
  engine: openMeilisearchEngine({ url: server.url, key: server.key, index, onQuarantine: (id) => quarantined.push(id) }), index,
});
const entriesOf = async (engine: SearchEngine): Promise<string[]> => (await Array.fromAsync(engine.entries())).map(({ id, modifiedAt }) => `${id} ${modifiedAt}`);

describe.skipIf(WHY_NO_SERVER !== null)(titleOf('the index on a real server', WHY_NO_SERVER), { timeout: 90_000 }, () => {
  beforeAll(async () => {
    server = await useServer();
    client = new Meilisearch({ host: server.url, ...(server.key === null ? {} : { apiKey: server.key }) });
  }, 60_000);
  afterAll(() => server.stop());

  test('no index: a state and not a failure; a search says so; the first document makes it with our settings', async () => {
    const { engine } = openEngine();
    expect(await engine.status()).toMatchObject({ documents: 0, settingsVersion: null, drift: [], healthy: true });
    await expect(engine.search(makeRequest('one'))).rejects.toThrow(IndexError);
    await engine.upsert([makeDocument({ id: 'a', title: 'One' })]);
    expect(await engine.status()).toMatchObject({ documents: 1, settingsVersion: SETTINGS_VERSION, drift: [], healthy: true });
  });

  test('documents are replaced by id, removed, and listed in order of id', async () => {
    const { engine } = openEngine();
    await engine.upsert(['b', 'B', 'a', '-_9'].map((id) => makeDocument({ id, title: 'First' })));
    await engine.upsert([makeDocument({ id: 'b', title: 'Second', modifiedAt: '2025-01-01T00:00:00.000Z' })]);
    await engine.remove(['a', 'never there', '']);
    expect(await entriesOf(engine)).toEqual(['-_9 2024-01-02T00:00:00.000Z', 'B 2024-01-02T00:00:00.000Z', 'b 2025-01-01T00:00:00.000Z']);
    expect(idsOf(await engine.search(makeRequest('second')))).toEqual(['b']);
    await engine.upsert([]);
    await engine.remove([]);
  });

  test('documents that the server refuses are left out, one by one, and told', async () => {
    const { engine } = openEngine();
    quarantined.length = 0;
    const documents = Array.from({ length: 60 }, (_, at) => makeDocument({ id: at % 25 === 7 ? `bad id ${at}` : `good${at}`, title: `Post ${at}` }));
    await engine.upsert([...documents, makeDocument({ id: 'x'.repeat(600) })]);
    expect(quarantined.map((id) => id.slice(0, 9)).toSorted()).toEqual(['bad id 32', 'bad id 57', 'bad id 7', 'xxxxxxxxx']);
    expect(await engine.status()).toMatchObject({ documents: 57 });
    quarantined.length = 0;
    expect(await engine.rebuild(streamOf(documents))).toEqual({ documents: 57 });
    expect(quarantined).toHaveLength(3);
  }, 60_000);

  test('settings that somebody changed are named, and a rebuild mends them', async () => {
    const { engine, index } = openEngine();
    await engine.rebuild(streamOf([makeDocument({ id: 'a', title: 'One' })]));
    await client.index(index).updateSettings({ stopWords: ['one'], rankingRules: ['words', 'typo'] }).waitTask();
    const status = await engine.status();
    expect(status).toMatchObject({ settingsVersion: null, healthy: true });
    expect(status.drift.join(' ')).toMatch(/rankingRules.*stopWords/u);
    await engine.rebuild(streamOf([makeDocument({ id: 'a', title: 'One' })]));
    expect(await engine.status()).toMatchObject({ settingsVersion: SETTINGS_VERSION, drift: [] });
  });

  test('documents that were indexed by other rules are named', async () => {
    const { engine, index } = openEngine();
    await engine.rebuild(streamOf([makeDocument({ id: 'a' }), makeDocument({ id: 'b' })]));
    await client.index(index).updateDocuments([{ id: 'a', settingsVersion: '0123456789ab' }]).waitTask();
    expect(await engine.status()).toMatchObject({ settingsVersion: '0123456789ab', drift: [expect.stringContaining('1 posts were indexed by the rules 0123456789ab')] });
  });

  test('somebody else\'s index of that name is neither used nor replaced', async () => {
    const { engine, index } = openEngine();
    await client.index(index).addDocuments([{ id: 'movie', title: 'Metropolis' }]).waitTask();
    expect(await engine.status()).toMatchObject({ healthy: false, message: expect.stringContaining('MEILI_INDEX') });
    await expect(engine.rebuild(streamOf([makeDocument({ id: 'a' })]))).rejects.toThrow(/MEILI_INDEX/u);
    await expect(engine.search(makeRequest('metropolis'))).rejects.toThrow(IndexError);
    expect((await client.index(index).getDocument('movie'))['title']).toBe('Metropolis');
  });

  test('keys that are bound to the index are enough', async () => {
    const { engine: owner, index } = openEngine();
    await owner.rebuild(streamOf([makeDocument({ id: 'a', title: 'One' })]));
    const searcher = await client.createKey({ actions: ['search'], indexes: [index], expiresAt: null });
    const reader = openMeilisearchEngine({ url: server.url, key: searcher.key, index });
    expect(idsOf(await reader.search(makeRequest('one')))).toEqual(['a']);
    expect(await reader.suggest('on', 3)).not.toEqual([]);
    await expect(reader.upsert([makeDocument({ id: 'b' })])).rejects.toThrow(IndexError);
    const feeder = await client.createKey({
      actions: ['search', 'documents.*', 'indexes.*', 'settings.get', 'settings.update', 'stats.get', 'tasks.get'], indexes: [`${index}*`], expiresAt: null,
    });
    const writer = openMeilisearchEngine({ url: server.url, key: feeder.key, index });
    await writer.upsert([makeDocument({ id: 'b', title: 'Two' })]);
    await writer.remove(['a']);
    expect(await entriesOf(writer)).toEqual(['b 2024-01-02T00:00:00.000Z']);
    expect(await writer.rebuild(streamOf([makeDocument({ id: 'c', title: 'Three' })]))).toEqual({ documents: 1 });
    expect(await writer.status()).toMatchObject({ documents: 1, drift: [], healthy: true });
    const wrong = openMeilisearchEngine({ url: server.url, key: 'wrong', index });
    expect(await wrong.status()).toMatchObject({ healthy: false });
  });

  test('a rebuild beside searches: none fails, none is empty, and a failed one changes nothing', async () => {
    const { engine, index } = openEngine();
    const corpus = (edition: string) => Array.from({ length: 3_000 }, (_, at) => makeDocument({ id: `p${at}`, title: `Post ${at} of the ${edition} edition`, body: `Words of post ${at}. `.repeat(30) }));
    await engine.rebuild(streamOf(corpus('first')));
    let isDone = false;
    const totals: number[] = [];
    const searching = (async () => {
      while (!isDone) {
        totals.push((await engine.search(makeRequest('post edition'))).total);
        await pause(20);
      }
    })();
    await engine.rebuild(streamOf(corpus('second')));
    isDone = true;
    await searching;
    expect(totals.length).toBeGreaterThan(10);
    expect(new Set(totals)).toEqual(new Set([3_000]));
    expect((await engine.search(makeRequest('second edition'))).total).toBe(3_000);
    await expect(engine.rebuild(async function* () {
      yield makeDocument({ id: 'z' });
      throw new Error('the store is gone');
    }())).rejects.toThrow('the store is gone');
    expect((await engine.search(makeRequest('second edition'))).total).toBe(3_000);
    expect((await client.getIndexes({ limit: 1_000 })).results.map(({ uid }) => uid).filter((uid) => uid.startsWith(`${index}_`))).toEqual([]);
  }, 120_000);
});
