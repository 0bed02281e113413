/** ETags, conditional answers and compression of everything that is readable (R40). */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { Context, Middleware } from 'koa';

const gzipAsync = promisify(gzip);
/** Below this a compressed body saves no packet. */
const MIN_GZIP_BYTES = 1_200;
const COMPRESSIBLE = /^(?:text\/|application\/(?:[\w.+-]*json|[\w.+-]*xml|x-ndjson|javascript)|image\/svg)/u;

/** Validators for successful reads; an unchanged one is answered with 304 and no body. */
export function conditional(): Middleware {
  return async (ctx, next) => {
    await next();
    ctx.vary('Accept');
    if (!isRead(ctx) || ctx.status !== 200) return;
    if (header(ctx, 'Cache-Control') === '') ctx.set('Cache-Control', 'public, max-age=60, stale-while-revalidate=300');
    const { body } = ctx;
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return;
    if (header(ctx, 'ETag') === '') ctx.set('ETag', etagOf(ctx, body));
    if (!isUnchanged(ctx)) return;
    ctx.status = 304;
    ctx.body = null;
  };
}

/** Gzip where the reader takes it and it saves something; the validator turns weak, since the bytes differ. */
export function compression(): Middleware {
  return async (ctx, next) => {
    await next();
    ctx.vary('Accept-Encoding');
    const { body } = ctx;
    if (!isRead(ctx) || body == null || !COMPRESSIBLE.test(ctx.type) || header(ctx, 'Content-Encoding') !== '') return;
    if (ctx.acceptsEncodings('gzip', 'identity') !== 'gzip') return;
    if (body instanceof Readable) {
      ctx.set('Content-Encoding', 'gzip');
      ctx.body = body.pipe(createGzip({ flush: 2 }));
      body.on('error', (error) => ctx.res.destroy(error));
      return;
    }
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return;
    if (Buffer.byteLength(body) < MIN_GZIP_BYTES) return;
    const contentType = header(ctx, 'Content-Type');
    ctx.body = await packed(body);
    ctx.set('Content-Type', contentType);
    ctx.set('Content-Encoding', 'gzip');
    const etag = header(ctx, 'ETag');
    if (etag.startsWith('"')) ctx.set('ETag', `W/${etag}`);
  };
}

/** Bodies that are answered again and again, packed once. */
const packedBodies = new WeakMap<Buffer, Promise<Buffer>>();

function packed(body: string | Buffer): Promise<Buffer> {
  if (typeof body === 'string') return gzipAsync(body, { level: 6 });
  const known = packedBodies.get(body) ?? gzipAsync(body, { level: 6 });
  packedBodies.set(body, known);
  return known;
}

function isRead(ctx: Context): boolean {
  return ctx.method === 'GET' || ctx.method === 'HEAD';
}

/** A header of the answer as it stands; empty where there is none. */
function header(ctx: Context, name: string): string {
  return String(ctx.res.getHeader(name) ?? '');
}

/**
 * Whether the reader holds this answer already. Answers are made anew for each request, so a `no-cache` beside the condition
 * (which fetch adds by itself) is obeyed by answering it. @see RFC 9110 §13.2.2
 */
function isUnchanged(ctx: Context): boolean {
  const [given, since] = [ctx.get('If-None-Match'), ctx.get('If-Modified-Since')];
  const etag = header(ctx, 'ETag');
  const { lastModified } = ctx.response;
  if (given !== '') return given === '*' || given.split(',').some((tag) => tag.trim().replace(/^W\//u, '') === etag.replace(/^W\//u, ''));
  return since !== '' && lastModified !== undefined && lastModified !== null && lastModified.getTime() <= Date.parse(since);
}

/** Strong, of the bytes themselves, unless part of them says nothing about the content. */
function etagOf(ctx: Context, body: string | Buffer): string {
  const known = Buffer.isBuffer(body) ? etags.get(body) : undefined;
  if (known !== undefined) return known;
  const etag = makeEtag(ctx, body);
  if (Buffer.isBuffer(body)) etags.set(body, etag);
  return etag;
}

/** Of bodies that are answered again and again. */
const etags = new WeakMap<Buffer, string>();

function makeEtag(ctx: Context, body: string | Buffer): string {
  const fingerprint: unknown = ctx.state['fingerprint'];
  const basis = typeof fingerprint === 'string' ? fingerprint : body;
  const digest = createHash('sha256').update(basis).digest('base64url').slice(0, 27);
  return typeof fingerprint === 'string' ? `W/"${digest}"` : `"${digest}"`;
}
