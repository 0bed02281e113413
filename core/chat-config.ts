/** Settings of the chat platforms and of the assistants’ endpoint. What has no secret is not there. */

import type { Setting } from './config.ts';

export type ChatConfig = {
  readonly slackSigningSecret: string | null;
  readonly slackBotToken: string | null;
  /** Ed25519, 32 bytes as 64 hexadecimal digits. */
  readonly discordPublicKey: string | null;
  readonly discordApplicationId: string | null;
  readonly discordBotToken: string | null;
  readonly telegramWebhookSecret: string | null;
  readonly telegramBotToken: string | null;
  /** Host names beside those of `PUBLIC_URL` and of this machine that `/mcp` takes as `Host` and `Origin`. */
  readonly mcpHosts: readonly string[];
};

export const CHAT_SETTINGS: readonly Setting[] = [
  { name: 'SLACK_SIGNING_SECRET', fallback: '', rule: 'letters and digits, or empty', meaning: 'Signing secret of the Slack app; without it `/chat/slack` does not exist.' },
  { name: 'SLACK_BOT_TOKEN', fallback: '', rule: 'a token that begins with xoxb-, or empty', meaning: 'Lets the Slack app answer mentions and post what is watched.' },
  { name: 'DISCORD_PUBLIC_KEY', fallback: '', rule: '64 hexadecimal digits, or empty', meaning: 'Public key of the Discord application; without it `/chat/discord` does not exist.' },
  { name: 'DISCORD_APPLICATION_ID', fallback: '', rule: 'digits, or empty', meaning: 'For `writeups chat register discord`.' },
  { name: 'DISCORD_BOT_TOKEN', fallback: '', rule: 'a token, or empty', meaning: 'Registers the Discord commands and posts what is watched.' },
  { name: 'TELEGRAM_WEBHOOK_SECRET', fallback: '', rule: '1 to 256 of letters, digits, - and _, or empty', meaning: 'What Telegram sends with each update; without it `/chat/telegram` does not exist.' },
  { name: 'TELEGRAM_BOT_TOKEN', fallback: '', rule: 'a token, or empty', meaning: 'Registers the Telegram webhook and posts what is watched.' },
  { name: 'MCP_HOSTS', fallback: '', rule: 'host names with spaces between them, or empty', meaning: 'Further names of this server for `/mcp`, which answers to no other `Host` and `Origin` than that of `PUBLIC_URL`, this machine’s own and these.' },
];

/** What each setting must look like. */
const RULES: Readonly<Record<string, RegExp>> = {
  SLACK_SIGNING_SECRET: /^\w{8,128}$/u,
  SLACK_BOT_TOKEN: /^xoxb-[\w-]{4,250}$/u,
  DISCORD_PUBLIC_KEY: /^[0-9a-f]{64}$/iu,
  DISCORD_APPLICATION_ID: /^\d{5,25}$/u,
  DISCORD_BOT_TOKEN: /^[\w.-]{8,250}$/u,
  TELEGRAM_WEBHOOK_SECRET: /^[\w-]{1,256}$/u,
  TELEGRAM_BOT_TOKEN: /^\d{3,20}:[\w-]{8,250}$/u,
  MCP_HOSTS: /^(?:[a-z0-9.[\]:-]{1,253}(?: +|$))*$/iu,
};

/** The settings out of their texts; `refuse` is called with the name of one that breaks its rule. */
export function parseChatConfig(text: (name: string) => string, refuse: (name: string) => never): ChatConfig {
  const checked = (name: string): string | null => {
    const value = text(name);
    if (value === '') return null;
    return RULES[name]?.test(value) === true ? value : refuse(name);
  };
  return {
    slackSigningSecret: checked('SLACK_SIGNING_SECRET'), slackBotToken: checked('SLACK_BOT_TOKEN'),
    discordPublicKey: checked('DISCORD_PUBLIC_KEY'), discordApplicationId: checked('DISCORD_APPLICATION_ID'), discordBotToken: checked('DISCORD_BOT_TOKEN'),
    telegramWebhookSecret: checked('TELEGRAM_WEBHOOK_SECRET'), telegramBotToken: checked('TELEGRAM_BOT_TOKEN'),
    mcpHosts: checked('MCP_HOSTS')?.toLowerCase().split(/\s+/u).filter((host) => host !== '') ?? [],
  };
}

/** No platform at all. */
export const NO_CHAT: ChatConfig = {
  slackSigningSecret: null, slackBotToken: null, discordPublicKey: null, discordApplicationId: null, discordBotToken: null,
  telegramWebhookSecret: null, telegramBotToken: null, mcpHosts: [],
};
