/** One request and its answer, without redirects: headers, deadline, caps, and what counts as an answer at all. */

import type { Dispatcher } from 'undici';
import { FetchError } from '../../core/errors.ts';
import { readBody, type Body } from './body.ts';
import { findChallenge } from './challenge.ts';
import { isUtf8 } from './charset-guess.ts';
import type { Transport } from './connector.ts';
import { failureOfStatus } from './failures.ts';
import type { FetchLimits, RequestKind } from './limits.ts';
import { findBinarySignature, isBinaryType, mediaType } from './media-type.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What a server gave to recognise a version by, byte for byte; never made up, parsed or mended (R18). */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

export type Hop = {
  readonly url: URL;
  readonly kind: RequestKind;
  /** Those that this very address gave; null where there are none. */
  readonly validators: Validators | null;
  readonly remainingMs: number;
  readonly signal: AbortSignal | null;
};

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Where a redirect leads, as written; null where the answer is none. */
  readonly location: string | null;
  readonly body: Uint8Array;
  readonly wireBytes: number;
};

export type HopContext = {
  readonly agent: Dispatcher;
  readonly transport: Transport | null;
  readonly limits: FetchLimits;
  readonly userAgent: string;
  readonly now: () => number;
};

const ACCEPT: Readonly<Record<RequestKind, string>> = {
  feed: 'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1',
  page: 'text/html, application/xhtml+xml, application/xml;q=0.5, */*;q=0.1',
  robots: 'text/plain, */*;q=0.1',
  api: 'application/json, */*;q=0.1',
};

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const NOT_MODIFIED = 304;
/** Enough of an error page to tell whose it is. */
const ERROR_BODY_BYTES = 65_536;

/** The answer to one request: a redirect, "not modified" or a body. @throws FetchError, and whatever the network throws. */
export async function sendRequest(context: HopContext, hop: Hop): Promise<Answer> {
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(hop.remainingMs)));
  const response = await context.agent.request({
    origin: originFor(hop.url, context.transport),
    path: `${hop.url.pathname}${hop.url.search}`,
    method: 'GET',
    headers: requestHeaders(context.userAgent, hop),
    headersTimeout: context.limits.headersMs,
    bodyTimeout: context.limits.idleMs,
    signal: hop.signal === null ? deadline : AbortSignal.any([deadline, hop.signal]),
  });
  const head = { status: response.statusCode, headers: flatHeaders(response.headers) };
  const location = REDIRECTS.has(head.status) ? readLocation(head.headers['location'] ?? '') : null;
  if (location !== null || head.status === NOT_MODIFIED) {
    await response.body.dump({ limit: ERROR_BODY_BYTES });
    if (head.status === NOT_MODIFIED && hop.validators === null) throw unasked(hop.url);
    return { ...head, location, body: new Uint8Array(), wireBytes: 0 };
  }
  return readAnswer(context, hop, head, response.body).finally(() => {
    // A body that was refused half-way must not keep its socket, nor end the process by complaining to nobody.
    response.body.on('error', () => {}).destroy();
  });
}

/** Where a request for a URL is really sent: to its own host, or to what stands in for it. @throws FetchError `dns` where nothing does. */
export function originFor(url: URL, transport: Transport | null): string {
  if (transport === null) return url.origin;
  const target = transport.connect(url);
  if (target === null) throw new FetchError('dns', url.href, `${url.hostname} is not part of the recorded web.`);
  return `http://127.0.0.1:${target.port}`;
}

function requestHeaders(userAgent: string, { url, kind, validators }: Hop): Record<string, string> {
  return {
    host: url.host,
    'user-agent': userAgent,
    accept: ACCEPT[kind],
    'accept-encoding': 'gzip, br',
    ...(validators?.etag == null ? {} : { 'if-none-match': validators.etag }),
    ...(validators?.lastModified == null ? {} : { 'if-modified-since': validators.lastModified }),
  };
}

function flatHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]])),
  );
}

/** Headers are bytes; many servers put UTF-8 into this one instead of escaping it, and browsers read it so. */
function readLocation(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : value;
}

type Head = Pick<Answer, 'status' | 'headers'>;

async function readAnswer(context: HopContext, { url, kind }: Hop, head: Head, stream: AsyncIterable<Uint8Array>): Promise<Answer> {
  if (!isSuccess(head)) throw failure(context, url, head, await readErrorPage(stream, head, url));
  const type = mediaType(head.headers['content-type']);
  if (isBinaryType(type)) throw wrongType(url, type);
  const body = await readBody(stream, head.headers, url.href, {
    maxBytes: context.limits.maxBytes[kind],
    whenTooLarge: kind === 'robots' ? 'cut' : 'refuse',
  });
  if (guardOf(head, body.bytes) !== null) throw failure(context, url, head, body.bytes);
  // An empty robots.txt is a usual one.
  if (kind !== 'robots') checkContent(url, body.bytes);
  return { ...head, location: null, body: body.bytes, wireBytes: body.wireBytes };
}

async function readErrorPage(stream: AsyncIterable<Uint8Array>, head: Head, url: URL): Promise<Uint8Array> {
  const nothing: Body = { bytes: new Uint8Array(), wireBytes: 0 };
  // The status says what is wrong; a page about it that cannot be read does not make it another failure.
  const page = await readBody(stream, head.headers, url.href, { maxBytes: ERROR_BODY_BYTES, whenTooLarge: 'cut' }).catch(() => nothing);
  return page.bytes;
}

function failure(context: HopContext, url: URL, head: Head, body: Uint8Array): FetchError {
  return failureOfStatus({
    url: url.href,
    status: head.status,
    retryAfterSeconds: parseRetryAfter(head.headers['retry-after'], context.now()),
    guard: guardOf(head, body),
  });
}

function guardOf({ headers }: Head, body: Uint8Array): string | null {
  return findChallenge({ headers, bodyStart: Buffer.from(body.subarray(0, ERROR_BODY_BYTES)).toString() });
}

function isSuccess({ status }: Head): boolean {
  return status >= 200 && status < 300;
}

function checkContent(url: URL, body: Uint8Array): void {
  if (body.byteLength === 0) throw new FetchError('wrong-type', url.href, 'The answer is empty; what is known of this address is kept.');
  const signature = findBinarySignature(body);
  if (signature !== null) throw wrongType(url, signature);
}

function wrongType(url: URL, type: string): FetchError {
  return new FetchError('wrong-type', url.href, `The address holds no text but ${type}; give the address of a page or feed.`);
}

function unasked(url: URL): FetchError {
  return new FetchError('http-5xx', url.href, 'The server says "not modified" though nothing was compared; it will be tried again later.', { status: NOT_MODIFIED });
}
