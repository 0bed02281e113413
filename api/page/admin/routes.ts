/** The administrators' pages and forms. */

import type Router from '@koa/router';
import type { Context } from 'koa';
import { RequestError } from '../../../core/errors.ts';
import { correctTagsEndpoint } from '../../admin/corrections.ts';
import { joinEndpoint, splitEndpoint } from '../../admin/posts.ts';
import { AddedSourceSchema } from '../../admin/schema.ts';
import { addSourceEndpoint, changeSourceEndpoint, crawlSourceEndpoint, removeSourceEndpoint } from '../../admin/sources.ts';
import type { Deps } from '../../deps.ts';
import { badParameter, problem, PROBLEMS, Refusal, type Problem } from '../../http/problems.ts';
import { networkOf, spend } from '../../http/rate-limit.ts';
import { openQuota } from '../../http/shared-quota.ts';
import { sendPage } from '../send.ts';
import { renderLoginPage, type Notice } from './frame.ts';
import { perform, readForm } from './forms.ts';
import { adminPostUrl } from './post-page.ts';
import { findAdministrator, logIn, logOut, requireOwnForm, requireOwnSite, type Administrator } from './session.ts';
import { adminSourceUrl, renderAdded } from './sources-page.ts';
import { answerPage, findPostId, mailView, overviewView, postsView, postView, runsView, runView, sourcesView, sourceView, type View } from './views.ts';

/** Nobody mistypes a key more often than that. */
const LOGINS_PER_MINUTE = 10;

/** What is said after a form; the address names it by its key, so that no address puts words into our mouth. */
const DONE: Readonly<Record<string, string>> = {
  paused: 'It is paused.', active: 'It is active, and due.', crawl: 'The check has begun. What it gives stands in the last checks.', due: 'It is due; no crawler runs in this process.', saved: 'Saved.',
  removed: 'It is followed no more.', joined: 'They are one writeup now.', split: 'They are two writeups now.', topics: 'Noted. It stays, whatever the rules find later.',
};

/** Where a form leads: an address of ours with the key of a message, or a page of its own. */
type Outcome = { readonly to: string; readonly done: string } | { readonly page: string };
type Act = (deps: Deps, request: { readonly id: string; readonly form: URLSearchParams; readonly administrator: Administrator }) => Promise<Outcome>;

const VIEWS: readonly (readonly [string, View])[] = [
  ['/admin', overviewView], ['/admin/sources', sourcesView], ['/admin/sources/:id', sourceView], ['/admin/runs', runsView], ['/admin/runs/:id', runView],
  ['/admin/posts', postsView], ['/admin/posts/:id', postView], ['/admin/mail', mailView],
];

/** Each form with the page that it stands on, which tells what went wrong. */
const FORMS: readonly (readonly [string, View, Act])[] = [
  ['/admin/sources', sourcesView, addSource],
  ['/admin/sources/:id/pause', sourceView, (deps, request) => setState(deps, request, 'paused')],
  ['/admin/sources/:id/resume', sourceView, (deps, request) => setState(deps, request, 'active')],
  ['/admin/sources/:id/crawl', sourceView, async (deps, { id, administrator }) => {
    const order = await perform(deps, crawlSourceEndpoint, administrator.key, { params: { id } }) as { readonly isCrawlerHere: boolean };
    return { to: adminSourceUrl(id), done: order.isCrawlerHere ? 'crawl' : 'due' };
  }],
  ['/admin/sources/:id/edit', sourceView, editSource],
  ['/admin/sources/:id/remove', sourceView, async (deps, { id, form, administrator }) => {
    if (form.get('sure') !== 'yes') throw new Refusal(badParameter('sure', 'must be ticked'));
    await perform(deps, removeSourceEndpoint, administrator.key, { params: { id } });
    return { to: '/admin/sources', done: 'removed' };
  }],
  ['/admin/posts/:id/join', postView, async (deps, { id, form, administrator }) => {
    const other = await findPostId(deps, form.get('other') ?? '');
    if (other === null) throw new RequestError('not-found', `Nothing is held under ${form.get('other') ?? ''}.`);
    await perform(deps, joinEndpoint, administrator.key, { params: { id }, body: { other } });
    return { to: adminPostUrl(id), done: 'joined' };
  }],
  ['/admin/posts/:id/split', postView, async (deps, { id, form, administrator }) => {
    await perform(deps, splitEndpoint, administrator.key, { params: { id }, body: { other: form.get('other') ?? '' } });
    return { to: adminPostUrl(id), done: 'split' };
  }],
  ['/admin/posts/:id/tags', postView, correctTags],
];

/** Puts the pages and forms on a router. */
export function mountAdmin(router: Router, deps: Deps): void {
  mountSession(router, deps);
  for (const [path, view] of VIEWS) {
    router.get(path, async (ctx) => {
      const administrator = await admit(deps, ctx);
      if (administrator !== null) sendPage(ctx, await view(deps, ctx, administrator, noticeOf(ctx)));
    });
  }
  for (const [path, view, act] of FORMS) router.post(path, (ctx) => serveForm(deps, ctx, view, act));
}

