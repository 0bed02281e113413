/** The tables, as Kysely sees them (camelCase here, snake_case in the database). JSON columns are text. */

import type { Generated, Kysely, Transaction } from 'kysely';
import type { Instant } from '../core/feed.ts';
import type { DigestTables } from './digest-tables.ts';

export type SourcesTable = {
  id: string;
  kind: string;
  url: string;
  addedUrl: string;
  siteUrl: string | null;
  title: string;
  publisher: string;
  state: string;
  discovery: string | null;
  topics: string;
  addedAt: Instant;
  nextCheckAt: Instant;
  lastCheckedAt: Instant | null;
  lastSuccessAt: Instant | null;
  failureCount: number;
  failure: string | null;
  backfilledAt: Instant | null;
  leaseOwner: string | null;
  leaseUntil: Instant | null;
  fence: number;
  /** Where discovery found the source again after its address was gone; for people to accept. */
  proposedUrl: string | null;
  /** When the publisher asks to be polled, as its last document said (JSON); null where none was read yet. */
  publisherSchedule: string | null;
  /** How its listing is read, where its structure says too little (JSON); null: by structure. */
  rules: string | null;
};

/** Checks at which a source's address redirected for good, while it is not settled that it moved (R21). */
export type MoveSightingsTable = { sourceId: string; checkedAt: Instant; movedTo: string };

/** The last answer of every document that is asked for again: feeds, listings, archives, robots.txt. `url` is its key. */
export type FetchesTable = {
  url: string;
  finalUrl: string;
  status: number;
  etag: string | null;
  lastModified: string | null;
  bodyHash: string | null;
  fetchedAt: Instant;
  /** Version of the reader that understood the body: validators of another one are not sent (R18). */
  readerVersion: number;
  /** What the answer said about how long it stays fresh (JSON, names in lower case); null in rows of older versions. */
  headers: string | null;
};

/** Raw bodies of article pages, zstd. `url` is the key of the canonical address. */
export type PagesTable = {
  url: string;
  finalUrl: string;
  headers: string;
  body: Uint8Array;
  bodyBytes: number;
  fetchedAt: Instant;
};

/** What sources name: the queue of pages to fetch and the record of what is known. */
export type EntriesTable = {
  id: Generated<number>;
  sourceId: string;
  key: string;
  url: string | null;
  canonicalUrl: string | null;
  entry: string;
  contentHash: string;
  state: string;
  attempts: number;
  notBefore: Instant;
  failure: string | null;
  postId: string | null;
  firstSeenAt: Instant;
  /** What named it first: `feed`, `archive`, `sitemap`, `aggregator` or `link`; null in rows of older versions. */
  origin: string | null;
};

export type PostsTable = {
  id: string;
  clusterId: string;
  sourceId: string | null;
  url: string;
  canonicalUrl: string;
  host: string;
  publisher: string;
  title: string;
  authors: string;
  publishedAt: Instant | null;
  publishedEarliestAt: Instant | null;
  publishedLatestAt: Instant | null;
  updatedAt: Instant | null;
  language: string | null;
  kind: string;
  tags: string;
  categories: string;
  excerpt: string;
  wordCount: number;
  codeLanguages: string;
  imageUrl: string | null;
  qualityScore: number;
  qualityReasons: string;
  excerptOnly: number;
  contentHash: string;
  rulesVersion: number;
  firstSeenAt: Instant;
  modifiedAt: Instant;
};

/** The long texts of posts, apart so that lists stay cheap. */
export type PostTextsTable = { postId: string; text: string; markdown: string; sections: string };

/** Every address under which a post was met, by the key of its canonical form. */
export type AddressesTable = { canonicalUrl: string; url: string; postId: string; evidence: string; seenAt: Instant };

export type JoinsTable = {
  leftId: string;
  rightId: string;
  rule: string;
  reason: string;
  similarity: number;
  containment: number;
  joinedAt: Instant;
  undoneAt: Instant | null;
};

export type ClustersTable = { id: string; originalId: string; changedAt: Instant };

export type MentionsTable = {
  id: string;
  postId: string | null;
  sourceId: string | null;
  site: string;
  url: string;
  canonicalUrl: string;
  discussionUrl: string | null;
  title: string;
  points: number | null;
  comments: number | null;
  submittedAt: Instant | null;
  submittedEarliestAt: Instant | null;
  submittedLatestAt: Instant | null;
  refreshedAt: Instant;
  /** When its counts are to be asked for again; null: never. */
  nextRefreshAt: Instant | null;
};

