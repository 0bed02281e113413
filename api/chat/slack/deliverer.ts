/** Posting to Slack unasked: what is watched, and answers to mentions. */

import { FetchError } from '../../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import type { Deliverer, DeliveryResult, Notice } from '../../saved-searches/deliverer.ts';
import { cardsOfNotice, headingOfNotice } from '../notices.ts';
import { escapeSlack, slackLink } from '../escape.ts';
import { parseObject, textOf } from '../request.ts';

const API = 'https://slack.com/api/chat.postMessage';
const CHANNEL = /^[CDG][A-Z0-9]{2,20}$/u;
const WEBHOOK = /^https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]{5,200}$/u;
/** What will not become better by trying again. */
const LOST = new Set(['channel_not_found', 'is_archived', 'not_in_channel', 'invalid_auth', 'account_inactive', 'token_revoked', 'missing_scope']);
/** 50 blocks a message; each post has two. */
const MAX_POSTS = 20;

/** Posts into a channel, by its id and our bot token, or by the address of an incoming webhook. */
export function slackDeliverer(outbound: Deps['outbound'], botToken: string | null): Deliverer {
  return {
    checkAddress: (address) => (WEBHOOK.test(address) || (botToken !== null && CHANNEL.test(address)) ? null : 'is neither an incoming webhook of Slack nor a channel that this server can post to'),
    async deliver(notice, { address }) {
      const message = { text: escapeSlack(headingOfNotice(notice)), blocks: blocksOf(notice), unfurl_links: false, unfurl_media: false };
      try {
        if (botToken !== null && CHANNEL.test(address)) return await postToChannel(outbound, botToken, { channel: address, message });
        const { status, retryAfterSeconds } = await outbound({ method: 'POST', url: address, headers: JSON_HEADERS, body: JSON.stringify(message), allowedHosts: ['hooks.slack.com'] });
        if (status < 300) return { outcome: 'delivered', status };
        const isGone = status === 403 || status === 404 || status === 410;
        return isGone ? { outcome: 'refused', status, message: `Slack says that this webhook is gone (status ${status}).` } : { outcome: 'failed', status, message: `Slack answered with status ${status}.`, retryAfterSeconds };
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        return { outcome: 'failed', status: null, message: error.message, retryAfterSeconds: null };
      }
    },
  };
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** Posts a message as the bot. Slack says in the body what went wrong. @throws FetchError */
export async function postToChannel(outbound: Deps['outbound'], botToken: string, { channel, message }: { readonly channel: string; readonly message: object }): Promise<DeliveryResult> {
  const { status, body, retryAfterSeconds } = await outbound({
    method: 'POST', url: API, headers: { ...JSON_HEADERS, authorization: `Bearer ${botToken}` }, body: JSON.stringify({ channel, ...message }), allowedHosts: ['slack.com'],
  });
  const said = parseObject(body);
  if (status < 300 && said?.['ok'] === true) return { outcome: 'delivered', status };
  const error = textOf(said, 'error');
  return LOST.has(error) ? { outcome: 'refused', status, message: `Slack says ${error}.` } : { outcome: 'failed', status, message: `Slack answered with status ${status} ${error.slice(0, 60)}.`, retryAfterSeconds };
}

function blocksOf(notice: Notice): object[] {
  const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
  const cards = cardsOfNotice(notice, MAX_POSTS);
  const more = notice.posts.length - cards.length;
  return [
    section(`*${escapeSlack(headingOfNotice(notice))}*`),
    ...cards.map((card) => section(`*${slackLink(card.url, card.title)}*\n${escapeSlack(card.meta)}${card.passage === '' ? '' : `\n>${escapeSlack(card.passage)}`}`)),
    { type: 'context', elements: [{ type: 'mrkdwn', text: `${more > 0 ? `${more} more: ` : ''}${slackLink(notice.search.pageUrl, 'search page')} · unwatch ${notice.search.id.slice(3, 9)} ends this`, verbatim: true }] },
  ];
}
