/** What each of the administrators' pages shows, with its data. */

import type { Context } from 'koa';
import { findCorrection } from '../../../store/corrections.ts';
import { countRows, engineLags, entryStates, findPostIdByText, mailStates, savedSearchStates, subscriberStates } from '../../../store/overview.ts';
import { countPosts } from '../../../store/posts.ts';
import { listSources } from '../../../store/sources.ts';
import { RunSchema, RunsSchema, RemovalSchema } from '../../admin/schema.ts';
import { runEndpoint, runsEndpoint } from '../../admin/runs.ts';
import { removeSourceEndpoint } from '../../admin/sources.ts';
import type { Deps } from '../../deps.ts';
import { findOriginal, getPostView } from '../../posts/post-view.ts';
import { getSourceDetail, toSourceView } from '../../sources/source-view.ts';
import { html } from '../html.ts';
import { HEALTHS } from '../sources-page.ts';
import { adminLayout, type Notice } from './frame.ts';
import { perform } from './forms.ts';
import { renderMail } from './mail-page.ts';
import { renderOverview } from './overview-page.ts';
import { adminPostUrl, renderAdminPost, renderFindPost } from './post-page.ts';
import { renderRun, renderRuns } from './runs-page.ts';
import { renderAdminSource, renderAdminSources } from './sources-page.ts';
import type { Administrator } from './session.ts';

/** A whole page for who asks; a notice says what became of a form. */
export type View = (deps: Deps, ctx: Context, administrator: Administrator, notice: Notice | null) => Promise<string>;

const RUNS_SHOWN = 8;
const ISSUES_SHOWN = 12;

export const overviewView: View = async (deps, _ctx, administrator, notice) => {
  const { db } = deps.store;
  const [posts, mentions, corrections, sources, entries, lags, status, runs] = await Promise.all([
    countPosts(db), countRows(db, 'mentions'), countRows(db, 'corrections'), listSources(db), entryStates(db), engineLags(db),
    // An overview is needed most when something does not answer.
    deps.engine.status().catch(() => null), perform(deps, runsEndpoint, administrator.key, { query: { limit: RUNS_SHOWN } }),
  ]);
  const health = Map.groupBy(sources.map(toSourceView), (source) => source.health.status);
  const main = renderOverview({
    posts, mentions, corrections, entries, lags, progress: deps.crawler.progress(), engine: { name: deps.engine.name, status }, runs: RunsSchema.parse(runs).runs,
    sources: HEALTHS.flatMap((state) => { const count = health.get(state)?.length ?? 0; return count === 0 ? [] : [{ state, count }]; }),
  }, deps.now());
  return adminLayout({ title: 'Overview', path: '/admin', administrator, notice, main });
};

export const sourcesView: View = async (deps, ctx, administrator, notice) => {
  const parameters = ctx.URL.searchParams;
  const state = { health: HEALTHS.find((name) => name === parameters.get('state')) ?? null, find: parameters.get('find') ?? '' };
  const main = renderAdminSources((await listSources(deps.store.db)).map(toSourceView), state, administrator, deps.now());
  return adminLayout({ title: 'Sources', path: '/admin/sources', administrator, notice, main });
};

export const sourceView: View = async (deps, ctx, administrator, notice) => {
  const source = await getSourceDetail(deps, String(ctx.params['id']));
  const removal = RemovalSchema.parse(await perform(deps, removeSourceEndpoint, administrator.key, { params: { id: source.id }, query: { dryRun: 'true' } }));
  return adminLayout({ title: source.title, path: '/admin/sources/', administrator, notice, main: renderAdminSource(source, removal, administrator, deps.now()) });
};

export const runsView: View = async (deps, ctx, administrator, notice) => {
  const cursor = ctx.URL.searchParams.get('cursor');
  const { runs, nextCursor } = RunsSchema.parse(await perform(deps, runsEndpoint, administrator.key, { query: cursor === null ? {} : { cursor } }));
  return adminLayout({ title: 'Crawls', path: '/admin/runs', administrator, notice, main: renderRuns(runs, nextCursor, deps.now()) });
};

export const runView: View = async (deps, ctx, administrator, notice) => {
  const run = RunSchema.parse(await perform(deps, runEndpoint, administrator.key, { params: { id: ctx.params['id'] } }));
  const titles = new Map((await listSources(deps.store.db)).map(({ id, title }) => [id, title]));
  return adminLayout({ title: 'A crawl', path: '/admin/runs/', administrator, notice, main: renderRun(run, titles, deps.now()) });
};

export const postsView: View = async (deps, ctx, administrator, notice) => {
  const find = ctx.URL.searchParams.get('find');
  const id = find === null ? null : await findPostId(deps, find);
  if (id !== null) ctx.redirect(adminPostUrl(id));
  const missing: Notice | null = find !== null && id === null ? { isTrouble: true, text: `Nothing is held under ${find}.` } : null;
  return adminLayout({ title: 'Writeups', path: '/admin/posts', administrator, notice: notice ?? missing, main: renderFindPost() });
};

export const postView: View = async (deps, ctx, administrator, notice) => {
  const id = String(ctx.params['id']);
  const originalId = await findOriginal(deps, id);
  if (originalId !== null) ctx.redirect(adminPostUrl(originalId));
  const post = await getPostView(deps, originalId ?? id);
  return adminLayout({ title: post.title, path: '/admin/posts/', administrator, notice, main: renderAdminPost(post, await findCorrection(deps.store.db, post.id), administrator) });
};

export const mailView: View = async (deps, _ctx, administrator, notice) => {
  const { db } = deps.store;
  const [subscribers, suppressed, issues, searches] = await Promise.all([subscriberStates(db), countRows(db, 'suppressions'), mailStates(db, ISSUES_SHOWN), savedSearchStates(db)]);
  return adminLayout({ title: 'Mail', path: '/admin/mail', administrator, notice, main: renderMail({ subscribers, suppressed, issues, searches }, deps.now()) });
};

/** A page for what an action answered. */
export function answerPage(title: string, administrator: Administrator, main: ReturnType<typeof html>): string {
  return adminLayout({ title, path: '/admin/', administrator, notice: null, main });
}

/** The post that an address, an id or the address of its page here names. Other sites' posts stand under `/posts/` too, so that comes last. */
export async function findPostId({ store }: Deps, text: string): Promise<string | null> {
  const found = await findPostIdByText(store.db, text.trim());
  const id = /\/posts\/([\w-]{1,64})\/?(?:[?#].*)?$/u.exec(text.trim())?.[1];
  return found ?? (id === undefined ? null : findPostIdByText(store.db, id));
}
