/** The pages. */

import type Router from '@koa/router';
import type { Context } from 'koa';
import type { Deps } from '../deps.ts';
import { remembered } from '../http/remembered.ts';
import { findOriginal, getPostView } from '../posts/post-view.ts';
import { countTopics } from '../tags/topics.ts';
import { mountAdmin } from './admin/routes.ts';
import { renderAboutPage } from './about-page.ts';
import { renderDocsPage, renderProblemsPage } from './docs-page.ts';
import { postUrl } from './links.ts';
import { renderPostPage } from './post-page.ts';
import { sendPage } from './send.ts';
import { mountSearch } from './search-routes.ts';
import { mountSources } from './source-routes.ts';
import { renderTagsPage } from './tags-page.ts';
import { mountStatic } from './static-files.ts';
import { mountTrends } from './trends-routes.ts';

const SIMILAR_SHOWN = 6;
/** Rare topics cost a search each. */
const TOPICS_KEPT_MS = 30_000;

/** Puts the pages on a router. */
export function mountPages(router: Router, deps: Deps): void {
  mountStatic(router);
  mountAdmin(router, deps);
  mountTrends(router, deps);
  mountSearch(router, deps);
  router.get('/posts/:id', (ctx) => postPage(deps, ctx, String(ctx.params['id'])));
  mountSources(router, deps);
  const topics = remembered(() => countTopics(deps.engine), TOPICS_KEPT_MS);
  router.get('/tags', async (ctx) => sendPage(ctx, renderTagsPage(await topics()), deps.config.publicUrl));
  const [docs, problems] = [renderDocsPage(), renderProblemsPage()];
  router.get('/docs', (ctx) => sendPage(ctx, docs, deps.config.publicUrl));
  router.get('/problems', (ctx) => sendPage(ctx, problems, deps.config.publicUrl));
  router.get('/about', (ctx) => sendPage(ctx, renderAboutPage(), deps.config.publicUrl));
}

async function postPage(deps: Deps, ctx: Context, id: string): Promise<void> {
  const originalId = await findOriginal(deps, id);
  if (originalId !== null) {
    ctx.redirect(postUrl(originalId));
    ctx.status = 308;
    return;
  }
  const post = await getPostView(deps, id);
  sendPage(ctx, renderPostPage(post, await similarTo(deps, id)), deps.config.publicUrl);
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
