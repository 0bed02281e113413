/** The pages. */

import type Router from '@koa/router';
import type { Context } from 'koa';
import { IndexError, RequestError } from '../../core/errors.ts';
import { countPosts } from '../../store/posts.ts';
import type { Deps } from '../deps.ts';
import { checkQuery } from '../http/parameters.ts';
import { RETRY_AFTER_SECONDS } from '../http/problems.ts';
import { remembered } from '../http/remembered.ts';
import { findOriginal, getPostView } from '../posts/post-view.ts';
import { MAX_QUERY_CHARS, parseQuery } from '../query/parse-query.ts';
import { search } from '../search/search.ts';
import { SearchQuery, type SearchInput } from '../search/schema.ts';
import { countTopics } from '../tags/topics.ts';
import { mountAdmin } from './admin/routes.ts';
import { renderAboutPage } from './about-page.ts';
import { renderDocsPage, renderProblemsPage } from './docs-page.ts';
import { spanItems } from './facets.ts';
import { itemsUrl, postUrl, type PageState } from './links.ts';
import { renderPostPage } from './post-page.ts';
import { sendPage } from './send.ts';
import { renderSearchPage, renderUnanswered, type Collection } from './search-page.ts';
import { mountSources } from './source-routes.ts';
import { renderTagsPage } from './tags-page.ts';
import { mountStatic } from './static-files.ts';
import { mountTrends } from './trends-routes.ts';

const SIMILAR_SHOWN = 6;
/** Counting a large table takes milliseconds, and nobody misses the last few posts in the number. */
const SIZE_KEPT_MS = 2_000;
/** Rare topics cost a search each. */
const TOPICS_KEPT_MS = 30_000;
const PAGE_PARAMETERS = ['q', 'sort', 'page', 'correct', 'drop'] as const;

/** Puts the pages on a router. */
export function mountPages(router: Router, deps: Deps): void {
  mountStatic(router);
  const sizeOf = remembered(() => collectionSize(deps), SIZE_KEPT_MS);
  mountAdmin(router, deps);
  mountTrends(router, deps);
  router.get('/', (ctx) => searchPage(deps, ctx, sizeOf));
  router.get('/posts/:id', (ctx) => postPage(deps, ctx, String(ctx.params['id'])));
  mountSources(router, deps);
  const topics = remembered(() => countTopics(deps.engine), TOPICS_KEPT_MS);
  router.get('/tags', async (ctx) => sendPage(ctx, renderTagsPage(await topics())));
  const [docs, problems] = [renderDocsPage(), renderProblemsPage()];
  router.get('/docs', (ctx) => sendPage(ctx, docs));
  router.get('/problems', (ctx) => sendPage(ctx, problems));
  router.get('/about', (ctx) => sendPage(ctx, renderAboutPage()));
}

async function searchPage(deps: Deps, ctx: Context, sizeOf: () => Promise<CollectionSize>): Promise<void> {
  const input = readInput(ctx.URL.searchParams);
  const state: PageState = { q: input.q, sort: input.sort ?? null, page: input.page, correct: input.correct, drop: input.drop };
  const years = readYears(ctx.URL.searchParams);
  if (years !== null) {
    ctx.redirect(itemsUrl(state, spanItems(parseQuery(state.q, deps.now()).items, ...years)));
    ctx.status = 303;
    return;
  }
  try {
    const [result, size] = await Promise.all([search(deps, input), sizeOf()]);
    const collection = { ...size, progress: deps.crawler.progress() };
    sendPage(ctx, renderSearchPage({ result, state, collection, now: deps.now() }));
    ctx.state['fingerprint'] = String(ctx.body).replace(/<span class="took">in [\d,]+ ms<\/span>/u, '');
  } catch (error) {
    if (error instanceof RequestError) unanswered(ctx, 400, state, error.message);
    else if (error instanceof IndexError) {
      deps.log.warn({ err: error, requestId: ctx.state['requestId'] }, 'the search engine does not answer');
      ctx.set('Retry-After', String(RETRY_AFTER_SECONDS));
      unanswered(ctx, 503, state, 'The search engine does not answer at the moment. Nothing is lost; please try again in a few seconds.');
    } else throw error;
  }
}

/** The years that the form below the histogram asks for; they become conditions of the query, so that the query tells everything. */
function readYears(parameters: URLSearchParams): readonly [number, number] | null {
  const [from, to] = [parameters.get('from'), parameters.get('to')];
  const isYear = (text: string | null): text is string => text !== null && /^\d{4}$/u.test(text);
  return isYear(from) && isYear(to) ? [Number(from), Number(to)] : null;
}

/** The query stays in its box. */
function unanswered(ctx: Context, status: number, state: PageState, message: string): void {
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  sendPage(ctx, renderUnanswered({ ...state, q: state.q.slice(0, MAX_QUERY_CHARS) }, message));
}

/** What the address asks for; people's addresses are old, cut and hand-made, so what does not fit falls back to the usual. */
function readInput(parameters: URLSearchParams): SearchInput {
  const readable = PAGE_PARAMETERS.filter((name) => parameters.has(name)).filter((name) => 'value' in checkQuery(SearchQuery, new URLSearchParams([[name, parameters.get(name) ?? '']])));
  return SearchQuery.parse({
    ...Object.fromEntries(readable.map((name) => [name, parameters.get(name)])),
    facets: 'tag,kind,source,code,language,year',
  });
}

type CollectionSize = Omit<Collection, 'progress'>;

async function collectionSize(deps: Deps): Promise<CollectionSize> {
  const [{ originals }, sources, unchecked] = await Promise.all([
    countPosts(deps.store.db),
    deps.store.db.selectFrom('sources').select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    deps.store.db.selectFrom('sources').select((select) => select.fn.countAll<number>().as('count')).where('lastCheckedAt', 'is', null).executeTakeFirstOrThrow(),
  ]);
  return { posts: originals, sources: Number(sources.count), uncheckedSources: Number(unchecked.count) };
}

async function postPage(deps: Deps, ctx: Context, id: string): Promise<void> {
  const originalId = await findOriginal(deps, id);
  if (originalId !== null) {
    ctx.redirect(postUrl(originalId));
    ctx.status = 308;
    return;
  }
  const post = await getPostView(deps, id);
  sendPage(ctx, renderPostPage(post, await similarTo(deps, id)));
}

/** The page is worth showing without them. */
async function similarTo(deps: Deps, id: string): Promise<Awaited<ReturnType<Deps['engine']['similar']>> | null> {
  try {
    return await deps.engine.similar(id, SIMILAR_SHOWN);
  } catch (error) {
    deps.log.warn({ err: error }, 'similar posts could not be had');
    return null;
  }
}
