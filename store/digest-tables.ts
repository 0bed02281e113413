/** The tables of the digest, as Kysely sees them. JSON columns are text. */

import type { Generated } from 'kysely';
import type { Instant } from '../core/feed.ts';

/** Issues of the digest. `pool` holds every candidate with its score, as it stood when the issue was frozen (JSON). */
export type IssuesTable = {
  key: string;
  cadence: string;
  zone: string;
  startAt: Instant;
  endAt: Instant;
  frozenAt: Instant;
  pool: string;
  candidates: number;
  /** When every subscriber of its cadence had a delivery; null: not yet. */
  queuedAt: Instant | null;
  /** When it was posted to the channels; null: not yet. */
  announcedAt: Instant | null;
};

/** What an issue holds for one set of wishes (JSON), made once. */
export type EditionsTable = { issueKey: string; key: string; wishes: string; items: string; itemCount: number; frozenAt: Instant };
export type EditionItemsTable = { issueKey: string; editionKey: string; clusterId: string };

export type SubscribersTable = {
  id: string;
  address: string;
  domain: string;
  state: string;
  preferences: string;
  cadence: string;
  /** Rises when the links of older mails shall open nothing any more. */
  linkVersion: number;
  createdAt: Instant;
  confirmedAt: Instant | null;
  /** Keyed hash of the network address from which it was confirmed. */
  consentFrom: string | null;
  unsubscribedAt: Instant | null;
};

/** Confirmation mails: only digests of their tokens are kept. */
export type ConfirmationsTable = { digest: string; addressHash: string; subscriberId: string | null; preferences: string; createdAt: Instant; expiresAt: Instant; usedAt: Instant | null };

/** One mail of one issue to one subscriber: there is never a second row. */
export type DeliveriesTable = {
  issueKey: string;
  subscriberId: string;
  editionKey: string;
  domain: string;
  state: string;
  dueAt: Instant;
  expiresAt: Instant;
  attempts: number;
  firstAttemptAt: Instant | null;
  leaseUntil: Instant | null;
  message: string | null;
  changedAt: Instant;
};

export type BouncesTable = { id: Generated<number>; subscriberId: string; issueKey: string | null; kind: string; message: string; at: Instant };
/** Addresses that get no mail, by their keyed hash. */
export type SuppressionsTable = { addressHash: string; reason: string; message: string; since: Instant };
/** Keys that this installation made for itself. */
export type SecretsTable = { name: string; value: string };

export type DigestTables = {
  issues: IssuesTable;
  editions: EditionsTable;
  editionItems: EditionItemsTable;
  subscribers: SubscribersTable;
  confirmations: ConfirmationsTable;
  deliveries: DeliveriesTable;
  bounces: BouncesTable;
  suppressions: SuppressionsTable;
  secrets: SecretsTable;
};
