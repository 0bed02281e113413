/** The chat platforms' addresses. One without its secret does not exist (R54). */

import type Router from '@koa/router';
import type { Deps } from '../deps.ts';
import { rememberDeliveries } from './deliveries.ts';
import { discordHandler } from './discord/routes.ts';
import { mountMcp } from './mcp/http.ts';
import { slackHandler } from './slack/routes.ts';
import { telegramHandler } from './telegram/routes.ts';

/** Adds a route for each platform that is configured, and the assistants' one. */
export function mountChat(router: Router, deps: Deps): void {
  const { slackSigningSecret, discordPublicKey, telegramWebhookSecret } = deps.config.chat;
  if (slackSigningSecret !== null) router.post('/chat/slack', slackHandler(deps, slackSigningSecret, rememberDeliveries()));
  if (discordPublicKey !== null) router.post('/chat/discord', discordHandler(deps, discordPublicKey, rememberDeliveries()));
  if (telegramWebhookSecret !== null) router.post('/chat/telegram', telegramHandler(deps, telegramWebhookSecret, rememberDeliveries()));
  mountMcp(router, deps);
}
