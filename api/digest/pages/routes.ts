/** The digest's pages and feeds. */

import type Router from '@koa/router';
import type { Context } from 'koa';
import { deleteSubscriber, findConfirmation, unsubscribe } from '../../../store/subscribers.ts';
import type { Deps } from '../../deps.ts';
import { toJsonFeed } from '../../feeds/json-feed.ts';
import { toRss } from '../../feeds/rss.ts';
import { networkOf } from '../../http/rate-limit.ts';
import { Refusal } from '../../http/problems.ts';
import { readForm } from '../../page/admin/forms.ts';
import { sendPage } from '../../page/send.ts';
import { archiveFeed } from '../feed.ts';
import { listArchive, showIssue } from '../show.ts';
import { askFor, ASKED, exportSubscriber, getSubscriber, saveChanges } from '../subscriber-endpoints.ts';
import { changePreferences, readPreferences, usualPreferences } from '../subscribers/preferences.ts';
import { confirmSubscription } from '../subscribers/subscribe.ts';
import { renderArchivePage, renderIssuePage } from './archive-page.ts';
import { readPreferenceForm } from './forms.ts';
import { renderConfirmPage, renderNotePage, renderPreferencesPage, renderUnsubscribed, renderUnsubscribePage } from './subscriber-pages.ts';

const ARCHIVE_ISSUES = 260;
const FEED_ISSUES = 20;

/** Puts the digest's pages on a router. */
export function mountDigest(router: Router, deps: Deps): void {
  const feed = async (path: string) => archiveFeed(await Promise.all((await listArchive(deps, FEED_ISSUES)).map(({ key }) => showIssue(deps, key, null))), deps.config.publicUrl, path);
  router.get('/digest', async (ctx) => sendPage(ctx, renderArchivePage(await listArchive(deps, ARCHIVE_ISSUES), usualPreferences(deps.config.digest))));
  router.get('/digest.rss', async (ctx) => sendAs(ctx, 'application/rss+xml', toRss(await feed('/digest.rss'))));
  router.get('/digest.json', async (ctx) => sendAs(ctx, 'application/feed+json', JSON.stringify(toJsonFeed(await feed('/digest.json')))));
  router.post('/digest/subscribe', (ctx) => personal(ctx, () => subscribe(deps, ctx)));
  router.get('/digest/confirm/:token', (ctx) => personal(ctx, (token) => showConfirmation(deps, ctx, token)));
  router.post('/digest/confirm/:token', (ctx) => personal(ctx, (token) => confirm(deps, ctx, token)));
  router.get('/digest/unsubscribe/:token', (ctx) => personal(ctx, async (token) => sendPage(ctx, renderUnsubscribePage(await getSubscriber(deps, token), token))));
  router.post('/digest/unsubscribe/:token', (ctx) => personal(ctx, (token) => endSubscription(deps, ctx, token)));
  router.get('/digest/preferences/:token', (ctx) => personal(ctx, async (token) => sendPage(ctx, renderPreferencesPage({ subscriber: await getSubscriber(deps, token), token, notice: null, given: null }))));
  router.post('/digest/preferences/:token', (ctx) => personal(ctx, (token) => savePreferences(deps, ctx, token)));
  router.get('/digest/preferences/:token/data', (ctx) => personal(ctx, async (token) => sendAs(ctx, 'application/json', JSON.stringify(await exportSubscriber(deps, await getSubscriber(deps, token))))));
  router.post('/digest/preferences/:token/delete', (ctx) => personal(ctx, (token) => deleteAll(deps, ctx, token)));
  router.get('/digest/:key', async (ctx) => sendPage(ctx, renderIssuePage((await showIssue(deps, String(ctx.params['key']), ctx.URL.searchParams.get('topic'))).view)));
}

/** What is one person's is kept by nobody between. */
async function personal(ctx: Context, work: (token: string) => Promise<void>): Promise<void> {
  ctx.set('Cache-Control', 'private, no-store');
  await work(String(ctx.params['token'] ?? ''));
}

async function subscribe(deps: Deps, ctx: Context): Promise<void> {
  const form = await readForm(ctx);
  const usual = usualPreferences(deps.config.digest);
  const read = readPreferenceForm(form);
  if ('problem' in read) return refuse(ctx, `${read.field} ${read.problem}.`);
  try {
    // A form without the details sends none of them, which is not the same as empty ones.
    await askFor(deps, form.get('email') ?? '', form.has('cadence') ? changePreferences(usual, read.preferences) : usual);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(ctx, `The ${error.message}`);
  }
  sendPage(ctx, renderNotePage('Look into your mailbox', ASKED));
}

function refuse(ctx: Context, message: string): void {
  ctx.status = 400;
  sendPage(ctx, renderNotePage('That did not work', `${message} Go back and try again.`));
}

async function showConfirmation(deps: Deps, ctx: Context, token: string): Promise<void> {
  const confirmation = await findConfirmation(deps.store.db, token, deps.now());
  if (confirmation === null) return confirmationEnded(ctx);
  sendPage(ctx, confirmation.isUsed ? renderNotePage('It is confirmed', 'This link was used; the digest comes.') : renderConfirmPage(token));
}

async function confirm(deps: Deps, ctx: Context, token: string): Promise<void> {
  ctx.req.resume();
  const subscriber = await confirmSubscription(deps, token, networkOf(ctx.ip));
  if (subscriber === null) return confirmationEnded(ctx);
  const { cadence, day, hour, zone } = readPreferences(subscriber.preferences);
  const when = cadence === 'daily' ? 'every day' : cadence === 'weekly' ? `every ${day}` : `on the first ${day} of a month`;
  sendPage(ctx, renderNotePage('It is confirmed', `The digest comes ${when} about ${hour}:00 (${zone}), when there is something worth it.`));
}

function confirmationEnded(ctx: Context): void {
  ctx.status = 404;
  sendPage(ctx, renderNotePage('This link opens nothing', 'It works for 48 hours. Ask for a new one on the page of the digest.'));
}

/** RFC 8058: whatever the body, without cookies, once or again; the answer is the page. */
async function endSubscription(deps: Deps, ctx: Context, token: string): Promise<void> {
  ctx.req.resume();
  const { id } = await getSubscriber(deps, token);
  await unsubscribe(deps.store.db, id, deps.now());
  sendPage(ctx, renderUnsubscribed(token));
}

async function savePreferences(deps: Deps, ctx: Context, token: string): Promise<void> {
  const subscriber = await getSubscriber(deps, token);
  const read = readPreferenceForm(await readForm(ctx));
  if ('problem' in read) return refuse(ctx, `${read.field} ${read.problem}.`);
  try {
    await saveChanges(deps, subscriber, read.preferences);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(ctx, `${error.message}`);
  }
  sendPage(ctx, renderPreferencesPage({ subscriber: await getSubscriber(deps, token), token, notice: 'Saved. The next issue is made by it.', given: null }));
}

async function deleteAll(deps: Deps, ctx: Context, token: string): Promise<void> {
  ctx.req.resume();
  const { id } = await getSubscriber(deps, token);
  await deps.store.transact((db) => deleteSubscriber(db, id));
  sendPage(ctx, renderNotePage('It is deleted', 'Nothing that names you is kept any more, and no further mail will be sent.'));
}

function sendAs(ctx: Context, type: string, body: string): void {
  ctx.type = `${type}; charset=utf-8`;
  ctx.body = body;
}
