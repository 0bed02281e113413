/** The weekly issue in the channels of an installation: one message by an incoming webhook of Slack or Discord. */

import { FetchError } from '../../core/errors.ts';
import { markAnnounced, openIssues } from '../../store/issues.ts';
import type { Deps } from '../deps.ts';
import { editionOf, openIssue, publicWishes } from './issue.ts';
import { itemsOf, viewOf, type IssueView } from './render/view.ts';

const SLACK_HOSTS = ['hooks.slack.com'];
const DISCORD_HOSTS = ['discord.com', 'discordapp.com', 'canary.discord.com', 'ptb.discord.com'];
const FRESH_MS = 7 * 86_400_000;
/** Discord takes 2,000 characters, Slack 3,000 in a section: the shorter is enough for ten titles. */
const MAX_CHARS = 1_900;

/** Posts issues that were frozen and not posted yet. A channel is rather missed than told twice, so failures are only logged. */
export async function announceIssues(deps: Pick<Deps, 'store' | 'engine' | 'now' | 'log' | 'config' | 'outbound'>): Promise<void> {
  const { store, now, config } = deps;
  const since = new Date(Date.parse(now()) - FRESH_MS).toISOString();
  for (const { key, zone, cadence } of await openIssues(store.db, 'announcedAt', since)) {
    if (cadence !== 'weekly' || !await markAnnounced(store.db, key, now()) || config.digest.webhooks.length === 0) continue;
    const issue = await openIssue(deps, key, zone);
    const view = viewOf(await editionOf(deps, issue, publicWishes(config.digest)), issue.period, { publicUrl: config.publicUrl, topic: null });
    if (view.isEmpty) continue;
    await store.toDisk();
    for (const url of config.digest.webhooks) await post(deps, url, view);
  }
}

async function post({ outbound, log }: Pick<Deps, 'outbound' | 'log'>, url: string, view: IssueView): Promise<void> {
  const isSlack = url.startsWith('https://hooks.slack.com/');
  try {
    const { status } = await outbound({
      method: 'POST', url, headers: { 'content-type': 'application/json' }, allowedHosts: isSlack ? SLACK_HOSTS : DISCORD_HOSTS,
      body: JSON.stringify(isSlack ? slackMessage(view) : discordMessage(view)),
    });
    if (status >= 300) log.warn({ status, host: new URL(url).host }, 'a channel did not take the digest');
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    log.warn({ reason: error.message, host: new URL(url).host }, 'a channel could not be told of the digest');
  }
}

/** Titles are other people's text: what Slack would read as a mention or a link is escaped (R55). */
export function slackMessage(view: IssueView): unknown {
  const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const lines = itemsOf(view).map(({ title, url, publisher }) => `• <${escape(url).replaceAll('|', '%7C')}|${escape(title).replaceAll('|', '¦')}> ${escape(publisher)}`);
  return { text: fitting([`*${escape(view.title)}*, <${view.url}|${view.summary}>`, ...lines]), unfurl_links: false, unfurl_media: false };
}

/** The same in Discord's Markdown; mentions are never followed (R56). */
export function discordMessage(view: IssueView): unknown {
  const escape = (text: string): string => text.replace(/[\\*_~`|>[\]()#:@-]/gu, (char) => `\\${char}`);
  const lines = itemsOf(view).map(({ title, url, publisher }) => `• [${escape(title)}](<${url.replace(/[<>\s]/gu, encodeURIComponent)}>) ${escape(publisher)}`);
  return { content: fitting([`**${escape(view.title)}**, [${view.summary}](<${view.url}>)`, ...lines]), allowed_mentions: { parse: [] }, flags: 4 };
}

/** Whole lines, as many as fit. */
function fitting(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    if (text.length + line.length + 1 > MAX_CHARS) break;
    text = text === '' ? line : `${text}\n${line}`;
  }
  return text;
}
