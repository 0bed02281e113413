/** The behaviour cases on a real Meilisearch server. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchEngine } from '../../index-config/engine.ts';
import { openMeilisearchEngine } from '../../index-config/meilisearch/engine.ts';
import { BEHAVIOURS, behaviourDocuments, checkBehaviour, readBehaviour } from '../helpers/behaviour.ts';
import { streamOf } from '../helpers/document.ts';
import { titleOf, useServer, WHY_NO_SERVER, type LiveServer } from './server.ts';

/** What is known to differ, and why (docs/engines.md). Such a case must not fail for another reason: it is still asked. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'singular finds plural': 'another post of the same cluster stands for it: the one that holds the word as typed',
};

let server: LiveServer;
let engine: SearchEngine;

describe.skipIf(WHY_NO_SERVER !== null)(titleOf('behaviour on a real server', WHY_NO_SERVER), { timeout: 90_000 }, () => {
  beforeAll(async () => {
    server = await useServer();
    engine = openMeilisearchEngine({ url: server.url, key: server.key, index: `behaviour_${process.pid}` });
    await engine.rebuild(streamOf(behaviourDocuments()));
  }, 60_000);
  afterAll(() => server.stop());

  describe.each(BEHAVIOURS)('%s', (name) => {
    const cases = readBehaviour(name);
    test.each(cases.filter((behaviour) => DIFFERENT[behaviour.name] === undefined))('$name: $q', async (behaviour) => {
      await checkBehaviour(engine, behaviour);
    });
    const different = cases.flatMap((behaviour) => (DIFFERENT[behaviour.name] === undefined ? [] : [{ ...behaviour, why: DIFFERENT[behaviour.name] }]));
    test.each(different)('$name: $q (differs: $why)', async ({ why: _why, ...behaviour }) => {
      await checkBehaviour(engine, { ...behaviour, expect: {} });
      await expect(checkBehaviour(engine, behaviour)).rejects.toThrow();
    });
  });
});
