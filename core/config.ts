/** Settings: environment variables in, one checked value out. The table is the README's table too (a test compares them). */

import { ConfigError } from './errors.ts';

export type Config = {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly trustedProxyHops: number;
  /** Whether reading needs no key. */
  readonly anonymousRead: boolean;
  /** Of each client; 0: no limit. */
  readonly rateLimitPerMinute: number;
  readonly meiliUrl: string | null;
  readonly meiliKey: string | null;
  readonly meiliIndex: string;
  readonly contactUrl: string;
  readonly hostDelaySeconds: number;
  readonly crawlConcurrency: number;
  readonly aggregatorFetch: 'followed' | 'any';
  readonly builtInSources: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
};

/** One setting: how it is called, what stands where nothing is given, and what is allowed. */
export type Setting = { readonly name: string; readonly fallback: string; readonly rule: string; readonly meaning: string };

export const SETTINGS: readonly Setting[] = [
  { name: 'DATA_DIR', fallback: './data', rule: 'a folder', meaning: 'Where the database and the embedded index are kept; `--data` wins.' },
  { name: 'DATABASE_URL', fallback: '', rule: 'a postgres:// address, or empty', meaning: 'PostgreSQL instead of SQLite.' },
  { name: 'HOST', fallback: '127.0.0.1', rule: 'an address of this machine', meaning: 'Where the server listens.' },
  { name: 'PORT', fallback: '8080', rule: 'a whole number from 0 to 65535', meaning: 'Port of the server; 0 takes any free one. `--port` wins.' },
  { name: 'PUBLIC_URL', fallback: '', rule: 'an http(s) address, or empty', meaning: 'How people reach the server; links in feeds and pages begin with it.' },
  { name: 'TRUST_PROXY_HOPS', fallback: '0', rule: 'a whole number from 0 to 10', meaning: 'How many proxies stand before the server, for the client’s address.' },
  { name: 'ANONYMOUS_READ', fallback: 'on', rule: 'on or off', meaning: 'Whether anybody may read; off: page and API ask for a key.' },
  { name: 'RATE_LIMIT_PER_MINUTE', fallback: '', rule: 'a whole number from 0 to 1000000, or empty', meaning: 'Requests a minute of each key, or of each address without one; 0: no limit. Empty: 600, or 1000000 where `HOST` lets in this machine alone.' },
  { name: 'MEILI_URL', fallback: '', rule: 'an http(s) address, or empty', meaning: 'A Meilisearch server as the search engine instead of the embedded one.' },
  { name: 'MEILI_KEY', fallback: '', rule: 'a key, or empty', meaning: 'Key of that server.' },
  { name: 'MEILI_INDEX', fallback: 'posts', rule: 'letters, digits, - and _', meaning: 'Name of the index on that server.' },
  { name: 'CONTACT_URL', fallback: 'https://github.com/writeups/writeups', rule: 'an http(s) address', meaning: 'Where a site’s owner can learn about and reach the crawler; part of its user agent.' },
  { name: 'HOST_DELAY_SECONDS', fallback: '5', rule: 'a number from 0.2 to 3600', meaning: 'Pause between two requests to one host; robots.txt may ask for more.' },
  { name: 'CRAWL_CONCURRENCY', fallback: '16', rule: 'a whole number from 1 to 256', meaning: 'How many sources are crawled at once.' },
  { name: 'AGGREGATOR_FETCH', fallback: 'followed', rule: 'followed or any', meaning: 'Which of the posts that link aggregators name are fetched: only those on sites that we follow, or any.' },
  { name: 'BUILT_IN_SOURCES', fallback: 'on', rule: 'on or off', meaning: 'Whether an empty installation starts with the built-in list of engineering blogs.' },
  { name: 'LOG_LEVEL', fallback: 'info', rule: 'debug, info, warn, error or silent', meaning: 'How much is logged.' },
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Ten a second: more than people and polite programs ask for. */
const REQUESTS_PER_MINUTE = 600;
/** A server that only its own machine can reach has no strangers to hold off; as many as can be asked for. */
const LOCAL_REQUESTS_PER_MINUTE = 1_000_000;
const THIS_MACHINE = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/u;

/**
 * The settings in an environment; empty values count as not given.
 * @throws ConfigError kind `invalid`, naming the variable and its rule.
 */
export function parseConfig(env: Environment): Config {
  const text = (name: string): string => {
    const setting = SETTINGS.find((candidate) => candidate.name === name);
    const given = env[name]?.trim() ?? '';
    return given === '' ? setting?.fallback ?? '' : given;
  };
  const refuse = (name: string): never => {
    throw new ConfigError('invalid', name, `${name} must be ${SETTINGS.find((setting) => setting.name === name)?.rule}, but it is ${JSON.stringify(env[name])}.`);
  };
  const number = (name: string, least: number, most: number, isWhole: boolean): number => {
    const value = Number(text(name));
    return Number.isFinite(value) && value >= least && value <= most && (!isWhole || Number.isInteger(value)) ? value : refuse(name);
  };
  const choice = <T extends string>(name: string, choices: readonly T[]): T => choices.find((value) => value === text(name)) ?? refuse(name);
  const address = (name: string, protocols: readonly string[]): string | null => {
    if (text(name) === '') return null;
    const url = URL.parse(text(name));
    return url !== null && protocols.includes(url.protocol) ? text(name).replace(/\/+$/u, '') : refuse(name);
  };
  const web = ['http:', 'https:'];
  const host = text('HOST');
  const port = number('PORT', 0, 65_535, true);
  const trustedProxyHops = number('TRUST_PROXY_HOPS', 0, 10, true);
  const isLocal = THIS_MACHINE.test(host) && trustedProxyHops === 0;
  return {
    dataDir: text('DATA_DIR'),
    databaseUrl: address('DATABASE_URL', ['postgres:', 'postgresql:']),
    host,
    port,
    publicUrl: address('PUBLIC_URL', web) ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    trustedProxyHops,
    anonymousRead: choice('ANONYMOUS_READ', ['on', 'off']) === 'on',
    rateLimitPerMinute: text('RATE_LIMIT_PER_MINUTE') === '' ? (isLocal ? LOCAL_REQUESTS_PER_MINUTE : REQUESTS_PER_MINUTE) : number('RATE_LIMIT_PER_MINUTE', 0, 1_000_000, true),
    meiliUrl: address('MEILI_URL', web),
    meiliKey: text('MEILI_KEY') || null,
    meiliIndex: /^[\w-]{1,100}$/u.test(text('MEILI_INDEX')) ? text('MEILI_INDEX') : refuse('MEILI_INDEX'),
    contactUrl: address('CONTACT_URL', web) ?? refuse('CONTACT_URL'),
    hostDelaySeconds: number('HOST_DELAY_SECONDS', 0.2, 3600, false),
    crawlConcurrency: number('CRAWL_CONCURRENCY', 1, 256, true),
    aggregatorFetch: choice('AGGREGATOR_FETCH', ['followed', 'any']),
    builtInSources: choice('BUILT_IN_SOURCES', ['on', 'off']) === 'on',
    logLevel: choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
  };
}
