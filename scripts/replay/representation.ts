/** What of a recorded page goes over the wire: coding, validators, and whether the client has it already. */

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Bytes as they are sent, with the headers that belong to them. `etag` is a strong validator: it differs between codings. */
export type Representation = {
  readonly body: Buffer;
  readonly etag: string;
  readonly lastModified: string;
  readonly contentType: string;
  readonly contentEncoding: 'gzip' | null;
};

/** Below this a gzip header costs more than it saves; nginx's `gzip_min_length` is of this order. */
const GZIP_MIN_BYTES = 256;
/** nginx's default, and the cheapest: most pages are asked for once. */
const GZIP_LEVEL = 1;
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|xml|[a-z]+\+xml|[a-z]+\+json))/u;

/** The page plain, and gzipped where that is worth it (else null). Both have a tag of their own (RFC 9110 §8.8.3.3). */
export function representPage(
  body: Buffer, contentType: string, modifiedAt: string,
): { readonly plain: Representation; readonly gzipped: Representation | null } {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const shared = { contentType, lastModified: new Date(modifiedAt).toUTCString() };
  const plain: Representation = { ...shared, body, etag: `"${hash}"`, contentEncoding: null };
  if (body.length < GZIP_MIN_BYTES || !COMPRESSIBLE.test(contentType)) return { plain, gzipped: null };
  return { plain, gzipped: { ...shared, body: gzipSync(body, { level: GZIP_LEVEL }), etag: `"${hash}-gzip"`, contentEncoding: 'gzip' } };
}

/** Whether the client takes gzip (RFC 9110 §12.5.3): named or covered by `*`, and not with weight 0. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const weights = new Map((acceptEncoding ?? '').toLowerCase().split(',').map((part) => {
    const [coding = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return [coding, Number(weight)] as const;
  }));
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

/**
 * Whether the client's copy is still good: `If-None-Match` by weak comparison, and only where it is absent
 * `If-Modified-Since` (RFC 9110 §13.2.2).
 */
export function isNotModified(headers: IncomingHttpHeaders, current: Representation): boolean {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//u, '') === current.etag);
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && Date.parse(current.lastModified) <= since;
}
