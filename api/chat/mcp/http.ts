/** `/mcp`: streamable HTTP for both protocol eras, without sessions (R58). */

import type Router from '@koa/router';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createMcpHandler, localhostAllowedHostnames, validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server';
import type { Context } from 'koa';
import type { Deps } from '../../deps.ts';
import { MAX_BODY_BYTES, readBytes } from '../../http/body.ts';
import { problem, Refusal } from '../../http/problems.ts';
import { createMcpServer } from './server.ts';

/** Headers that are ours to say; others are the protocol's. */
const OWN_HEADERS = new Set(['content-length', 'connection', 'date', 'transfer-encoding']);

/** Adds the endpoint. Keys and quotas are those of the API; a page elsewhere and a name that is not ours are refused. */
export function mountMcp(router: Router, deps: Deps): void {
  const handler = createMcpHandler(() => createMcpServer(deps), {
    maxRequestBodySize: MAX_BODY_BYTES, onerror: (error) => deps.log.debug({ err: error }, 'an MCP request was refused'),
  });
  const hosts = allowedHosts(deps.config);
  router.all('/mcp', async (ctx) => {
    refuseStrangers(ctx, hosts);
    send(ctx, await handler.fetch(await toRequest(ctx, deps.config.publicUrl)));
  });
}

/** Names of this server: its public one, this machine's own, and what the operator adds. */
function allowedHosts({ publicUrl, chat }: Deps['config']): string[] {
  return [...localhostAllowedHostnames(), new URL(publicUrl).hostname, ...chat.mcpHosts];
}

/** A page that a browser shows must not reach a server on its reader's machine by another name. */
function refuseStrangers(ctx: Context, hosts: string[]): void {
  if (!validateHostHeader(ctx.get('Host'), hosts).ok) throw new Refusal(problem('forbidden', 'This server is not known by that name; MCP_HOSTS lists further ones.'));
  const origin = ctx.get('Origin');
  if (origin !== '' && !validateOriginHeader(origin, hosts).ok) throw new Refusal(problem('forbidden', 'Pages of that origin may not ask this server; MCP_HOSTS lists further ones.'));
}

/** The request as the handler takes it; who hangs up ends the work. @throws Refusal `body-too-large` */
async function toRequest(ctx: Context, publicUrl: string): Promise<Request> {
  const closed = new AbortController();
  ctx.res.once('close', () => closed.abort());
  const headers = new Headers(Object.entries(ctx.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])));
  const hasBody = !['GET', 'HEAD'].includes(ctx.method);
  return new Request(`${publicUrl}${ctx.path}`, { method: ctx.method, headers, signal: closed.signal, ...(hasBody ? { body: new Uint8Array(await readBytes(ctx)) } : {}) });
}

function send(ctx: Context, response: Response): void {
  ctx.status = response.status;
  for (const [name, value] of response.headers) if (!OWN_HEADERS.has(name)) ctx.set(name, value);
  ctx.set('Cache-Control', 'no-store');
  // An empty body is one too: without it Koa would make the status 204.
  ctx.body = response.body === null ? '' : Readable.fromWeb(response.body as ReadableStream);
}
