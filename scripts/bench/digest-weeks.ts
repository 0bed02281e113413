/**
 * Four weekly issues out of the recorded web, its dates moved into four weeks: `node scripts/bench/digest-weeks.ts DATA [HITS.jsonl] [--why] [--mails FOLDER]`.
 * DATA is a folder that `writeups demo --once` filled; it is copied and stays as it is. HITS: real submissions of its posts to aggregators.
 */

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { periodAt, type Period } from '../../api/digest/calendar.ts';
import { clusterIdsOf, freezeEdition, freezeIssue, publicWishes, type IssueDeps } from '../../api/digest/issue.ts';
import { renderMail } from '../../api/digest/render/mail.ts';
import { viewOf } from '../../api/digest/render/view.ts';
import type { Scored } from '../../api/digest/select/candidate.ts';
import type { Edition } from '../../api/digest/select/pick.ts';
import { parseConfig } from '../../core/config.ts';
import { canonicalise } from '../../crawler/canonicalise.ts';
import { upsertMention } from '../../store/mentions.ts';
import { findPostIdByAddress } from '../../store/posts.ts';
import { openStore } from '../../store/open.ts';
import type { Database } from '../../store/schema.ts';

const DAY_MS = 86_400_000;
const WEEKS = 4;
/** A Monday; the four weeks end before it. */
const END_MS = Date.parse('2026-08-24T00:00:00.000Z');
const START_MS = END_MS - WEEKS * 7 * DAY_MS;
/** What is submitted so long after its publication is an old post that came up again. */
const REDISCOVERED_MS = 400 * DAY_MS;

export type WeekFigures = { readonly key: string; readonly candidates: number; readonly items: readonly Scored[]; readonly secondLook: Scored | null; readonly mail: string };

