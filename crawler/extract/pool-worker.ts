/** A process of the extraction pool: a page in, its article or its failure out. */

import { enableCompileCache, flushCompileCache } from 'node:module';
import type { Article } from '../../core/article.ts';
import { ExtractError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import type { Page } from './page-evidence.ts';

export type Request = { readonly page: Page; readonly now: Instant };

/** The first message says that the process has loaded. `kind` is null for a failure that is no page's fault. */
export type Answer = { readonly ready: true } | { readonly article: Article } | { readonly kind: ExtractError['kind'] | null; readonly message: string };

// Whose parent was killed has nobody to read for.
process.on('disconnect', () => process.exit());
// A third of a start is compiling; what is kept is written at once, for the process ends by a kill.
enableCompileCache();
const { extractArticle } = await import('./extract.ts');
flushCompileCache();

process.on('message', (request: Request) => process.send?.(answer(request)));

process.send?.({ ready: true } satisfies Answer);

function answer({ page, now }: Request): Answer {
  try {
    return { article: extractArticle(page, now) };
  } catch (error) {
    if (error instanceof ExtractError) return { kind: error.kind, message: error.message };
    return { kind: null, message: error instanceof Error ? error.stack ?? error.message : String(error) };
  }
}
