/** A page as an answer. */

import type { Context } from 'koa';
import { html } from './html.ts';
import { SITE_META } from './layout.ts';
import { asset } from './static-files.ts';

/** Answers with a whole document. `origin` is how people reach the server; others see the page under it, with a picture, where they are told of it. */
export function sendPage(ctx: Context, markup: string, origin: string = ctx.origin): void {
  const address = html`${SITE_META}
<meta property="og:url" content="${origin}${ctx.url}">
<meta property="og:image" content="${origin}${asset('card.png')}">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">
<meta property="og:image:alt" content="Writeups: what engineers have already written">`;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = markup.replace(SITE_META.html, () => address.html);
}
