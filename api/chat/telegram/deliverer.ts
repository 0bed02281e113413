/** Posting to Telegram unasked: what is watched. */

import { FetchError } from '../../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import type { Deliverer } from '../../saved-searches/deliverer.ts';
import { escapeTelegram, telegramLink } from '../escape.ts';
import { cardsOfNotice, headingOfNotice } from '../notices.ts';
import { asObject, parseObject, textOf } from '../request.ts';
import { cardHtml, messageOf } from './messages.ts';

/** Some 4,096 characters. */
const MAX_POSTS = 8;

/** Posts into a chat by its id. */
export function telegramDeliverer(outbound: Deps['outbound'], botToken: string): Deliverer {
  return {
    checkAddress: (address) => (/^-?\d{1,20}$/u.test(address) ? null : 'is no id of a Telegram chat'),
    async deliver(notice, { address }) {
      const cards = cardsOfNotice(notice, MAX_POSTS);
      const more = notice.posts.length - cards.length;
      const footer = `${more > 0 ? `${more} more: ` : ''}${telegramLink(notice.search.pageUrl, 'search page')} · /unwatch ${notice.search.id.slice(3, 9)} ends this`;
      const message = messageOf([`<b>${escapeTelegram(headingOfNotice(notice))}</b>\n${footer}`, ...cards.map(cardHtml)], null);
      try {
        const { status, body, retryAfterSeconds } = await outbound({
          method: 'POST', url: `https://api.telegram.org/bot${botToken}/sendMessage`, headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ chat_id: Number(address), ...message }), allowedHosts: ['api.telegram.org'],
        });
        if (status < 300) return { outcome: 'delivered', status };
        if (status === 401 || status === 403 || status === 404) return { outcome: 'refused', status, message: `Telegram says that this bot may not write there (status ${status}).` };
        const asked = Number(textOf(asObject(parseObject(body)?.['parameters']), 'retry_after')) || null;
        return { outcome: 'failed', status, message: `Telegram answered with status ${status}.`, retryAfterSeconds: asked ?? retryAfterSeconds };
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        // The address holds the token, and the failure's text holds the address.
        return { outcome: 'failed', status: null, message: error.message.replaceAll(botToken, '…'), retryAfterSeconds: null };
      }
    },
  };
}
