/** The few files that a browser loads, kept in memory and named by their content, so that they may be cached for ever. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type Router from '@koa/router';

const FILES: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'theme.js': 'text/javascript; charset=utf-8',
  'suggest.js': 'text/javascript; charset=utf-8',
  'search.js': 'text/javascript; charset=utf-8',
  'keys.js': 'text/javascript; charset=utf-8',
  'brush.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
  'card.png': 'image/png',
};
const VERSION_CHARS = 10;

type StaticFile = { readonly type: string; readonly body: Buffer; readonly version: string };

const LOADED: ReadonlyMap<string, StaticFile> = new Map(Object.entries(FILES).map(([name, type]) => {
  const body = readFileSync(new URL(`static/${name}`, import.meta.url));
  return [name, { type, body, version: createHash('sha256').update(body).digest('base64url').slice(0, VERSION_CHARS) }];
}));

/** The address of a file, with its version. */
export function asset(name: string): string {
  return `/static/${name}?v=${LOADED.get(name)?.version ?? ''}`;
}

/** Serves the files. */
export function mountStatic(router: Router): void {
  router.get('/static/:name', (ctx) => {
    const file = LOADED.get(String(ctx.params['name']));
    if (file === undefined) return;
    const isCurrent = ctx.query['v'] === file.version;
    ctx.set('Cache-Control', isCurrent ? 'public, max-age=31536000, immutable' : 'public, max-age=60');
    ctx.type = file.type;
    ctx.body = file.body;
  });
}
