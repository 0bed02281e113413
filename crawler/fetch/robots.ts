/** What a robots.txt allows. Pure. @see RFC 9309, with the tolerance for typing errors of google/robotstxt */

export type RobotsRule = { readonly allow: boolean; /** `*` and a `$` at the end are special; other octets beyond ASCII are percent-encoded. */ readonly pattern: string };

export type RobotsGroup = {
  /** Product tokens in lower case, or `*`. */
  readonly agents: readonly string[];
  readonly rules: readonly RobotsRule[];
  readonly crawlDelaySeconds: number | null;
};

export type RobotsRules = { readonly groups: readonly RobotsGroup[]; readonly sitemaps: readonly string[] };

/** No robots.txt: everything is allowed (RFC 9309 §2.3.1.3). */
export const ALLOW_ALL: RobotsRules = { groups: [], sitemaps: [] };
/** Nobody knows the rules yet: nothing is allowed (RFC 9309 §2.3.1.4). */
export const DISALLOW_ALL: RobotsRules = { groups: [{ agents: ['*'], rules: [{ allow: false, pattern: '/' }], crawlDelaySeconds: null }], sitemaps: [] };

/** Google's parser reads no more of a line: eight times the longest address of old browsers. */
const MAX_LINE_CHARS = 2083 * 8 - 1;
/** Longer waits are mistakes or a way of saying no, for which there is `Disallow`. */
const MAX_CRAWL_DELAY_SECONDS = 60;

type Field = 'agent' | 'allow' | 'disallow' | 'crawl-delay' | 'sitemap';

/** Spellings that Google's parser takes for the field. */
const FIELDS: readonly (readonly [Field, RegExp])[] = [
  ['agent', /^(?:user-?agent|user agent)/u],
  ['allow', /^allow/u],
  ['disallow', /^(?:disallow|dissallow|dissalow|disalow|diasllow|disallaw)/u],
  ['sitemap', /^site-?map/u],
  ['crawl-delay', /^crawl-?delay/u],
];

/** The rules of a file. Lines that say nothing known are skipped; never throws. */
export function parseRobots(file: Uint8Array | string): RobotsRules {
  const bytes = typeof file === 'string' ? Buffer.from(file) : Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const text = bytes.toString('latin1').replace(/^\u00ef\u00bb\u00bf/u, '');
  const groups: { agents: string[]; rules: RobotsRule[]; crawlDelaySeconds: number | null }[] = [];
  const sitemaps: string[] = [];
  let namesAgents = false;
  for (const { field, value } of readLines(text)) {
    const group = groups.at(-1);
    if (field === 'agent') {
      // Only rules end a list of agents; a sitemap or an unknown line in between does not (§2.2.4).
      if (namesAgents) group?.agents.push(agentToken(value));
      else groups.push({ agents: [agentToken(value)], rules: [], crawlDelaySeconds: null });
      namesAgents = true;
    } else if (field === 'sitemap') {
      sitemaps.push(Buffer.from(value, 'latin1').toString());
    } else if (group !== undefined && field === 'crawl-delay') {
      group.crawlDelaySeconds ??= parseDelay(value);
    } else if (group !== undefined) {
      namesAgents = false;
      if (value !== '') group.rules.push(...toRules(field === 'allow', value));
    }
  }
  return { groups, sitemaps };
}

/** True where the crawler with this product token may fetch the address. The path is compared as it stands, so give it as it will be sent. */
export function isAllowed(rules: RobotsRules, userAgentToken: string, url: string): boolean {
  const path = pathOf(url);
  if (path === '/robots.txt') return true;
  let best: RobotsRule | null = null;
  for (const rule of groupsFor(rules, userAgentToken).flatMap((group) => group.rules)) {
    const wins = best === null || rule.pattern.length > best.pattern.length || (rule.pattern.length === best.pattern.length && rule.allow);
    if (wins && matches(rule.pattern, path)) best = rule;
  }
  return best?.allow ?? true;
}

