/** An index of PostgreSQL takes 2,704 bytes, an address may have 8,192. */

import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addressKey, readableId } from '../../store/address-key.ts';
import { addBackfillDocuments, nextBackfillDocument, settleBackfillDocument } from '../../store/backfill.ts';
import { dueEntries, upsertEntries } from '../../store/entries.ts';
import { findFetch, findPage, packPage, saveFetch, savePage } from '../../store/fetches.ts';
import { attachMentions, upsertMention } from '../../store/mentions.ts';
import { MIGRATIONS, migrate } from '../../store/migrations.ts';
import type { Store } from '../../store/open.ts';
import { findPostIdByText } from '../../store/overview.ts';
import { addAddresses, findPost, findPostIdByAddress, upsertPost } from '../../store/posts.ts';
import { addSource, findSource } from '../../store/sources.ts';
import { makeEntry } from '../helpers/entry.ts';
import { makePost, NOW, STORES } from '../helpers/store.ts';

/** 8,192 characters that cannot be compressed, as PostgreSQL does with what repeats; all begin alike. */
function longAddress(name: string): string {
  const digits = Array.from({ length: 128 }, (_, block) => createHash('sha256').update(`${name} ${block}`).digest('hex')).join('');
  return `https://blog.example/posts?same=${'x'.repeat(64)}&state=${digits}`.slice(0, 8_192 - name.length) + name;
}

const [ONE, TWO] = [longAddress('1'), longAddress('2')];

for (const { name, open, isHere } of STORES) describe.skipIf(!isHere)(name, () => {
  test('posts, entries, pages, answers, mentions, sources and documents of long addresses are kept and told apart', async () => {
    const store = await open();
    const { db } = store;
    for (const [index, url] of [ONE, TWO, ONE].entries()) await keepAll(store, url, index < 2);
    for (const url of [ONE, TWO]) {
      const postId = await findPostIdByAddress(db, url);
      expect((await findPost(db, postId ?? ''))?.canonicalUrl).toBe(url);
      expect([await findPostIdByText(db, url), await findPostIdByText(db, `${url}#met`)]).toEqual([postId, postId]);
      expect(await findPage(db, url)).toMatchObject({ url, body: Buffer.from(url) });
      expect((await findFetch(db, url))?.url).toBe(url);
      expect((await findSource(db, url))?.url).toBe(url);
      expect(await attachMentions(db, postId ?? '', [url])).toBe(1);
      const document = await nextBackfillDocument(db, 's');
      await settleBackfillDocument(db, 's', document?.url ?? '', null);
      expect([ONE, TWO]).toContain(document?.url);
    }
    expect(await nextBackfillDocument(db, 's')).toBeNull();
    expect((await dueEntries(db, 's', NOW, 10)).map((entry) => entry.canonicalUrl)).toEqual([ONE, TWO]);
    await store.close();
  });

  test('what an older version kept is found again', async () => {
    const store = await open();
    const { db } = store;
    // As long as PostgreSQL took them, and longer than a key is now.
    const url = ONE.slice(0, 2_300);
    await downgrade(store, '0012-growth');
    await sql`insert into addresses values (${url}, ${url}, 'p', 'entry', ${NOW})`.execute(db);
    await sql`insert into backfill_documents values ('s', ${url}, 1, 'archive', 'due', null)`.execute(db);
    expect(await migrate(db, store.dialect, () => NOW)).toContain('0012-growth');
    expect(await findPostIdByAddress(db, url)).toBe('p');
    expect(await addBackfillDocuments(db, 's', [{ url, rank: 1, why: 'archive' }])).toBe(0);
    await store.close();
  });
});

test('the id of a source at a long address is short, and no other one’s', () => {
  expect(readableId('Blog.Example/posts')).toBe('blog-example-posts');
  const ids = [ONE, `${ONE}x`].map(readableId);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{100}$/u);
});

async function keepAll({ db }: Store, url: string, isNew: boolean): Promise<void> {
  const { id, change } = await upsertPost(db, makePost({ canonicalUrl: url }), NOW);
  expect(change).toBe(isNew ? 'added' : 'none');
  await addAddresses(db, id, [{ canonicalUrl: url, url: `${url}#met`, evidence: 'entry' }], NOW);
  expect(await upsertEntries(db, 's', [{ key: url, canonicalUrl: url, contentHash: 'h', origin: 'feed', entry: makeEntry({ url }) }], NOW)).toEqual({ added: Number(isNew), changed: 0 });
  await savePage(db, await packPage({ url, finalUrl: url, headers: {}, body: Buffer.from(url), fetchedAt: NOW }));
  await saveFetch(db, { url, finalUrl: url, status: 200, etag: null, lastModified: null, bodyHash: null, fetchedAt: NOW, readerVersion: 1, headers: {} });
  const mention = { postId: null, sourceId: 's', site: 'Lobsters', url, canonicalUrl: url, discussionUrl: null, title: 'X', points: 3, comments: 1, submittedAt: NOW, submittedRange: null };
  expect((await upsertMention(db, mention, NOW)).isChanged).toBe(isNew);
  const source = { id: addressKey(url).slice(-8), kind: 'feed' as const, url, addedUrl: url, siteUrl: url, title: 'S', publisher: 'S', discovery: null, topics: [] };
  expect(await addSource(db, source, NOW)).toBe(isNew);
  expect(await addSource(db, { ...source, id: 'other' }, NOW)).toBe(false);
  expect(await addBackfillDocuments(db, 's', [{ url, rank: 1, why: 'archive' }])).toBe(Number(isNew));
}

/** An empty database as it was before the migration `name`. */
async function downgrade({ db, dialect }: Store, name: string): Promise<void> {
  for (const { name: table } of await db.introspection.getTables()) if (table !== 'sqlite_sequence' && table !== 'migrations') await sql`drop table ${sql.table(table)}`.execute(db);
  await sql`delete from migrations where name >= ${name}`.execute(db);
  for (const migration of MIGRATIONS.filter((each) => each.name < name)) await migration.up(db, dialect);
}