function mountSession(router: Router, deps: Deps): void {
  const failures = openQuota(deps, 'failed-login', LOGINS_PER_MINUTE, 'closed');
  router.get('/admin/login', (ctx) => {
    keepNowhere(ctx);
    sendPage(ctx, renderLoginPage(null));
  });
  router.post('/admin/login', async (ctx) => {
    keepNowhere(ctx);
    requireOwnSite(ctx);
    const form = await readForm(ctx);
    if (await logIn(deps, ctx, (form.get('key') ?? '').trim())) return seeOther(ctx, '/admin');
    if (deps.config.rateLimitPerMinute > 0) await spend(ctx, failures, { client: networkOf(ctx.ip), cost: 1, nowMs: Date.parse(deps.now()) });
    ctx.status = 401;
    sendPage(ctx, renderLoginPage('This key opens nothing here: it is wrong, has ended, was revoked, or may not administer.'));
  });
  router.post('/admin/logout', async (ctx) => {
    const administrator = await admit(deps, ctx);
    if (administrator === null) return;
    requireOwnForm(ctx, (await readForm(ctx)).get('form-token') ?? '', administrator);
    await logOut(deps, ctx);
    seeOther(ctx, '/admin/login');
  });
}

/** Sends everybody else to where a key opens a session. */
async function admit(deps: Deps, ctx: Context): Promise<Administrator | null> {
  keepNowhere(ctx);
  const administrator = await findAdministrator(deps, ctx);
  if (administrator === null) seeOther(ctx, '/admin/login');
  return administrator;
}

async function serveForm(deps: Deps, ctx: Context, view: View, act: Act): Promise<void> {
  const administrator = await admit(deps, ctx);
  if (administrator === null) return;
  const form = await readForm(ctx);
  requireOwnForm(ctx, form.get('form-token') ?? '', administrator);
  try {
    const outcome = await act(deps, { id: String(ctx.params['id'] ?? ''), form, administrator });
    if ('page' in outcome) sendPage(ctx, outcome.page);
    else seeOther(ctx, `${outcome.to}?done=${outcome.done}`);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    ctx.status = PROBLEMS[failure.kind].status;
    sendPage(ctx, await view(deps, ctx, administrator, { isTrouble: true, text: failure.detail }));
  }
}

/** What a person can do something about; the rest is for the log. */
function failureOf(error: unknown): Problem | null {
  if (error instanceof Refusal) return error.problem;
  return error instanceof RequestError ? problem(error.kind, error.message) : null;
}

function noticeOf(ctx: Context): Notice | null {
  const text = DONE[ctx.URL.searchParams.get('done') ?? ''];
  return text === undefined ? null : { isTrouble: false, text };
}

async function addSource(deps: Deps, { form, administrator }: Parameters<Act>[1]): Promise<Outcome> {
  const added = AddedSourceSchema.parse(await perform(deps, addSourceEndpoint, administrator.key, { body: { url: form.get('url') ?? '' } }));
  const instead = form.get('instead');
  if (instead !== null && instead !== added.source.id) await perform(deps, removeSourceEndpoint, administrator.key, { params: { id: instead } });
  return { page: answerPage('Followed', administrator, renderAdded(added, administrator)) };
}

async function setState(deps: Deps, { id, administrator }: Parameters<Act>[1], state: 'active' | 'paused'): Promise<Outcome> {
  await perform(deps, changeSourceEndpoint, administrator.key, { params: { id }, body: { state } });
  return { to: adminSourceUrl(id), done: state };
}

async function editSource(deps: Deps, { id, form, administrator }: Parameters<Act>[1]): Promise<Outcome> {
  const topics = (form.get('topics') ?? '').split(',').map((topic) => topic.trim()).filter((topic) => topic !== '');
  await perform(deps, changeSourceEndpoint, administrator.key, { params: { id }, body: { title: form.get('title') ?? '', publisher: form.get('publisher') ?? '', topics } });
  return { to: adminSourceUrl(id), done: 'saved' };
}

/** One field at a time: a topic to add, to take away or to leave to the rules, or the kind. */
async function correctTags(deps: Deps, { id, form, administrator }: Parameters<Act>[1]): Promise<Outcome> {
  const lists = (['add', 'remove', 'forget'] as const).flatMap((name) => form.has(name) ? [[name, form.getAll(name)] as const] : []);
  const kind = form.get('kind');
  await perform(deps, correctTagsEndpoint, administrator.key, { params: { id }, body: { ...Object.fromEntries(lists), ...(kind === null ? {} : { kind: kind === '' ? null : kind }) } });
  return { to: adminPostUrl(id), done: 'topics' };
}

function keepNowhere(ctx: Context): void {
  ctx.set('Cache-Control', 'private, no-store');
}

function seeOther(ctx: Context, to: string): void {
  ctx.redirect(to);
  ctx.status = 303;
}
