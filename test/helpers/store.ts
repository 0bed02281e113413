import { openStore, type Store } from '../../store/open.ts';
import type { NewPost } from '../../store/posts.ts';
import { PG_BIN } from '../../scripts/bench/processes/postgres-server.ts';
import { createDatabase, NEEDS_POSTGRES } from './postgres.ts';

/** A store of its own in memory. */
export function openTestStore(): Promise<Store> {
  return openStore({ path: ':memory:', databaseUrl: null });
}

export type StoreKind = {
  readonly name: string;
  /** A store of its own, gone when it is closed. */
  readonly open: () => Promise<Store>;
  /** False where the machine cannot; the name then says why. */
  readonly isHere: boolean;
};

/** Both databases that a store may lie in. */
export const STORES: readonly StoreKind[] = [
  { name: 'SQLite', open: openTestStore, isHere: true },
  { name: `PostgreSQL${NEEDS_POSTGRES}`, open: openPostgresStore, isHere: PG_BIN !== null },
];

async function openPostgresStore(): Promise<Store> {
  const { url, drop } = await createDatabase('schema');
  const store = await openStore({ path: '', databaseUrl: url });
  return {
    ...store,
    close: async () => {
      await store.close();
      await drop();
    },
  };
}

/** A post with sensible values; `changes` win. */
export function makePost(changes: Partial<NewPost> = {}): NewPost {
  const canonicalUrl = changes.canonicalUrl ?? 'https://blog.example/posts/one';
  return {
    sourceId: 'blog', url: canonicalUrl, canonicalUrl, host: new URL(canonicalUrl).hostname, publisher: 'Example',
    title: 'How we moved our queue', authors: ['Ada'], publishedAt: '2020-01-02T00:00:00.000Z', publishedRange: null, updatedAt: null,
    language: 'en', kind: 'migration', tags: [{ tag: 'queues', score: 0.8, evidence: 'our queue' }], categories: ['Infra'],
    excerpt: 'We moved it.', text: 'We moved it.', markdown: 'We moved it.', sections: [], wordCount: 3, codeLanguages: [], imageUrl: null,
    quality: { score: 0.9, reasons: [] }, excerptOnly: false, rulesVersion: 1, ...changes,
  };
}

export const NOW = '2026-08-01T12:00:00.000Z';
