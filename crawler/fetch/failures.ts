/** What went wrong with a request, in our own words: statuses and network errors → {@link FetchError}. Rules R16, R21. */

import { FetchError, type FetchFailureKind } from '../../core/errors.ts';

export type RefusedAnswer = {
  readonly url: string;
  readonly status: number;
  readonly retryAfterSeconds: number | null;
  /** Who answered instead of the host; null where the host did. */
  readonly guard: string | null;
};

const STATUS_KINDS: Readonly<Record<number, FetchFailureKind>> = {
  401: 'forbidden', 402: 'forbidden', 403: 'forbidden', 404: 'not-found', 407: 'forbidden', 410: 'gone', 429: 'rate-limited', 451: 'forbidden',
};

/** The failure that a status other than 2xx, 304 and a redirect means, or any status from a guard. */
export function failureOfStatus({ url, status, retryAfterSeconds, guard }: RefusedAnswer): FetchError {
  const kind = guard !== null ? 'challenge' : (STATUS_KINDS[status] ?? (status >= 500 ? 'http-5xx' : 'http-4xx'));
  const message = guard !== null
    ? `${guard} answered with a test for browsers instead of the page; ask the site to let this crawler through.`
    : `${STATUS_MESSAGES[kind] ?? 'The server refused the request; check the address in a browser'} (status ${status}).`;
  return new FetchError(kind, url, message, { status, retryAfterSeconds });
}

const STATUS_MESSAGES: Readonly<Partial<Record<FetchFailureKind, string>>> = {
  forbidden: 'The server does not let this crawler in; ask the site, or pause the source',
  'not-found': 'Nothing is at this address any more; look for its new place on the site',
  gone: 'The site says that this is gone for good; look for its new place or remove the source',
  'rate-limited': 'The server asks for fewer requests; it will be left alone for a while',
  'http-5xx': 'The server has a fault of its own; it will be tried again later',
};

const ERROR_KINDS: readonly (readonly [codes: RegExp, kind: FetchFailureKind, message: string])[] = [
  [/^(?:UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT|TimeoutError)$/u, 'timeout', 'The server took too long; it will be tried again later.'],
  [/^(?:CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)$/u, 'tls', 'The certificate of the host does not hold, or it speaks no safe protocol; the site has to repair that.'],
  [/^UND_ERR_(?:HEADERS_OVERFLOW|RES_EXCEEDED_MAX_SIZE)$/u, 'too-large', 'The headers of the answer are larger than any that are needed; it is not read.'],
];

/**
 * The failure that an error of the network stack means, for the address that was asked; null for what is none, and so a bug.
 * What a name or socket was refused for keeps its kind and words.
 */
export function failureOfError(error: unknown, url: string): FetchError | null {
  const known = chain(error).find((cause) => cause instanceof FetchError);
  if (known !== undefined) return known.url === url ? known : new FetchError(known.kind, url, known.message, { cause: error });
  const codes = chain(error).flatMap(codeOf);
  if (codes.length === 0) return null;
  const rule = ERROR_KINDS.find(([pattern]) => codes.some((code) => pattern.test(code)));
  const [kind, message] = rule === undefined ? (['connection', 'The connection failed or broke off; it will be tried again later.'] as const) : [rule[1], rule[2]];
  return new FetchError(kind, url, message, { cause: error });
}

/** An error, its causes, and the members of what several attempts threw together. */
function chain(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth > 5) return [error];
  const members = error instanceof AggregateError ? error.errors : [];
  return [error, ...members, ...(error.cause === undefined ? [] : chain(error.cause, depth + 1))];
}

/** Errors of the network carry a code; a deadline and an answer that is no HTTP have only a name. */
function codeOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  if ('code' in error && typeof error.code === 'string') return [error.code];
  return ['TimeoutError', 'HTTPParserError'].includes(error.name) ? [error.name] : [];
}
