/** `/sources` and `/sources/:id`. */

import type Router from '@koa/router';
import type { Context } from 'koa';
import { postsBySource, topicsOfSource, yearsOfSource } from '../../store/source-history.ts';
import { listSources } from '../../store/sources.ts';
import type { Deps } from '../deps.ts';
import { remembered } from '../http/remembered.ts';
import { getSourceDetail, toSourceView } from '../sources/source-view.ts';
import { sendPage } from './send.ts';
import { renderSourcePage } from './source-page.ts';
import { readSourcesState, renderSourcesPage } from './sources-page.ts';

const TOPICS_SHOWN = 8;
/** A count over the whole table; nobody misses the last few posts in it. */
const COUNTS_KEPT_MS = 10_000;

/** Puts the pages on a router. */
export function mountSources(router: Router, deps: Deps): void {
  const countsOf = remembered(() => postsBySource(deps.store.db), COUNTS_KEPT_MS);
  router.get('/sources', async (ctx) => {
    const [sources, counts] = await Promise.all([listSources(deps.store.db), countsOf()]);
    const counted = sources.map((source) => ({ ...toSourceView(source), posts: counts.get(source.id) ?? 0 }));
    sendPage(ctx, renderSourcesPage(counted, readSourcesState(ctx.URL.searchParams), deps.now()), deps.config.publicUrl);
  });
  router.get('/sources/:id', (ctx) => sourcePage(deps, ctx, String(ctx.params['id'])));
}

async function sourcePage(deps: Deps, ctx: Context, id: string): Promise<void> {
  const source = await getSourceDetail(deps, id);
  const [years, topics] = await Promise.all([yearsOfSource(deps.store.db, source.id), topicsOfSource(deps.store.db, source.id, TOPICS_SHOWN)]);
  sendPage(ctx, await renderSourcePage(source, { years, topics }, deps.now()), deps.config.publicUrl);
}