/** One row a changed post; a new change gives it a new, higher number, so each engine reads on from its own cursor. */
export type OutboxTable = { seq: Generated<number>; postId: string };
export type EngineCursorsTable = { engine: string; seq: number; movedAt: Instant };

/** `keys` is a JSON list, so that the rows of `fingerprint_keys` can be found without an index by post. */
export type FingerprintsTable = { postId: string; keys: string; data: Uint8Array };
export type FingerprintKeysTable = { key: number; postId: string };

export type CrawlRunsTable = { id: string; trigger: string; startedAt: Instant; endedAt: Instant | null; summary: string | null };
export type OutcomesTable = {
  runId: string;
  sourceId: string;
  outcome: string;
  message: string;
  requests: number;
  bodyBytes: number;
  entries: number;
  newPosts: number;
  endedAt: Instant;
};

export type RobotsTable = { host: string; record: string };
/** Whose turn it is at a host; `fence` counts the turns. */
export type HostsTable = { host: string; visitedAt: Instant; notBefore: Instant | null; leaseOwner: string | null; leaseUntil: Instant | null; fence: number };
/** Work that one process does at a time, by name. */
export type LeasesTable = { name: string; owner: string; until: Instant; fence: number };

/** Documents that lead to a source's past: archives, further pages, sitemaps. `due` or `read`. `key` stands for the address. */
export type BackfillDocumentsTable = { sourceId: string; key: string; url: string; rank: number; why: string; state: string; failure: string | null };

export type ApiKeysTable = {
  id: string;
  name: string;
  scopes: string;
  /** SHA-256 of the whole key. */
  digest: string;
  createdAt: Instant;
  expiresAt: Instant | null;
  revokedAt: Instant | null;
  lastUsedAt: Instant | null;
  /** The id of the first key of a row of rotations; null: this is the first. */
  ownerId: string | null;
};

export type SavedSearchesTable = {
  id: string;
  ownerId: string;
  name: string;
  q: string;
  event: string;
  minPoints: number | null;
  targetKind: string;
  address: string;
  secrets: string;
  state: string;
  problem: string | null;
  seenSeq: number;
  createdAt: Instant;
  failingSince: Instant | null;
  failures: number;
  retryAt: Instant | null;
  leaseUntil: Instant | null;
  pauseMinutes: number;
  queuedAt: Instant | null;
};

export type SavedSearchDeliveriesTable = {
  seq: Generated<number>;
  id: string;
  searchId: string;
  notice: string;
  postCount: number;
  createdAt: Instant;
  deliveredAt: Instant | null;
  attemptCount: number;
  attempts: string;
};

/** What a client of servers that share this database has left. `isAllowed`: whether the last request was. */
export type QuotasTable = { key: string; tokens: number; atMs: number; isAllowed: number };

export type SavedSearchMatchesTable = { searchId: string; postId: string };

/** What people said about a post's topics and kind, beside what the rules last found. */
export type CorrectionsTable = {
  postId: string;
  added: string;
  removed: string;
  kind: string | null;
  ownTags: string;
  ownKind: string;
  decidedAt: Instant;
};

/** `digest` is the SHA-256 of a token that a browser holds. */
export type SessionsTable = { digest: string; keyId: string; createdAt: Instant; expiresAt: Instant };

export type Schema = DigestTables & {
  sources: SourcesTable;
  fetches: FetchesTable;
  pages: PagesTable;
  entries: EntriesTable;
  posts: PostsTable;
  postTexts: PostTextsTable;
  addresses: AddressesTable;
  joins: JoinsTable;
  clusters: ClustersTable;
  mentions: MentionsTable;
  outbox: OutboxTable;
  engineCursors: EngineCursorsTable;
  fingerprints: FingerprintsTable;
  fingerprintKeys: FingerprintKeysTable;
  crawlRuns: CrawlRunsTable;
  outcomes: OutcomesTable;
  robots: RobotsTable;
  hosts: HostsTable;
  leases: LeasesTable;
  backfillDocuments: BackfillDocumentsTable;
  moveSightings: MoveSightingsTable;
  apiKeys: ApiKeysTable;
  savedSearches: SavedSearchesTable;
  savedSearchDeliveries: SavedSearchDeliveriesTable;
  savedSearchMatches: SavedSearchMatchesTable;
  quotas: QuotasTable;
  corrections: CorrectionsTable;
  sessions: SessionsTable;
};

/** The database or a transaction on it: every function of the store takes one. */
export type Database = Kysely<Schema> | Transaction<Schema>;
