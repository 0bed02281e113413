/** Pages that stand between us and the answer to keep programs out. To take one for the page would lose articles, so each is named. */

export type Suspect = {
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body; empty where it was not read. */
  readonly bodyStart: string;
};

/** Headers that say so themselves: name, value, guard. */
const HEADERS: readonly (readonly [name: string, value: RegExp, guard: string])[] = [
  ['cf-mitigated', /challenge/iu, 'Cloudflare'],
  ['x-amzn-waf-action', /challenge|captcha/iu, 'AWS WAF'],
  ['x-vercel-mitigated', /challenge/iu, 'Vercel'],
];

/** Whole titles with the script or address that only the guard's own page holds; an article about a guard has at most one of them, and guarded hosts put their scripts into real pages too. */
const PAGES: readonly (readonly [title: RegExp, machinery: RegExp, guard: string])[] = [
  [/^(?:Just a moment|Nur einen Moment|Un (?:instant|momento)|Attention Required!)[^a-z]*(?:Cloudflare)?$/u, /_cf_chl_opt|cf-browser-verification|cf-error-details/u, 'Cloudflare'],
  [/^(?:Checking your browser|DDoS-Guard)/u, /ddos-guard/iu, 'DDoS-Guard'],
  [/^Making sure you.re not a bot/u, /within\.website|anubis/iu, 'Anubis'],
  [/^(?:Human Verification)?$/u, /awswaf\.com|AwsWafIntegration/u, 'AWS WAF'],
  [/^Vercel Security Checkpoint/u, /vercel/iu, 'Vercel'],
  [/^Access to this page has been denied/u, /px-captcha|perimeterx/iu, 'PerimeterX'],
  [/^You are being redirected/u, /sucuri/iu, 'Sucuri'],
  [/^$/u, /_Incapsula_Resource/u, 'Imperva'],
  [/^[\w-]+(?:\.[\w-]+)+$/u, /captcha-delivery\.com/u, 'DataDome'],
];

/** Real pages that talk about challenges are longer than the pages that are one. */
const MAX_CHALLENGE_CHARS = 60_000;

/** The name of the guard that answered instead of the host; null where the host itself did. */
export function findChallenge({ headers, bodyStart }: Suspect): string | null {
  const byHeader = HEADERS.find(([name, value]) => value.test(headers[name] ?? ''));
  if (byHeader !== undefined) return byHeader[2];
  if (bodyStart.length > MAX_CHALLENGE_CHARS) return null;
  const title = /<title[^>]{0,200}>([^<]{0,500})/iu.exec(bodyStart)?.[1]?.trim() ?? '';
  return PAGES.find(([titled, machinery]) => titled.test(title) && machinery.test(bodyStart))?.[2] ?? null;
}
