/** `/trends`. */

import type Router from '@koa/router';
import { IndexError, RequestError } from '../../core/errors.ts';
import type { Deps } from '../deps.ts';
import { RETRY_AFTER_SECONDS } from '../http/problems.ts';
import { MAX_QUERY_CHARS } from '../query/parse-query.ts';
import { MAX_SERIES, PERIODS } from '../trends/schema.ts';
import { trends } from '../trends/trends.ts';
import { sendPage } from './send.ts';
import { renderTrendsPage, type TrendsState } from './trends-page.ts';

/** Puts the page on a router. */
export function mountTrends(router: Router, deps: Deps): void {
  router.get('/trends', async (ctx) => {
    const state = readState(ctx.URL.searchParams);
    try {
      sendPage(ctx, await renderTrendsPage(state, await trends(deps, { q: [...state.queries], by: state.by }), null), deps.config.publicUrl);
    } catch (error) {
      if (!(error instanceof RequestError || error instanceof IndexError)) throw error;
      const isAway = error instanceof IndexError;
      ctx.status = isAway ? 503 : 400;
      ctx.set('Cache-Control', 'no-store');
      if (isAway) ctx.set('Retry-After', String(RETRY_AFTER_SECONDS));
      sendPage(ctx, await renderTrendsPage(state, null, isAway ? 'The search engine does not answer at the moment, so nothing can be counted. Please try again in a few seconds.' : error.message));
    }
  });
}

/** What an address asks for; what does not fit falls back to the usual. */
function readState(parameters: URLSearchParams): TrendsState {
  const queries = parameters.getAll('q').map((q) => q.trim().slice(0, MAX_QUERY_CHARS)).filter((q) => q !== '');
  return {
    queries: [...new Set(queries)].slice(0, MAX_SERIES),
    by: PERIODS.find((period) => period === parameters.get('by')) ?? 'quarter',
    measure: parameters.get('show') === 'share' ? 'share' : 'posts',
  };
}
