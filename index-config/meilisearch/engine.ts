/** The search engine on a Meilisearch server. */

import type { IndexedEntry, SearchEngine } from '../engine.ts';
import { ask, createClient, write, type MeiliLocation, type Place } from './client.ts';
import type { MeiliDocument } from './document.ts';
import { ensureIndex, rebuildIndex } from './rebuild.ts';
import { searchMeilisearch } from './search.ts';
import { similarOnMeilisearch } from './similar.ts';
import { readStatus } from './status.ts';
import { suggestFromMeilisearch } from './suggest.ts';
import { addDocuments, type OnQuarantine } from './write.ts';

export type MeilisearchOptions = MeiliLocation & {
  /** Name of the index. */
  readonly index: string;
  /** Told of a document that the server refuses; it is left out and everything else goes on. */
  readonly onQuarantine?: OnQuarantine;
};

const FETCH_BATCH = 1_000;
/** What the server takes for an id; asked to delete an empty one it fails the whole write. */
const POSSIBLE_ID = /^[\w-]{1,511}$/u;

/** The engine. Opening asks nothing of the server, so it may be away. A search where the index is not made yet rejects. */
export function openMeilisearchEngine(options: MeilisearchOptions): SearchEngine {
  const place: Place = { client: createClient(options), uid: options.index };
  const onQuarantine = options.onQuarantine ?? (() => {});
  return {
    name: 'meilisearch',
    cursors: [`meilisearch@${URL.parse(options.url)?.host ?? options.url}/${options.index}`],
    search: (request) => searchMeilisearch(place, request),
    suggest: (text, limit) => suggestFromMeilisearch(place, text, limit),
    similar: (id, limit) => similarOnMeilisearch(place, id, limit),
    upsert: async (documents) => {
      if (documents.length === 0) return;
      await ensureIndex(place);
      await addDocuments(place, documents, onQuarantine);
    },
    remove: async (ids) => {
      const possible = ids.filter((id) => POSSIBLE_ID.test(id));
      if (possible.length === 0) return;
      await ensureIndex(place);
      await write(place.client, () => place.client.index(place.uid).deleteDocuments(possible));
    },
    entries: () => listEntries(place),
    rebuild: (documents) => rebuildIndex(place, documents, onQuarantine),
    status: () => readStatus(place),
    close: async () => {},
  };
}

async function* listEntries({ client, uid }: Place): AsyncGenerator<IndexedEntry> {
  const entries: IndexedEntry[] = [];
  for (let offset = 0; ; offset += FETCH_BATCH) {
    const { results } = await ask(() => client.index<MeiliDocument>(uid).getDocuments({ fields: ['id', 'modifiedAt'], limit: FETCH_BATCH, offset }));
    entries.push(...results.map(({ id, modifiedAt }) => ({ id, modifiedAt })));
    if (results.length < FETCH_BATCH) break;
  }
  yield* entries.sort((a, b) => (a.id < b.id ? -1 : 1));
}