/** Seconds to wait between two requests that the file asks of this crawler, at most 60; null where it does not ask. */
export function crawlDelaySeconds(rules: RobotsRules, userAgentToken: string): number | null {
  const delays = groupsFor(rules, userAgentToken).flatMap((group) => group.crawlDelaySeconds ?? []);
  return delays.length === 0 ? null : Math.min(Math.max(...delays), MAX_CRAWL_DELAY_SECONDS);
}

/**
 * The rules that the answer to a request for robots.txt means. Status null: no answer at all. 429 counts as a fault of the
 * server, as it does for Google. @see RFC 9309 §2.3.1
 */
export function rulesForStatus(status: number | null, body: Uint8Array): RobotsRules {
  if (status === null || status === 429 || status >= 500) return DISALLOW_ALL;
  return status >= 200 && status < 300 ? parseRobots(body) : ALLOW_ALL;
}

/** The name that robots.txt files know a crawler by: `Writeups` for `Writeups/0.1 (+https://…)`. */
export function productToken(userAgent: string): string {
  return userAgent.split('/', 1)[0]?.trim() ?? '';
}

/** One job of `writeups stage robots`. */
export function robotsStage({ id, robotsTxt, userAgent, url }: {
  readonly id: string; readonly robotsTxt: string; readonly userAgent: string; readonly url: string;
}): { readonly id: string; readonly allowed: boolean } {
  return { id, allowed: isAllowed(parseRobots(robotsTxt), productToken(userAgent), url) };
}

function* readLines(text: string): Generator<{ readonly field: Field; readonly value: string }> {
  for (const line of text.split(/\r\n|\n|\r/u)) {
    const [content = ''] = line.slice(0, MAX_LINE_CHARS).split('#', 1);
    // Without a colon, white space separates, if it does so once.
    const pair = /^([^:]*):(.*)$/u.exec(content) ?? /^\s*(\S+)\s+(\S+)\s*$/u.exec(content);
    const name = pair?.[1]?.trim().toLowerCase() ?? '';
    const field = FIELDS.find(([, spelling]) => spelling.test(name))?.[0];
    if (field !== undefined) yield { field, value: pair?.[2]?.trim() ?? '' };
  }
}

function agentToken(value: string): string {
  return value.split(/[\s/]/u, 1)[0]?.toLowerCase() ?? '';
}

function parseDelay(value: string): number | null {
  return /^\d{1,9}(?:\.\d{1,9})?$/u.test(value) ? Number(value) : null;
}

function toRules(allow: boolean, value: string): RobotsRule[] {
  const pattern = value.replace(/[\u0080-\u00ff]/gu, (octet) => `%${octet.charCodeAt(0).toString(16)}`).replace(/%[0-9a-f]{2}/giu, (code) => code.toUpperCase());
  const directory = allow ? /^(.*\/)index\.htm[^/]*$/u.exec(pattern)?.[1] : undefined;
  // Whoever allows the index page means the directory that shows it.
  return [{ allow, pattern }, ...(directory === undefined ? [] : [{ allow, pattern: `${directory}$` }])];
}

/** The groups that name the crawler, else those for everyone (§2.2.1). */
function groupsFor({ groups }: RobotsRules, userAgentToken: string): readonly RobotsGroup[] {
  const token = userAgentToken.toLowerCase();
  const own = token === '*' || token === '' ? [] : groups.filter(({ agents }) => agents.includes(token));
  return own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'));
}

function pathOf(url: string): string {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/iu, '').split('#', 1)[0] ?? '';
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return path.replace(/%[0-9a-f]{2}/giu, (code) => code.toUpperCase());
}

/** Taking each part between stars at its first place is enough: what follows only gets more room. */
function matches(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith('$');
  const [first = '', ...rest] = (isAnchored ? pattern.slice(0, -1) : pattern).split('*');
  const last = rest.pop();
  if (!path.startsWith(first)) return false;
  if (last === undefined) return !isAnchored || path === first;
  let position = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return isAnchored ? path.length - last.length >= position && path.endsWith(last) : path.indexOf(last, position) !== -1;
}
