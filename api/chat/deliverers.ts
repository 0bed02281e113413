/** The chat platforms that saved searches can be delivered to, by what is configured. */

import type { ChatConfig } from '../../core/chat-config.ts';
import type { Deps } from '../deps.ts';
import type { Deliverers } from '../saved-searches/deliverer.ts';
import { discordDeliverer } from './discord/deliverer.ts';
import { slackDeliverer } from './slack/deliverer.ts';
import { telegramDeliverer } from './telegram/deliverer.ts';

/** Slack and Discord need no token for webhooks that somebody gives the address of; Telegram always does. */
export function chatDeliverers(outbound: Deps['outbound'], { slackBotToken, discordBotToken, telegramBotToken }: ChatConfig): Deliverers {
  return {
    slack: slackDeliverer(outbound, slackBotToken), discord: discordDeliverer(outbound, discordBotToken),
    ...(telegramBotToken === null ? {} : { telegram: telegramDeliverer(outbound, telegramBotToken) }),
  };
}
