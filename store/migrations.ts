/** Append-only: a migration that has been released is never edited. Each runs once, in a transaction of its own with its record. */

import { sql, type Kysely } from 'kysely';
import { addressKey } from './address-key.ts';
import { lockMigrations } from './locks.ts';
import type { Schema } from './schema.ts';

export type Dialect = 'sqlite' | 'postgres';
type Migration = { readonly name: string; readonly up: (db: Kysely<Schema>, dialect: Dialect) => Promise<void> };

const statements = (lines: readonly string[]) => async (db: Kysely<Schema>, dialect: Dialect): Promise<void> => {
  for (const line of lines) await sql.raw(forDialect(line, dialect)).execute(db);
};

/**
 * DDL is written once, with words in capitals for what the databases name differently. Text is compared and ordered by its
 * bytes, as in SQLite, whatever the language of a PostgreSQL database. HASHED: an index that finds equal values of any length.
 */
function forDialect(ddl: string, dialect: Dialect): string {
  const line = dialect === 'sqlite' ? ddl : ddl.replace(/([\w"]+) text\b/gu, '$1 text collate "C"');
  const types = dialect === 'sqlite'
    ? { BLOB: 'blob', SERIAL_KEY: 'integer primary key autoincrement', BIG: 'integer', REAL: 'real', CLUSTERED: 'without rowid', HASHED: '', NULLS_LAST: '' }
    : { BLOB: 'bytea', SERIAL_KEY: 'bigserial primary key', BIG: 'bigint', REAL: 'double precision', CLUSTERED: '', HASHED: 'using hash', NULLS_LAST: 'nulls last' };
  return line.replace(/\b(BLOB|SERIAL_KEY|BIG|REAL|CLUSTERED|HASHED|NULLS_LAST)\b/gu, (word) => types[word as keyof typeof types]);
}

export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-main-path',
    up: statements([
      `create table sources (id text primary key, kind text not null, url text not null unique, added_url text not null, site_url text,
        title text not null, publisher text not null, state text not null, discovery text, topics text not null, added_at text not null,
        next_check_at text not null, last_checked_at text, last_success_at text, failure_count integer not null, failure text,
        backfilled_at text, lease_owner text, lease_until text, fence integer not null)`,
      `create index sources_due on sources (state, next_check_at)`,
      `create table fetches (url text primary key, final_url text not null, status integer not null, etag text, last_modified text,
        body_hash text, fetched_at text not null, reader_version integer not null)`,
      `create table pages (url text primary key, final_url text not null, headers text not null, body BLOB not null,
        body_bytes integer not null, fetched_at text not null)`,
      `create table entries (id SERIAL_KEY, source_id text not null, key text not null, url text, canonical_url text, entry text not null,
        content_hash text not null, state text not null, attempts integer not null, not_before text not null, failure text, post_id text,
        first_seen_at text not null, unique (source_id, key))`,
      `create index entries_due on entries (source_id, state, not_before)`,
      `create index entries_canonical on entries (canonical_url)`,
      `create table posts (id text primary key, cluster_id text not null, source_id text, url text not null, canonical_url text not null unique,
        host text not null, publisher text not null, title text not null, authors text not null, published_at text,
        published_earliest_at text, published_latest_at text, updated_at text, language text, kind text not null, tags text not null,
        categories text not null, excerpt text not null, word_count integer not null, code_languages text not null, image_url text,
        quality_score REAL not null, quality_reasons text not null, excerpt_only integer not null, content_hash text not null,
        rules_version integer not null, first_seen_at text not null, modified_at text not null)`,
      `create index posts_cluster on posts (cluster_id)`,
      `create index posts_source on posts (source_id, published_at)`,
      `create table post_texts (post_id text primary key, text text not null, markdown text not null, sections text not null)`,
      `create table addresses (canonical_url text primary key, url text not null, post_id text not null, evidence text not null, seen_at text not null)`,
      `create index addresses_post on addresses (post_id)`,
      `create table joins (left_id text not null, right_id text not null, rule text not null, reason text not null, similarity REAL not null,
        containment REAL not null, joined_at text not null, undone_at text, primary key (left_id, right_id))`,
      `create index joins_right on joins (right_id)`,
      `create table clusters (id text primary key, original_id text not null, changed_at text not null)`,
      `create table mentions (id text primary key, post_id text, source_id text, site text not null, url text not null, canonical_url text not null,
        discussion_url text, title text not null, points integer, comments integer, submitted_at text, submitted_earliest_at text,
        submitted_latest_at text, refreshed_at text not null)`,
      `create index mentions_post on mentions (post_id)`,
      `create index mentions_canonical on mentions (canonical_url)`,
      `create table outbox (seq SERIAL_KEY, post_id text not null unique)`,
      `create table engine_cursors (engine text primary key, seq BIG not null, moved_at text not null)`,
      `create table fingerprints (post_id text primary key, keys text not null, data BLOB not null)`,
      `create table fingerprint_keys (key BIG not null, post_id text not null, primary key (key, post_id)) CLUSTERED`,
      `create table crawl_runs (id text primary key, "trigger" text not null, started_at text not null, ended_at text, summary text)`,
      `create table outcomes (run_id text not null, source_id text not null, outcome text not null, message text not null,
        requests integer not null, body_bytes BIG not null, entries integer not null, new_posts integer not null, ended_at text not null,
        primary key (run_id, source_id))`,
      `create index outcomes_source on outcomes (source_id, ended_at)`,
      `create table robots (host text primary key, record text not null)`,
      `create table hosts (host text primary key, visited_at text not null, not_before text)`,
    ]),
  },
  {
    name: '0002-backfill',
    up: statements([
      `create table backfill_documents (source_id text not null, url text not null, rank integer not null, why text not null, state text not null,
        failure text, primary key (source_id, url))`,
    ]),
  },
  {
    name: '0003-health',
    up: statements([
      `alter table sources add column proposed_url text`,
      `alter table sources add column publisher_schedule text`,
      `create table move_sightings (source_id text not null, checked_at text not null, moved_to text not null, primary key (source_id, checked_at))`,
      `alter table fetches add column headers text`,
      `alter table entries add column origin text`,
      `alter table mentions add column next_refresh_at text`,
      `create index mentions_refresh on mentions (source_id, next_refresh_at)`,
    ]),
  },
  {
    name: '0004-api-keys',
    up: statements([
      `create table api_keys (id text primary key, name text not null, scopes text not null, digest text not null, created_at text not null,
        expires_at text, revoked_at text, last_used_at text)`,
    ]),
  },
  {
    name: '0005-corrections-and-sessions',
    up: statements([
      `create table corrections (post_id text primary key, added text not null, removed text not null, kind text, own_tags text not null, own_kind text not null,
        decided_at text not null)`,
      `create table sessions (digest text primary key, key_id text not null, created_at text not null, expires_at text not null)`,
    ]),
  },
  {
    name: '0006-digest',
    up: statements([
      `create table issues (key text primary key, cadence text not null, zone text not null, start_at text not null, end_at text not null, frozen_at text not null,
        pool text not null, candidates integer not null, queued_at text, announced_at text)`,
      `create index issues_end on issues (cadence, end_at)`,
      `create table editions (issue_key text not null, key text not null, wishes text not null, items text not null, item_count integer not null,
        frozen_at text not null, primary key (issue_key, key))`,
      `create table edition_items (issue_key text not null, edition_key text not null, cluster_id text not null, primary key (edition_key, issue_key, cluster_id))`,
      `create table subscribers (id text primary key, address text not null unique, domain text not null, state text not null, preferences text not null,
        cadence text not null, link_version integer not null, created_at text not null, confirmed_at text, consent_from text, unsubscribed_at text)`,
      `create index subscribers_state on subscribers (state, cadence, id)`,
      `create table confirmations (digest text primary key, address_hash text not null, subscriber_id text, preferences text not null, created_at text not null,
        expires_at text not null, used_at text)`,
      `create index confirmations_address on confirmations (address_hash, created_at)`,
      `create table deliveries (issue_key text not null, subscriber_id text not null, edition_key text not null, domain text not null, state text not null,
        due_at text not null, expires_at text not null, attempts integer not null, first_attempt_at text, lease_until text, message text, changed_at text not null,
        primary key (issue_key, subscriber_id))`,
      `create index deliveries_due on deliveries (state, due_at)`,
      `create index deliveries_subscriber on deliveries (subscriber_id)`,
      `create table bounces (id SERIAL_KEY, subscriber_id text not null, issue_key text, kind text not null, message text not null, at text not null)`,
      `create index bounces_subscriber on bounces (subscriber_id, at)`,
      `create table suppressions (address_hash text primary key, reason text not null, message text not null, since text not null)`,
      `create table secrets (name text primary key, value text not null)`,
      `create index posts_published on posts (published_at)`,
      `create index mentions_submitted on mentions (submitted_at)`,
    ]),
  },
  {
    name: '0007-saved-searches',
    up: statements([
      `create table saved_searches (id text primary key, owner_id text not null, name text not null, q text not null, event text not null, min_points integer,
        target_kind text not null, address text not null, secrets text not null, state text not null, problem text, seen_seq BIG not null, created_at text not null,
        failing_since text, failures integer not null, retry_at text, lease_until text)`,
      `create index saved_searches_owner on saved_searches (owner_id, created_at)`,
      `create table saved_search_deliveries (seq SERIAL_KEY, id text not null unique, search_id text not null, notice text not null, post_count integer not null,
        created_at text not null, delivered_at text, attempt_count integer not null, attempts text not null)`,
      `create index saved_search_deliveries_queue on saved_search_deliveries (search_id, delivered_at, seq)`,
      `create table saved_search_matches (search_id text not null, post_id text not null, primary key (search_id, post_id)) CLUSTERED`,
      `alter table api_keys add column owner_id text`,
    ]),
  },
  {
    name: '0008-leases',
    up: statements([
      `alter table hosts add column lease_owner text`,
      `alter table hosts add column lease_until text`,
      `alter table hosts add column fence BIG not null default 0`,
      `create table leases (name text primary key, owner text not null, until text not null, fence BIG not null)`,
    ]),
  },
  {
    name: '0009-listing-rules',
    up: statements([`alter table sources add column rules text`]),
  },
  {
    name: '0010-saved-search-pace',
    up: statements([`alter table saved_searches add column pause_minutes integer not null default 0`, `alter table saved_searches add column queued_at text`]),
  },
  {
    name: '0011-quotas',
    up: statements([`create table quotas (key text primary key, tokens REAL not null, at_ms BIG not null, is_allowed integer not null)`]),
  },
  {
    name: '0012-growth',
    async up(db, dialect) {
      await statements(GROWTH)(db, dialect);
      if (dialect === 'postgres') await statements(ADDRESSES_OF_ANY_LENGTH)(db, dialect);
      for (const [table, column] of KEYS) await shortenKeys(db, table, column);
    },
  },
  {
    name: '0013-sources-without-past',
    up: statements([`create index sources_without_past on sources (state, added_at, id) where backfilled_at is null`]),
  },
  {
    name: '0014-mentions-of-a-source',
    up: statements([`create index mentions_source on mentions (source_id, submitted_at)`]),
  },
];

/** Indexes for what was found by reading whole tables. */
const GROWTH = [
  `create index entries_post on entries (post_id)`,
  `create index sources_held on sources (lease_owner) where lease_owner is not null`,
  `create index sources_added on sources HASHED (added_url)`,
  `create index sources_site on sources HASHED (site_url)`,
  `drop index posts_source`,
  `create index posts_source on posts (source_id, published_at desc NULLS_LAST)`,
  `alter table backfill_documents rename to former_documents`,
  `create table backfill_documents (source_id text not null, key text not null, url text not null, rank integer not null, why text not null, state text not null,
    failure text, primary key (source_id, key))`,
  `insert into backfill_documents select source_id, url, url, rank, why, state, failure from former_documents`,
  `drop table former_documents`,
];

/** SQLite's indexes take them as they are. The id of a post is the hash of its address: that is unique already. */
const ADDRESSES_OF_ANY_LENGTH = [
  `alter table posts drop constraint posts_canonical_url_key`,
  `alter table sources drop constraint sources_url_key`,
  `alter table sources add constraint sources_url exclude using hash (url with =)`,
  `drop index entries_canonical`,
  `create index entries_canonical on entries HASHED (canonical_url)`,
  `drop index mentions_canonical`,
  `create index mentions_canonical on mentions HASHED (canonical_url)`,
];

/** Columns that hold what `addressKey` gives. */
const KEYS = [['addresses', 'canonical_url'], ['pages', 'url'], ['fetches', 'url'], ['entries', 'key'], ['backfill_documents', 'key']] as const;
/** No text of fewer characters is too long for a key, since a character has at most four bytes. */
const SURELY_SHORT_CHARS = 500;

async function shortenKeys(db: Kysely<Schema>, table: string, column: string): Promise<void> {
  const name = sql.ref(column);
  const { rows } = await sql<{ text: string }>`select distinct ${name} as text from ${sql.table(table)} where length(${name}) > ${sql.lit(SURELY_SHORT_CHARS)}`.execute(db);
  for (const { text } of rows.filter((row) => addressKey(row.text) !== row.text)) {
    await sql`update ${sql.table(table)} set ${name} = ${addressKey(text)} where ${name} = ${text}`.execute(db);
  }
}

/** Brings the database to the newest schema and returns the names of the migrations that ran. */
export async function migrate(db: Kysely<Schema>, dialect: Dialect, now: () => string): Promise<string[]> {
  await db.transaction().execute(async (transaction) => {
    await lockMigrations(transaction);
    await sql`create table if not exists migrations (name text primary key, applied_at text not null)`.execute(transaction);
  });
  const applied = await sql<{ name: string }>`select name from migrations`.execute(db);
  const done = new Set(applied.rows.map((row) => row.name));
  const ran: string[] = [];
  for (const migration of MIGRATIONS.filter(({ name }) => !done.has(name))) {
    const isNew = await db.transaction().execute(async (transaction) => {
      await lockMigrations(transaction);
      const record = await sql`insert into migrations (name, applied_at) values (${migration.name}, ${now()}) on conflict do nothing`.execute(transaction);
      if (Number(record.numAffectedRows ?? 0n) === 0) return false;
      await migration.up(transaction, dialect);
      return true;
    });
    if (isNew) ran.push(migration.name);
  }
  return ran;
}
