/** The search page, and the beginning of its answers while one types. */

import type Router from '@koa/router';
import type { Context } from 'koa';
import { IndexError, RequestError } from '../../core/errors.ts';
import { engineCursor } from '../../store/outbox.ts';
import { countPosts } from '../../store/posts.ts';
import type { Deps } from '../deps.ts';
import type { Reply } from '../http/endpoint.ts';
import { createKeptAnswers } from '../http/kept-answers.ts';
import { checkQuery } from '../http/parameters.ts';
import { RETRY_AFTER_SECONDS } from '../http/problems.ts';
import { remembered } from '../http/remembered.ts';
import { MAX_QUERY_CHARS, parseQuery } from '../query/parse-query.ts';
import { search } from '../search/search.ts';
import { SearchQuery, type SearchInput } from '../search/schema.ts';
import { spanItems } from './facets.ts';
import { itemsUrl, type PageState } from './links.ts';
import { loadPublishers } from './publishers.ts';
import { sendPage } from './send.ts';
import { renderBeginning, renderSearchPage, renderUnanswered, renderUnansweredBeginning, type Collection, type SearchPage } from './search-page.ts';

/** Counting a large table takes milliseconds, and nobody misses the last few posts in the number. */
const SIZE_KEPT_MS = 2_000;
/** Names of publishers change when somebody changes them. */
const PUBLISHERS_KEPT_MS = 30_000;
const PAGE_PARAMETERS = ['q', 'sort', 'page', 'correct', 'drop'] as const;
/** As many as the highest window shows before one scrolls; the others come with the whole page, once nobody types. */
const BEGINNING_HITS = '10';
const FACETS = 'tag,kind,source,code,language,year';

/** Puts the search page on a router. */
export function mountSearch(router: Router, deps: Deps): void {
  const sizeOf = remembered(() => collectionSize(deps), SIZE_KEPT_MS);
  const publishersOf = remembered(() => loadPublishers(deps.store.db), PUBLISHERS_KEPT_MS);
  const make = async (input: SearchInput): Promise<SearchPage> => {
    const [result, size, publishers] = await Promise.all([search(deps, input), sizeOf(), publishersOf()]);
    return { result, state: stateOf(input), collection: { ...size, progress: deps.crawler.progress() }, publishers, now: deps.now() };
  };
  router.get('/', (ctx) => searchPage(deps, ctx, make));
  // The first letters of a query are the same for many people, and cost the most.
  const kept = createKeptAnswers();
  router.get('/instant', async (ctx) => {
    const input = readInput(ctx.URL.searchParams, { perPage: BEGINNING_HITS });
    await answer(deps, ctx, { state: stateOf(input), renderReason: renderUnansweredBeginning }, async () => {
      const version = await engineCursor(deps.store.db, deps.engine.cursors);
      const reply = await kept.find(JSON.stringify(input), `${deps.engine.name} ${version}`, async () => replyOf(await make(input)));
      ctx.type = reply.type;
      ctx.body = reply.body;
    });
  });
}

type Make = (input: SearchInput) => Promise<SearchPage>;

async function searchPage(deps: Deps, ctx: Context, make: Make): Promise<void> {
  const input = readInput(ctx.URL.searchParams, { facets: FACETS });
  const state = stateOf(input);
  const years = readYears(ctx.URL.searchParams);
  if (years !== null) {
    ctx.redirect(itemsUrl(state, spanItems(parseQuery(state.q, deps.now()).items, ...years)));
    ctx.status = 303;
    return;
  }
  await answer(deps, ctx, { state, renderReason: renderUnanswered }, async () => {
    sendPage(ctx, renderSearchPage(await make(input)), deps.config.publicUrl);
    ctx.state['fingerprint'] = String(ctx.body).replace(/<span class="took">in [\d,]+ ms<\/span>/u, '');
  });
}

/** As bytes where it is worth keeping: not while the engine gives what it can. */
function replyOf(page: SearchPage): Reply {
  const [markup, isFleeting] = [renderBeginning(page), page.result.degraded !== null];
  return { type: 'text/html; charset=utf-8', body: isFleeting ? markup : Buffer.from(markup), fingerprint: null, lastModifiedAt: null, isFleeting };
}

type Unanswered = { readonly state: PageState; readonly renderReason: (state: PageState, message: string) => string };

/** Runs `make`; where a query cannot be answered, the reason is shown in its place. */
async function answer(deps: Deps, ctx: Context, unanswered: Unanswered, make: () => Promise<void>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (error instanceof RequestError) sendReason(ctx, 400, unanswered, error.message);
    else if (error instanceof IndexError) {
      deps.log.warn({ err: error, requestId: ctx.state['requestId'] }, 'the search engine does not answer');
      ctx.set('Retry-After', String(RETRY_AFTER_SECONDS));
      sendReason(ctx, 503, unanswered, 'The search engine does not answer at the moment. Nothing is lost; please try again in a few seconds.');
    } else throw error;
  }
}

/** The query stays in its box. */
function sendReason(ctx: Context, status: number, { state, renderReason }: Unanswered, message: string): void {
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  sendPage(ctx, renderReason({ ...state, q: state.q.slice(0, MAX_QUERY_CHARS) }, message));
}

/** The years that the form below the histogram asks for; they become conditions of the query, so that the query tells everything. */
function readYears(parameters: URLSearchParams): readonly [number, number] | null {
  const [from, to] = [parameters.get('from'), parameters.get('to')];
  const isYear = (text: string | null): text is string => text !== null && /^\d{4}$/u.test(text);
  return isYear(from) && isYear(to) ? [Number(from), Number(to)] : null;
}

/** What the address asks for; people's addresses are old, cut and hand-made, so what does not fit falls back to the usual. */
function readInput(parameters: URLSearchParams, fixed: Readonly<Record<string, string>>): SearchInput {
  const readable = PAGE_PARAMETERS.filter((name) => parameters.has(name)).filter((name) => 'value' in checkQuery(SearchQuery, new URLSearchParams([[name, parameters.get(name) ?? '']])));
  return SearchQuery.parse({ ...Object.fromEntries(readable.map((name) => [name, parameters.get(name)])), ...fixed });
}

function stateOf({ q, sort, page, correct, drop }: SearchInput): PageState {
  return { q, sort: sort ?? null, page, correct, drop };
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
