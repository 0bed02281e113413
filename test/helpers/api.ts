import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CrawlerControl, Deps } from '../../api/deps.ts';
import { NO_MAILER } from '../../api/digest/mail/mailer.ts';
import { startServer, type RunningServer } from '../../api/server.ts';
import { NO_CHAT } from '../../core/chat-config.ts';
import { createLog } from '../../core/log.ts';
import { openEmbeddedEngine } from '../../index-config/embedded/open.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { syncEngine } from '../../index-config/sync.ts';
import { createSyncStore } from '../../scripts/system/sync-store.ts';
import type { Store } from '../../store/open.ts';
import { enqueue } from '../../store/outbox.ts';
import { upsertPost, type NewPost } from '../../store/posts.ts';
import { MAIL_CONFIG } from './mail.ts';
import { makePost, NOW, openTestStore } from './store.ts';

export type TestApi = {
  readonly deps: Deps;
  readonly store: Store;
  readonly engine: SearchEngine;
  readonly server: RunningServer;
  /** Stores and indexes posts; gives their ids. */
  add(posts: readonly Partial<NewPost>[]): Promise<string[]>;
  /** Tells the engine what changed in the store. */
  sync(postIds: readonly string[]): Promise<void>;
  get(path: string, init?: RequestInit): Promise<Response>;
  json(path: string): Promise<unknown>;
  close(): Promise<void>;
};

/** Where a test is about something else than the crawler. */
export const NO_CRAWLER: CrawlerControl = {
  progress: () => null, checkNow: () => false, decideJoin: () => Promise.reject(new Error('no crawler')), indexChanges: () => Promise.resolve(), addSource: () => Promise.reject(new Error('no crawler')),
};

/** What a test's server is told where the test says nothing else. */
export const TEST_CONFIG: Deps['config'] = {
  publicUrl: 'https://writeups.example', trustedProxyHops: 0, anonymousRead: true, rateLimitPerMinute: 0, ...MAIL_CONFIG, chat: NO_CHAT,
};

/** A real server with a store and the embedded engine of its own. */
export async function startTestApi(changes: Partial<Deps> = {}): Promise<TestApi> {
  const dir = mkdtempSync(join(tmpdir(), 'writeups-api-'));
  const [store, engine] = await Promise.all([openTestStore(), openEmbeddedEngine({ path: join(dir, 'search.db') })]);
  const deps: Deps = {
    store, engine, config: TEST_CONFIG, now: () => NOW, log: createLog(process.env['TEST_LOG'] ?? 'silent'),
    crawler: NO_CRAWLER, outbound: () => Promise.reject(new Error('no network')), mailer: NO_MAILER, deliverers: {}, ...changes,
  };
  const server = await startServer(deps, { host: '127.0.0.1', port: 0 });
  const syncStore = createSyncStore(store.db, () => NOW);
  const sync = async (postIds: readonly string[]) => {
    await enqueue(store.db, postIds);
    await syncEngine(syncStore, engine);
  };
  const get = (path: string, init?: RequestInit) => fetch(server.url + path, { redirect: 'manual', ...init });
  return {
    deps, store, engine, server, sync, get,
    async add(posts) {
      const ids: string[] = [];
      for (const post of posts) ids.push((await upsertPost(store.db, makePost(post), NOW)).id);
      await sync(ids);
      return ids;
    },
    json: async (path) => (await get(path)).json(),
    async close() {
      await server.stop();
      await engine.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A few posts that differ in everything a search can ask for. */
export const POSTS: readonly Partial<NewPost>[] = [
  {
    canonicalUrl: 'https://netflixtechblog.com/exactly-once', publisher: 'Netflix Tech Blog', sourceId: 'netflix', title: 'Exactly once semantics in Kafka', authors: ['Jane Doe'],
    publishedAt: '2019-06-15T10:00:00.000Z', kind: 'deep-dive', tags: [{ tag: 'kafka', score: 0.9, evidence: 'Kafka brokers' }], codeLanguages: ['java'],
    excerpt: 'How our consumers count every message once.', text: 'How our consumers count every message once.\nKafka brokers and transactions.\nThe idempotent producer.', wordCount: 2300,
  },
  {
    canonicalUrl: 'https://uber.com/blog/flink', publisher: 'Uber', sourceId: 'uber', title: 'Streaming with Flink and Kafka', authors: ['Wei Chen'],
    publishedAt: '2021-03-01T00:00:00.000Z', kind: 'architecture', tags: [{ tag: 'kafka', score: 0.7, evidence: 'Kafka' }, { tag: 'flink', score: 0.9, evidence: 'Flink' }], codeLanguages: ['java', 'sql'],
    excerpt: 'Our streaming platform.', text: 'Our streaming platform reads Kafka and writes tables.\nFlink checkpoints.', wordCount: 1200,
  },
  {
    canonicalUrl: 'https://blog.cloudflare.com/dns-outage', publisher: 'Cloudflare', sourceId: 'cloudflare', title: 'Postmortem: the DNS outage of March', authors: [],
    publishedAt: '2023-03-05T00:00:00.000Z', kind: 'postmortem', tags: [{ tag: 'dns', score: 0.9, evidence: 'DNS' }], excerpt: 'What failed, and why.',
    text: 'What failed, and why.\nResolvers timed out for forty minutes.', wordCount: 900,
  },
  {
    canonicalUrl: 'https://beispiel.example/kubernetes', publisher: 'Beispiel', sourceId: 'beispiel', title: 'Umzug nach Kubernetes', authors: ['Jörg Müller'], language: 'de',
    publishedAt: null, kind: 'migration', tags: [{ tag: 'kubernetes', score: 0.9, evidence: 'Kubernetes' }], excerpt: 'Wir sind umgezogen.', text: 'Wir sind umgezogen.\nKubernetes statt eigener Skripte.', wordCount: 700,
  },
];
