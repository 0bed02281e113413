/** The only way out to the network for addresses that come from data. Rules R1–R10, R16, R18, R19. */

import { FetchError } from '../../core/errors.ts';
import { parseFetchUrl } from './address.ts';
import { createGuardedAgent, createLoopbackAgent, createResolver, type Resolve, type Transport } from './connector.ts';
import { failureOfError } from './failures.ts';
import { sendRequest, type Answer, type Hop, type HopContext, type Validators } from './hop.ts';
import { DEFAULT_LIMITS, type FetchLimits, type RequestKind } from './limits.ts';

export type { Transport } from './connector.ts';
export type { Validators } from './hop.ts';
export type { RequestKind } from './limits.ts';

export type FetchRequest = {
  readonly url: string;
  readonly kind: RequestKind;
  readonly validators: Validators | null;
  /** The final address that gave the validators; they go nowhere else. Absent: `url` itself. */
  readonly validatorsUrl?: string;
  readonly signal?: AbortSignal;
  /** Asked before each redirect is followed; where it refuses, the redirect is the answer: its status, no body, and the address that it leads to. */
  readonly follow?: (to: string) => boolean;
};

export type Redirect = { readonly from: string; readonly to: string; readonly status: number };

export type Fetched = {
  readonly requestedUrl: string;
  /** After redirects, without fragment. */
  readonly url: string;
  readonly redirects: readonly Redirect[];
  readonly status: number;
  readonly notModified: boolean;
  /** Names in lower case; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded; empty where nothing was modified. */
  readonly body: Uint8Array;
  readonly validators: Validators;
  readonly wireBytes: number;
  /** On the network, without the wait for a turn. */
  readonly tookMs: number;
};

export type Fetcher = {
  /** What the address holds. @throws FetchError for everything that is not an answer to use; the signal's reason where it was aborted. */
  readonly fetch: (request: FetchRequest) => Promise<Fetched>;
  readonly close: () => Promise<void>;
};

/** Gives back a turn, once the hop's answer has been read; told how it failed, or null. */
export type Release = (failure: FetchError | null) => void;

export type FetcherOptions = {
  /** With an address to reach us at, such as `Writeups/0.1 (+https://example.org/about)`. */
  readonly userAgent: string;
  /** Null: the real network. */
  readonly transport: Transport | null;
  /** Called for every hop before anything is sent: may wait, may throw (robots rules), may give back what is to be done after the hop. */
  readonly beforeRequest?: (url: string, kind: RequestKind, signal: AbortSignal | null) => Promise<Release | void>;
  readonly limits?: Partial<FetchLimits>;
  readonly resolve?: Resolve;
  /** Milliseconds since 1970, for `Retry-After` dates. */
  readonly now?: () => number;
};

/** A fetcher with its own connections; {@link Fetcher.close} ends them. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const limits: FetchLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const agent = options.transport === null
    ? createGuardedAgent(limits, options.resolve ?? createResolver(limits))
    : createLoopbackAgent(limits);
  const context: Context = {
    agent, limits, transport: options.transport, userAgent: options.userAgent,
    now: options.now ?? Date.now, beforeRequest: options.beforeRequest ?? null,
  };
  return { fetch: (request) => followRedirects(context, request), close: () => agent.destroy() };
}

type Context = HopContext & { readonly beforeRequest: FetcherOptions['beforeRequest'] | null };

async function followRedirects(context: Context, request: FetchRequest): Promise<Fetched> {
  const redirects: Redirect[] = [];
  let url = parseFetchUrl(request.url);
  let tookMs = 0;
  for (;;) {
    const hop = hopTo(url, request, context.limits.totalMs[request.kind] - tookMs);
    const { answer, elapsedMs } = await takeTurn(context, hop);
    tookMs += elapsedMs;
    if (answer.location === null) return describe(request, { url, redirects, answer, tookMs });
    const next = nextUrl(url, { answer, redirects, maxRedirects: context.limits.maxRedirects });
    redirects.push({ from: url.href, to: next.href, status: answer.status });
    url = next;
    if (request.follow?.(next.href) === false) return describe(request, { url, redirects, answer: { ...answer, body: new Uint8Array() }, tookMs });
  }
}

/** A redirect may lead to another host: only the address that gave the validators gets them back. */
function hopTo(url: URL, request: FetchRequest, remainingMs: number): Hop {
  const { validators } = request;
  const ownValidators = validators !== null
    && (validators.etag !== null || validators.lastModified !== null)
    && parseFetchUrl(request.validatorsUrl ?? request.url).href === url.href;
  return { url, kind: request.kind, validators: ownValidators ? validators : null, remainingMs, signal: request.signal ?? null };
}

/** One hop within its turn at the host. The clock runs only while the turn lasts. */
async function takeTurn(context: Context, hop: Hop): Promise<{ readonly answer: Answer; readonly elapsedMs: number }> {
  hop.signal?.throwIfAborted();
  const release = await context.beforeRequest?.(hop.url.href, hop.kind, hop.signal);
  const startedAt = performance.now();
  let failure: FetchError | null = null;
  try {
    const answer = await sendRequest(context, hop);
    return { answer, elapsedMs: performance.now() - startedAt };
  } catch (error) {
    hop.signal?.throwIfAborted();
    failure = failureOfError(error, hop.url.href);
    throw failure ?? error;
  } finally {
    release?.(failure);
  }
}

type Way = { readonly answer: Answer; readonly redirects: readonly Redirect[]; readonly maxRedirects: number };

function nextUrl(url: URL, { answer, redirects, maxRedirects }: Way): URL {
  const { status } = answer;
  const target = URL.parse(answer.location ?? '', url.href);
  if (target === null || answer.location === '') {
    throw new FetchError('bad-address', url.href, 'The server redirects to something that is no address; the site has to repair that.', { status });
  }
  const next = parseFetchUrl(target.href);
  const seen = next.href === url.href || redirects.some(({ from }) => from === next.href);
  if (!seen && redirects.length < maxRedirects) return next;
  throw new FetchError(
    'too-many-redirects', url.href,
    `The address is redirected in a circle or more than ${maxRedirects} times; open it in a browser and use the address it ends at.`, { status },
  );
}

type Outcome = { readonly url: URL; readonly redirects: readonly Redirect[]; readonly answer: Answer; readonly tookMs: number };

function describe(request: FetchRequest, { url, redirects, answer, tookMs }: Outcome): Fetched {
  return {
    requestedUrl: request.url,
    url: url.href,
    redirects,
    status: answer.status,
    notModified: answer.status === 304,
    headers: answer.headers,
    body: answer.body,
    validators: { etag: answer.headers['etag'] ?? null, lastModified: answer.headers['last-modified'] ?? null },
    wireBytes: answer.wireBytes,
    tookMs: Math.round(tookMs),
  };
}
