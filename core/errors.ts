/** The failures that are part of the work. Anything else that is thrown is a bug and is not wrapped. */

type Options = { readonly cause?: unknown };

/** A setting is missing or wrong: the start stops with exit code 2. `variable` is the setting's name, `message` the rule. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly kind: 'missing' | 'invalid';
  readonly variable: string;
  constructor(kind: ConfigError['kind'], variable: string, message: string, options: Options = {}) {
    super(message, options);
    this.kind = kind;
    this.variable = variable;
  }
}

export const FETCH_FAILURE_KINDS = [
  'bad-address', 'private-address', 'dns', 'tls', 'connection', 'timeout', 'too-large', 'wrong-type', 'too-many-redirects',
  'robots', 'challenge', 'rate-limited', 'gone', 'not-found', 'forbidden', 'http-4xx', 'http-5xx',
] as const;
export type FetchFailureKind = (typeof FETCH_FAILURE_KINDS)[number];

/** A page could not be had. `message` is one sentence for people; `retryAfterSeconds` is what the server asked for. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly kind: FetchFailureKind;
  readonly url: string;
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  constructor(
    kind: FetchFailureKind, url: string, message: string,
    options: Options & { readonly status?: number; readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.url = url;
    this.status = options.status ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** A document could not be read as what it should be. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly kind: 'unknown-format' | 'malformed' | 'too-deep' | 'too-many' | 'empty';
  constructor(kind: ParseError['kind'], message: string, options: Options = {}) {
    super(message, options);
    this.kind = kind;
  }
}

/** A page holds no article that could be stored; the feed's own words are used instead where there are any. */
export class ExtractError extends Error {
  override readonly name = 'ExtractError';
  readonly kind: 'no-content' | 'challenge-page' | 'not-an-article' | 'too-deep';
  constructor(kind: ExtractError['kind'], message: string, options: Options = {}) {
    super(message, options);
    this.kind = kind;
  }
}

/** The search engine did not do its work; the store is unaffected. */
export class IndexError extends Error {
  override readonly name = 'IndexError';
  readonly kind: 'unreachable' | 'timeout' | 'task-failed' | 'damaged' | 'refused';
  constructor(kind: IndexError['kind'], message: string, options: Options = {}) {
    super(message, options);
    this.kind = kind;
  }
}

/** What was asked cannot be answered as asked. `position` is an offset in the query, where there is one. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly kind: 'bad-query' | 'not-found' | 'conflict';
  readonly position: number | null;
  constructor(kind: RequestError['kind'], message: string, options: Options & { readonly position?: number } = {}) {
    super(message, options);
    this.kind = kind;
    this.position = options.position ?? null;
  }
}
