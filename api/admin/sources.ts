/** What administrators do with sources: follow, change, crawl now, follow no more. */

import { z } from 'zod';
import { RequestError } from '../../core/errors.ts';
import type { Source } from '../../core/post.ts';
import { parsePastedUrl } from '../../core/url.ts';
import { holdingsOf } from '../../store/posts.ts';
import { countOfSource, editSource } from '../../store/source-edits.ts';
import { findSource, hastenSources, removeSource } from '../../store/sources.ts';
import type { Deps } from '../deps.ts';
import { action } from '../http/action.ts';
import { badParameter, problem, Refusal } from '../http/problems.ts';
import { SourceIdParams, SourceSchema } from '../sources/schema.ts';
import { toSourceView } from '../sources/source-view.ts';
import { knownTopics } from './known-topics.ts';
import { AddedSourceSchema, CrawlOrderSchema, NewSourceBody, RemovalQuery, RemovalSchema, SourceChangesBody } from './schema.ts';

const NONE = z.object({});

export const addSourceEndpoint = action({
  method: 'post', path: '/api/v1/sources', operationId: 'addSource', tag: 'Sources', summary: 'Follows what stands at an address',
  description: 'Finds out how: a feed, a list of posts, a sitemap. It asks the site several times, politely, so the answer may take a minute. Its first check begins at once.',
  scope: 'admin', status: 201, problems: [409, 422], params: NONE, query: NONE, body: NewSourceBody, answer: AddedSourceSchema,
  async handle(deps, { body: { url } }) {
    if (parsePastedUrl(url) === null) throw new Refusal(badParameter('url', 'is not a web address'));
    const { source, isNew, message, discovery } = await deps.crawler.addSource(url);
    if (source !== null && !isNew) throw new RequestError('conflict', `${message} Its id is ${source.id}.`);
    if (source === null || discovery === null) throw new Refusal(problem('nothing-to-follow', [message, ...discovery?.steps ?? []].join(' ')));
    deps.crawler.checkNow(source);
    const view = ({ kind, url: address, title, siteUrl }: NonNullable<typeof discovery.chosen>) => ({ kind, url: address, title, siteUrl });
    return {
      source: toSourceView(source), message,
      discovery: { chosen: discovery.chosen === null ? null : view(discovery.chosen), candidates: discovery.candidates.map(view), steps: [...discovery.steps] },
    };
  },
});

export const changeSourceEndpoint = action({
  method: 'patch', path: '/api/v1/sources/:id', operationId: 'changeSource', tag: 'Sources', summary: 'Pauses a source, wakes it, or names it otherwise',
  description: 'What is not named stays. A source that was given up as gone can be made active again.',
  scope: 'admin', status: 200, problems: [404], params: SourceIdParams, query: NONE, body: SourceChangesBody, answer: SourceSchema,
  async handle(deps, { params, body: { state, title, publisher, topics } }) {
    if (state === undefined && title === undefined && publisher === undefined && topics === undefined) throw new Refusal(badParameter('body', 'names nothing to change'));
    const source = await getSource(deps, params.id);
    await editSource(deps.store.db, source, {
      state: state ?? source.state, title: title ?? source.title,
      publisher: publisher ?? source.publisher, topics: topics === undefined ? source.topics : knownTopics('topics', topics),
    }, deps.now());
    return toSourceView(await getSource(deps, source.id));
  },
});

export const crawlSourceEndpoint = action({
  method: 'post', path: '/api/v1/sources/:id/crawl', operationId: 'crawlSource', tag: 'Sources', summary: 'Checks a source now',
  description: 'The check goes on after this answer; what it gave stands in the source’s outcomes.',
  scope: 'admin', status: 202, problems: [404, 409], params: SourceIdParams, query: NONE, body: null, answer: CrawlOrderSchema,
  async handle(deps, { params }) {
    const source = await getSource(deps, params.id);
    const { id, state, title } = source;
    if (state !== 'active') throw new RequestError('conflict', `${title} is ${state}: make it active first.`);
    await hastenSources(deps.store.db, [id], deps.now());
    const { nextCheckAt } = await getSource(deps, id);
    return { id, nextCheckAt, isCrawlerHere: deps.crawler.checkNow(source) };
  },
});

export const removeSourceEndpoint = action({
  method: 'delete', path: '/api/v1/sources/:id', operationId: 'removeSource', tag: 'Sources', summary: 'Follows a source no more',
  description: 'Removes what is known of its entries and checks. Its posts and what it mentioned stay.',
  scope: 'admin', status: 200, problems: [404], params: SourceIdParams, query: RemovalQuery, body: null, answer: RemovalSchema,
  handle: (deps, { params, query }) => deps.store.db.transaction().execute(async (db) => {
    const { id, title } = await getSource({ store: { db } }, params.id);
    const { entries, outcomes, documents, mentions } = await countOfSource(db, id);
    const { posts } = await holdingsOf(db, id);
    const isRemoved = query.dryRun === 'false' && await removeSource(db, id);
    return { id, title, isRemoved, removes: { entries, outcomes, documents }, keeps: { posts, mentions } };
  }),
});

/** @throws RequestError `not-found`. */
async function getSource({ store }: { readonly store: Pick<Deps['store'], 'db'> }, id: string): Promise<Source> {
  const source = await findSource(store.db, id);
  if (source === null) throw new RequestError('not-found', `There is no source ${id}.`);
  return source;
}
