/** Subscriptions from chat: saved searches whose target is the channel where they were asked for. */

import { randomBytes } from 'node:crypto';
import { engineCursor } from '../../store/outbox.ts';
import { addSavedSearch, findSavedSearch, listSavedSearches, removeSavedSearch, type SavedSearch } from '../../store/saved-searches.ts';
import type { Deps } from '../deps.ts';
import { readQuestion } from '../lookup/question.ts';
import { MAX_QUERY_CHARS, parseQuery } from '../query/parse-query.ts';
import type { Command } from './command.ts';
import type { Reply, Room } from './room.ts';

/** Of one channel: more would be a feed. */
const MAX_OF_ROOM = 20;
const DAY_MINUTES = 24 * 60;

/** Begins to watch for new posts; the reply says how the query was understood. */
export async function watch(deps: Deps, room: Room, { query, pace }: Command & { readonly type: 'watch' }): Promise<Reply> {
  const deliverer = deps.deliverers[room.kind];
  if (deliverer === undefined) return refused('This server cannot post here by itself: its operator has not given it a bot token.');
  const wrong = deliverer.checkAddress(room.address);
  if (wrong !== null) return refused(`This channel ${wrong}.`);
  const { q, notes } = watchedQuery(query, deps.now());
  if (notes.length > 0) return refused(notes.join('; '));
  if (q === '' || q.length > MAX_QUERY_CHARS) return refused(`Say in at most ${MAX_QUERY_CHARS} characters what to watch for.`);
  const { understood } = parseQuery(q, deps.now());
  const known = await listSavedSearches(deps.store.db, room.ownerId);
  if (known.some((search) => search.q === q)) return refused(`This channel watches for that already: ${q}`);
  if (known.length >= MAX_OF_ROOM) return refused(`A channel may watch for ${MAX_OF_ROOM} things; end one with unwatch first.`);
  const id = `ss_${randomBytes(12).toString('hex')}`;
  await deps.store.transact(async (transaction) => addSavedSearch(transaction, {
    id, ownerId: room.ownerId, name: q, q, event: 'new-posts', minPoints: null, targetKind: room.kind, address: room.address, secrets: [],
    pauseMinutes: pace === 'daily' ? DAY_MINUTES : 0, seenSeq: await engineCursor(transaction, deps.engine.cursors), createdAt: deps.now(),
  }));
  return {
    type: 'notice', title: 'Watching from now on',
    lines: [`${q} (${understood.join(', ')})`, `${pace === 'daily' ? 'New posts are told of here once a day at most.' : 'New posts are told of here as they come.'} To end it: unwatch ${shortId(id)}`],
  };
}

/** What the channel watches for. */
export async function listWatches(deps: Deps, room: Room): Promise<Reply> {
  const searches = await listSavedSearches(deps.store.db, room.ownerId);
  if (searches.length === 0) return { type: 'notice', title: 'Nothing is watched here', lines: ['watch QUERY begins to.'] };
  return { type: 'notice', title: `${searches.length} watched here`, lines: searches.map(describe) };
}

/** Ends one; those of other channels are not there. */
export async function unwatch(deps: Deps, room: Room, id: string): Promise<Reply> {
  const search = (await listSavedSearches(deps.store.db, room.ownerId)).find((one) => id !== '' && (one.id === id || shortId(one.id) === id.toLowerCase()));
  if (search === undefined || await findSavedSearch(deps.store.db, search.id) === null) return refused(`Nothing is watched here under ${JSON.stringify(id)}; watch list shows what is.`);
  await deps.store.transact((transaction) => removeSavedSearch(transaction, search.id));
  return { type: 'notice', title: 'Watched no more', lines: [search.q] };
}

/** The query without the words that only ask, since every word of it must stand in a post; notes on what cannot be understood. */
function watchedQuery(text: string, now: string): { readonly q: string; readonly notes: readonly string[] } {
  const { words, conditions, notes } = readQuestion(text, now);
  return { q: [...words, conditions].filter((part) => part !== '').join(' '), notes };
}

function describe({ id, q, pauseMinutes, state, problem }: SavedSearch): string {
  const paused = state === 'paused' ? `, paused${problem === null ? '' : `: ${problem}`}` : '';
  return `${shortId(id)}  ${q} (${pauseMinutes === 0 ? 'as they come' : 'once a day'}${paused})`;
}

/** Enough of the id to tell a channel's searches apart. */
function shortId(id: string): string {
  return id.slice(3, 9);
}

function refused(line: string): Reply {
  return { type: 'notice', title: 'That is not possible', lines: [line] };
}
