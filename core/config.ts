/** Settings: environment variables in, one checked value out. The table is the README's table too (a test compares them). */

import { CHAT_SETTINGS, parseChatConfig, type ChatConfig } from './chat-config.ts';
import { ConfigError } from './errors.ts';
import { OPERATION_SETTINGS, parseOperationConfig, type OperationConfig } from './operation-config.ts';
import { isZone } from './zones.ts';

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
  /** Replicas of one index; empty: the embedded engine. */
  readonly meiliUrls: readonly string[];
  readonly meiliKey: string | null;
  readonly meiliIndex: string;
  readonly contactUrl: string;
  readonly hostDelaySeconds: number;
  readonly crawlConcurrency: number;
  readonly aggregatorFetch: 'followed' | 'any';
  readonly builtInSources: boolean;
  readonly chat: ChatConfig;
  readonly operation: OperationConfig;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly mail: MailConfig;
  readonly digest: DigestConfig;
};

/** How mail leaves. Without `smtpUrl` it is written into the data folder instead. */
export type MailConfig = {
  readonly smtpUrl: string | null;
  /** As given: an address, or `Name <address>`. */
  readonly from: string;
  /** Where failed mail returns to; a `+TOKEN` is put before its @. Null: the sender's own address. */
  readonly bounceAddress: string | null;
  /** Null: mail is not signed. */
  readonly dkim: { readonly domain: string; readonly selector: string; readonly keyFile: string } | null;
  readonly perDomainPerMinute: number;
  /** How many mails are on their way at once. */
  readonly concurrency: number;
  /** Stands at the end of every mail: in many countries a postal address must. */
  readonly footer: string | null;
};

/** The digest's calendar, and what subscribers get who say nothing else. */
export type DigestConfig = {
  readonly zone: string;
  readonly day: string;
  readonly hour: number;
  readonly items: number;
  /** BCP 47 primary subtag; null: any. */
  readonly language: string | null;
  /** Incoming webhooks of Slack or Discord that every weekly issue is posted to. */
  readonly webhooks: readonly string[];
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
  { name: 'MEILI_URL', fallback: '', rule: 'one or more http(s) addresses with spaces between them, or empty', meaning: 'A Meilisearch server as the search engine instead of the embedded one; several are replicas of each other.' },
  { name: 'MEILI_KEY', fallback: '', rule: 'a key, or empty', meaning: 'Key of that server; replicas have the same.' },
  { name: 'MEILI_INDEX', fallback: 'posts', rule: 'letters, digits, - and _', meaning: 'Name of the index on that server.' },
  { name: 'CONTACT_URL', fallback: 'https://github.com/writeups/writeups', rule: 'an http(s) address', meaning: 'Where a site’s owner can learn about and reach the crawler; part of its user agent.' },
  { name: 'HOST_DELAY_SECONDS', fallback: '5', rule: 'a number from 0.2 to 3600', meaning: 'Pause between two requests to one host; robots.txt may ask for more.' },
  { name: 'CRAWL_CONCURRENCY', fallback: '16', rule: 'a whole number from 1 to 256', meaning: 'How many sources are crawled at once.' },
  { name: 'AGGREGATOR_FETCH', fallback: 'followed', rule: 'followed or any', meaning: 'Which of the posts that link aggregators name are fetched: only those on sites that we follow, or any.' },
  { name: 'BUILT_IN_SOURCES', fallback: 'on', rule: 'on or off', meaning: 'Whether an empty installation starts with the built-in list of engineering blogs.' },
  { name: 'SMTP_URL', fallback: '', rule: 'an smtp:// or smtps:// address, or empty', meaning: 'The mail server, with user and password where it asks for them. Empty: mails are written into `mail/` of the data folder.' },
  { name: 'MAIL_FROM', fallback: 'Writeups <digest@localhost>', rule: 'a mail address, or a name and a mail address in angle brackets', meaning: 'Who mails come from.' },
  { name: 'BOUNCE_ADDRESS', fallback: '', rule: 'a mail address, or empty', meaning: 'Where failed mail returns to, with `+TOKEN` before the @. Empty: the address of `MAIL_FROM`.' },
  { name: 'DKIM_DOMAIN', fallback: '', rule: 'a domain, or empty', meaning: 'Signs mails for this domain; `DKIM_KEY_FILE` must be set too. Empty: the mail server signs, or nobody.' },
  { name: 'DKIM_SELECTOR', fallback: 'writeups', rule: 'letters, digits, - and .', meaning: 'Under which name the domain publishes the key.' },
  { name: 'DKIM_KEY_FILE', fallback: '', rule: 'a file, or empty', meaning: 'The private key, PEM.' },
  { name: 'MAIL_PER_DOMAIN_PER_MINUTE', fallback: '120', rule: 'a whole number from 1 to 100000', meaning: 'How many mails one receiving domain gets a minute.' },
  { name: 'MAIL_CONCURRENCY', fallback: '4', rule: 'a whole number from 1 to 64', meaning: 'How many mails are on their way at once.' },
  { name: 'MAIL_FOOTER', fallback: '', rule: 'one line, or empty', meaning: 'Stands at the end of every mail; in many countries a postal address must.' },
  { name: 'DIGEST_ZONE', fallback: 'UTC', rule: 'a time zone such as Europe/Berlin', meaning: 'Where the weeks of the digest begin and end.' },
  { name: 'DIGEST_DAY', fallback: 'monday', rule: 'a weekday', meaning: 'When subscribers get it who choose no day.' },
  { name: 'DIGEST_HOUR', fallback: '7', rule: 'a whole number from 0 to 23', meaning: 'The hour, in their own zone.' },
  { name: 'DIGEST_ITEMS', fallback: '10', rule: 'a whole number from 3 to 20', meaning: 'How many writeups it holds at most.' },
  { name: 'DIGEST_LANGUAGE', fallback: 'en', rule: 'two letters, or any', meaning: 'The language of the writeups in the public issue.' },
  { name: 'DIGEST_WEBHOOKS', fallback: '', rule: 'https addresses of Slack or Discord webhooks with spaces between them, or empty', meaning: 'Channels that every weekly issue is posted to.' },
  ...CHAT_SETTINGS,
  ...OPERATION_SETTINGS,
  { name: 'LOG_LEVEL', fallback: 'info', rule: 'debug, info, warn, error or silent', meaning: 'How much is logged.' },
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Ten a second: more than people and polite programs ask for. */
const REQUESTS_PER_MINUTE = 600;
/** A server that only its own machine can reach has no strangers to hold off; as many as can be asked for. */
const LOCAL_REQUESTS_PER_MINUTE = 1_000_000;
const MAIL_ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?$/u;
const DOMAIN = /^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/iu;
const CHAT_WEBHOOK = /^https:\/\/(?:hooks\.slack\.com|(?:\w+\.)?discord(?:app)?\.com)\/[\w/-]+$/u;
const WEEKDAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
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
  const addresses = (name: string, protocols: readonly string[]): string[] => text(name).split(/\s+/u).filter((url) => url !== '').map((url) => {
    const protocol = URL.parse(url)?.protocol;
    return protocol !== undefined && protocols.includes(protocol) ? url.replace(/\/+$/u, '') : refuse(name);
  });
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
    meiliUrls: addresses('MEILI_URL', web),
    meiliKey: text('MEILI_KEY') || null,
    meiliIndex: /^[\w-]{1,100}$/u.test(text('MEILI_INDEX')) ? text('MEILI_INDEX') : refuse('MEILI_INDEX'),
    contactUrl: address('CONTACT_URL', web) ?? refuse('CONTACT_URL'),
    hostDelaySeconds: number('HOST_DELAY_SECONDS', 0.2, 3600, false),
    crawlConcurrency: number('CRAWL_CONCURRENCY', 1, 256, true),
    aggregatorFetch: choice('AGGREGATOR_FETCH', ['followed', 'any']),
    builtInSources: choice('BUILT_IN_SOURCES', ['on', 'off']) === 'on',
    chat: parseChatConfig(text, refuse),
    operation: parseOperationConfig({ text, number }),
    logLevel: choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
    mail: mailConfig({ text, refuse, number, address }),
    digest: {
      zone: isZone(text('DIGEST_ZONE')) ? text('DIGEST_ZONE') : refuse('DIGEST_ZONE'),
      day: choice('DIGEST_DAY', WEEKDAY_NAMES),
      hour: number('DIGEST_HOUR', 0, 23, true),
      items: number('DIGEST_ITEMS', 3, 20, true),
      language: /^[a-z]{2}$/u.test(text('DIGEST_LANGUAGE')) ? text('DIGEST_LANGUAGE') : text('DIGEST_LANGUAGE') === 'any' ? null : refuse('DIGEST_LANGUAGE'),
      webhooks: text('DIGEST_WEBHOOKS').split(/\s+/u).filter((url) => url !== '').map((url) => (CHAT_WEBHOOK.test(url) ? url : refuse('DIGEST_WEBHOOKS'))),
    },
  };
}

