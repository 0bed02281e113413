/** A page as an answer. */

import type { Context } from 'koa';

/** Answers with a whole document. */
export function sendPage(ctx: Context, markup: string): void {
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = markup;
}