/** The issues of the four weeks. */
export async function measureWeeks(data: string, hits: string | null): Promise<WeekFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-weeks-'));
  try {
    cpSync(join(data, 'writeups.db'), join(folder, 'writeups.db'));
    if (existsSync(join(data, 'writeups.db-wal'))) cpSync(join(data, 'writeups.db-wal'), join(folder, 'writeups.db-wal'));
    const store = await openStore({ path: join(folder, 'writeups.db'), databaseUrl: null });
    await store.transact(async (db) => {
      await shiftPosts(db);
      if (hits !== null) await addHits(db, hits);
    });
    // No subscriber of these has saved searches, so no engine is asked.
    const deps = { store, engine: null as never, now: () => new Date(END_MS).toISOString() } satisfies IssueDeps;
    const figures = await freezeWeeks(deps);
    await store.close();
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function freezeWeeks(deps: IssueDeps): Promise<WeekFigures[]> {
  const figures: WeekFigures[] = [];
  for (let week = 0; week < WEEKS; week += 1) {
    const period: Period = periodAt('weekly', new Date(START_MS + week * 7 * DAY_MS).toISOString(), 'UTC');
    const issue = await freezeIssue(deps, period);
    const { edition } = await freezeEdition(deps, issue, publicWishes(parseConfig({}).digest));
    figures.push({ key: period.key, candidates: issue.pool.news.length, items: edition.items, secondLook: edition.secondLook, mail: mailOf(edition, period) });
  }
  return figures;
}

function mailOf(edition: Edition, period: Period): string {
  const publicUrl = 'https://writeups.example';
  return renderMail(viewOf(edition, period, { publicUrl, topic: null }), { preferencesUrl: `${publicUrl}/digest`, unsubscribeUrl: `${publicUrl}/digest`, note: null });
}

/** Half of the posts fall into the four weeks, on their own weekdays and in their own order; the others into the year before, as what is usual. */
async function shiftPosts(db: Database): Promise<void> {
  const posts = await db.selectFrom('posts').select(['id', 'clusterId', 'publishedAt']).where('publishedAt', 'is not', null).execute();
  for (const { id, clusterId, publishedAt } of posts) {
    const ms = Date.parse(publishedAt ?? '');
    const isHistory = (createHash('sha256').update(clusterId).digest()[0] ?? 0) % 2 === 1;
    const span = isHistory ? 364 * DAY_MS : WEEKS * 7 * DAY_MS;
    const start = isHistory ? START_MS - span : START_MS;
    const at = new Date(start + (((ms - start) % span) + span) % span).toISOString();
    await db.updateTable('posts').set({ publishedAt: at, firstSeenAt: at }).where('id', '=', id).execute();
  }
}

type Hit = { readonly source: string; readonly id: string; readonly created: string; readonly url: string; readonly title: string; readonly comments: number; readonly score: number };

/** Real submissions, as long after the moved date as they came after the real one. */
async function addHits(db: Database, file: string): Promise<void> {
  const shifted = new Map((await db.selectFrom('posts').select(['id', 'publishedAt']).execute()).map((post) => [post.id, post.publishedAt]));
  const { originals } = await originalDates(db);
  for (const line of readFileSync(file, 'utf8').split('\n').filter((text) => text !== '')) {
    const { source, id, created, url, title, comments, score } = JSON.parse(line) as Hit;
    const canonicalUrl = canonicalise(url);
    const postId = canonicalUrl === null ? null : await findPostIdByAddress(db, canonicalUrl);
    const movedTo = postId === null ? null : shifted.get(postId) ?? null;
    if (postId === null || canonicalUrl === null || movedTo === null) continue;
    const original = Date.parse(originals.get(postId) ?? created);
    const delayMs = Math.max(3_600_000, Date.parse(created) - original);
    const isRediscovered = delayMs > REDISCOVERED_MS;
    const submittedMs = isRediscovered ? START_MS + (Date.parse(created) % (WEEKS * 7 * DAY_MS)) : Date.parse(movedTo) + delayMs;
    if (isRediscovered) await db.updateTable('posts').set({ publishedAt: new Date(submittedMs - delayMs).toISOString() }).where('id', '=', postId).execute();
    await upsertMention(db, {
      postId, sourceId: null, site: source === 'lobsters' ? 'Lobsters' : 'Reddit', url, canonicalUrl, discussionUrl: `https://${source}.example/${id}`, title,
      points: score, comments, submittedAt: new Date(submittedMs).toISOString(), submittedRange: null,
    }, new Date(END_MS).toISOString());
  }
}

/** When posts really appeared: the entries still say it. */
async function originalDates(db: Database): Promise<{ readonly originals: ReadonlyMap<string, string> }> {
  const rows = await db.selectFrom('entries').select(['postId', 'entry']).where('postId', 'is not', null).execute();
  return { originals: new Map(rows.flatMap(({ postId, entry }) => {
    const { publishedAt } = JSON.parse(entry) as { readonly publishedAt: string | null };
    return postId === null || publishedAt === null ? [] : [[postId, publishedAt] as const];
  })) };
}

/** What must hold of any issues: nothing twice, at most two of a publisher. */
export function findFaults(weeks: readonly WeekFigures[]): string[] {
  const ids = weeks.flatMap((week) => clusterIdsOf(week));
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} stands in two issues`);
  const crowds = weeks.flatMap(({ key, items }) => [...Map.groupBy(items, ({ candidate }) => candidate.publisher)]
    .filter(([, group]) => group.length > 2).map(([publisher]) => `${publisher} stands more than twice in ${key}`));
  return [...twice, ...crowds];
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ args: process.argv.slice(2), allowPositionals: true, options: { why: { type: 'boolean' }, mails: { type: 'string' } } });
  const [data, hits] = positionals;
  if (data === undefined) throw new Error('Name the data folder of a crawl of the recorded web.');
  const weeks = await measureWeeks(data, hits ?? null);
  for (const { key, candidates, items, secondLook, mail } of weeks) {
    if (values.mails !== undefined) writeFileSync(join(values.mails, `${key}.html`), mail);
    console.log(`\n${key}: ${items.length} of ${candidates} candidates`);
    for (const { candidate, score, reasons } of [...items, ...secondLook === null ? [] : [secondLook]]) {
      console.log(`${candidate.news === 'old' ? '  (again) ' : ''}${score.toFixed(2)}  ${candidate.title} | ${candidate.publisher} | ${candidate.kind} | ${candidate.tags.slice(0, 3).join(' ')} | ${candidate.wordCount} words`);
      console.log(`      ${candidate.sentence === null ? '(no sentence)' : `${candidate.sentence.from}: ${candidate.sentence.text}`}`);
      if (values.why === true) console.log(reasons.map(({ text, points }) => `      ${points} ${text}`).join('\n'));
    }
  }
  console.log(`\nFaults: ${findFaults(weeks).join('; ') || 'none (no cluster twice, at most two of a publisher)'}`);
}