type Readers = {
  readonly text: (name: string) => string;
  readonly refuse: (name: string) => never;
  readonly number: (name: string, least: number, most: number, isWhole: boolean) => number;
  readonly address: (name: string, protocols: readonly string[]) => string | null;
};

function mailConfig({ text, refuse, number, address }: Readers): MailConfig {
  const from = text('MAIL_FROM');
  const sender = /^[^<>\r\n]*<([^<>]*)>$/u.exec(from)?.[1] ?? from;
  const domain = text('DKIM_DOMAIN');
  const keyFile = text('DKIM_KEY_FILE');
  if ((domain === '') !== (keyFile === '')) throw new ConfigError('missing', domain === '' ? 'DKIM_DOMAIN' : 'DKIM_KEY_FILE', 'DKIM_DOMAIN and DKIM_KEY_FILE belong together: set both or neither.');
  const bounceAddress = text('BOUNCE_ADDRESS') || null;
  return {
    smtpUrl: address('SMTP_URL', ['smtp:', 'smtps:']),
    from: MAIL_ADDRESS.test(sender) ? from : refuse('MAIL_FROM'),
    bounceAddress: bounceAddress === null || MAIL_ADDRESS.test(bounceAddress) ? bounceAddress : refuse('BOUNCE_ADDRESS'),
    dkim: domain === '' ? null : {
      domain: DOMAIN.test(domain) ? domain : refuse('DKIM_DOMAIN'),
      selector: DOMAIN.test(text('DKIM_SELECTOR')) ? text('DKIM_SELECTOR') : refuse('DKIM_SELECTOR'),
      keyFile,
    },
    perDomainPerMinute: number('MAIL_PER_DOMAIN_PER_MINUTE', 1, 100_000, true),
    concurrency: number('MAIL_CONCURRENCY', 1, 64, true),
    footer: text('MAIL_FOOTER') || null,
  };
}
