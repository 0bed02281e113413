/** Posting to Discord unasked: what is watched. */

import { FetchError } from '../../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import type { Deliverer } from '../../saved-searches/deliverer.ts';
import { escapeDiscord, safeUrl } from '../escape.ts';
import { cardsOfNotice, headingOfNotice } from '../notices.ts';
import { messageOf, toEmbed } from './messages.ts';

const CHANNEL = /^\d{5,25}$/u;
const WEBHOOK = /^https:\/\/(?:discord\.com|discordapp\.com)\/api\/(?:v\d+\/)?webhooks\/\d{5,25}\/[\w-]{10,200}$/u;
const HOSTS = ['discord.com', 'discordapp.com'];
/** Ten embeds a message and 6,000 characters over all. */
const MAX_POSTS = 8;

/** Posts into a channel, by its id and our bot token, or by a webhook's address. */
export function discordDeliverer(outbound: Deps['outbound'], botToken: string | null): Deliverer {
  return {
    checkAddress: (address) => (WEBHOOK.test(address) || (botToken !== null && CHANNEL.test(address)) ? null : 'is neither a webhook of Discord nor a channel that this server can post to'),
    async deliver(notice, { address }) {
      const embeds = cardsOfNotice(notice, MAX_POSTS).map(toEmbed);
      const more = notice.posts.length - embeds.length;
      const content = `**${escapeDiscord(headingOfNotice(notice))}**\n${more > 0 ? `${more} more: ` : ''}[search page](${safeUrl(notice.search.pageUrl)}) · unwatch ${notice.search.id.slice(3, 9)} ends this`;
      const byBot = botToken !== null && CHANNEL.test(address);
      try {
        const { status, retryAfterSeconds } = await outbound({
          method: 'POST', url: byBot ? `https://discord.com/api/v10/channels/${address}/messages` : address,
          headers: { 'content-type': 'application/json', ...(byBot ? { authorization: `Bot ${botToken}` } : {}) },
          // The same nonce makes a repeated delivery one message.
          body: JSON.stringify({ ...messageOf(content, embeds, []), ...(byBot ? { nonce: notice.id.slice(-25), enforce_nonce: true } : {}) }), allowedHosts: HOSTS,
        });
        if (status < 300) return { outcome: 'delivered', status };
        if (status === 401 || status === 403 || status === 404) return { outcome: 'refused', status, message: `Discord says that this server may not post there (status ${status}).` };
        return { outcome: 'failed', status, message: `Discord answered with status ${status}.`, retryAfterSeconds };
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        return { outcome: 'failed', status: null, message: error.message, retryAfterSeconds: null };
      }
    },
  };
}
