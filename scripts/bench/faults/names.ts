/** No name server, then one that says nothing, then a web in which everything is slow, under the real `crawl`. */

import { join } from 'node:path';
import { openStore } from '../../../store/open.ts';
import { countPosts } from '../../../store/posts.ts';
import { report } from '../outages/checks.ts';
import type { NamesManner, OwnInternet } from '../outages/own-internet.ts';
import { crawlCommand, followBlogs, until } from '../outages/server.ts';

const BLOGS = 10;
const POSTS = BLOGS * 20;
const QUICKLY = { HOST_DELAY_SECONDS: '0.2' };
/** It fails when so much has been asked for. */
const AWAY_AFTER = 60;
const SLOW_MS = 4_000;

/** Prints what was found; whether no post was lost and no source given up. */
export async function measureNames(folder: string, internet: OwnInternet): Promise<boolean> {
  const results: boolean[] = [];
  for (const names of ['servfail', 'silent'] as const) results.push(await withoutNames(join(folder, names), internet, names));
  internet.behave({ latencyMs: SLOW_MS });
  const folderOfSlow = join(folder, 'slow');
  await followBlogs(folderOfSlow, BLOGS);
  const slow = await crawlCommand(folderOfSlow, QUICKLY);
  const { posts } = await stateOf(folderOfSlow);
  results.push(report(`every answer after ${SLOW_MS / 1_000} s`, [[`ended with ${slow.code}: ${posts} of ${POSTS} posts`, slow.code === 0 && posts === POSTS]], slow.output.split('\n').filter((line) => line.startsWith('✗'))));
  return results.every(Boolean);
}

async function withoutNames(data: string, internet: OwnInternet, names: NamesManner): Promise<boolean> {
  await followBlogs(data, BLOGS);
  internet.behave({ names: 'answer', latencyMs: 300 });
  const crawling = crawlCommand(data, QUICKLY);
  const askedBefore = asked(internet);
  await until(async () => asked(internet) - askedBefore >= AWAY_AFTER, 60_000);
  internet.behave({ names });
  const cut = await crawling;
  const before = await stateOf(data);
  internet.behave({ names: 'answer', latencyMs: 10 });
  // Whatever waits is due at once instead of in hours.
  await hasten(data);
  const again = await crawlCommand(data, QUICKLY);
  const { posts, lost } = await stateOf(data);
  return report(names === 'servfail' ? 'the name server fails in the middle of a crawl' : 'the name server falls silent in the middle of a crawl', [
    [`ended with ${cut.code} at ${before.posts} posts; no source is given up`, cut.code === 0 && before.posts > 0 && before.posts < POSTS && before.lost === 0],
    [`with names again: ended with ${again.code}, ${posts} of ${POSTS} posts`, again.code === 0 && posts === POSTS && lost === 0],
  ], cut.output.split('\n').filter((line) => line.startsWith('✗')));
}

function asked(internet: OwnInternet): number {
  return [...internet.asked.values()].reduce((sum, times) => sum + times, 0);
}

async function stateOf(data: string): Promise<{ readonly posts: number; readonly lost: number }> {
  const store = await openStore({ path: join(data, 'writeups.db'), databaseUrl: null });
  const { originals } = await countPosts(store.db);
  const given = await store.db.selectFrom('sources').select('id').where('state', '!=', 'active').execute();
  await store.close();
  return { posts: originals, lost: given.length };
}

async function hasten(data: string): Promise<void> {
  const store = await openStore({ path: join(data, 'writeups.db'), databaseUrl: null });
  const now = new Date().toISOString();
  await store.db.updateTable('sources').set({ nextCheckAt: now }).execute();
  await store.db.updateTable('entries').set({ notBefore: now }).execute();
  await store.db.deleteFrom('hosts').execute();
  await store.db.deleteFrom('robots').execute();
  await store.close();
}
