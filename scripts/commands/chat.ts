/** `writeups chat`: tells the chat platforms of our commands and address, and prints the Slack app's manifest. */

import type { Config } from '../../core/config.ts';
import { ConfigError, FetchError } from '../../core/errors.ts';
import { DISCORD_COMMANDS } from '../../api/chat/discord/commands.ts';
import { parseObject, textOf } from '../../api/chat/request.ts';
import { slackManifest } from '../../api/chat/slack/manifest.ts';
import { createOutbound } from '../../crawler/fetch/outbound.ts';
import { userAgent } from '../system/crawler.ts';
import { print, printResult, UsageError, type Command, type Input } from './command.ts';

export const command: Command = {
  usage: ['chat manifest slack', 'chat register discord|telegram'],
  options: {},
  run: async (input) => {
    const [action, platform, ...surplus] = input.positionals;
    if (surplus.length > 0) throw new UsageError('Say `chat manifest slack` or `chat register discord|telegram`.');
    if (action === 'manifest' && platform === 'slack') return printManifest(input.config);
    if (action === 'register' && platform === 'discord') return registerDiscord(input);
    if (action === 'register' && platform === 'telegram') return registerTelegram(input);
    throw new UsageError('Say `chat manifest slack` or `chat register discord|telegram`.');
  },
};

function printManifest(config: Config): number {
  print(JSON.stringify(slackManifest(publicAddress(config)), null, 2));
  return 0;
}

/** Creates our commands, or replaces those of the same name. @see https://discord.com/developers/docs/interactions/application-commands#create-global-application-command */
async function registerDiscord(input: Input): Promise<number> {
  const { discordApplicationId, discordBotToken } = input.config.chat;
  const [id, token] = [needed('DISCORD_APPLICATION_ID', discordApplicationId), needed('DISCORD_BOT_TOKEN', discordBotToken)];
  return ask(input, {
    url: `https://discord.com/api/v10/applications/${id}/commands`, headers: { authorization: `Bot ${token}` }, bodies: DISCORD_COMMANDS, host: 'discord.com',
    done: `Discord knows the command /writeups now. Set its interactions endpoint to ${publicAddress(input.config)}/chat/discord.`,
  });
}

async function registerTelegram(input: Input): Promise<number> {
  const { telegramBotToken, telegramWebhookSecret } = input.config.chat;
  const [token, secret] = [needed('TELEGRAM_BOT_TOKEN', telegramBotToken), needed('TELEGRAM_WEBHOOK_SECRET', telegramWebhookSecret)];
  const url = `${publicAddress(input.config)}/chat/telegram`;
  const commands = [
    { command: 'ask', description: 'Has anyone written about this?' }, { command: 'watch', description: 'Tell this chat of new posts' },
    { command: 'watches', description: 'What is watched here' }, { command: 'unwatch', description: 'End one' },
  ];
  const registered = await ask(input, {
    url: `https://api.telegram.org/bot${token}/setWebhook`, headers: {}, host: 'api.telegram.org', done: `Telegram sends updates to ${url} now.`,
    bodies: [{ url, secret_token: secret, allowed_updates: ['message', 'callback_query', 'inline_query'], max_connections: 10 }],
  });
  return registered !== 0 ? registered : ask(input, { url: `https://api.telegram.org/bot${token}/setMyCommands`, headers: {}, bodies: [{ commands }], host: 'api.telegram.org', done: 'Its commands are listed in the menu.' });
}

type Ask = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly bodies: readonly object[]; readonly host: string; readonly done: string };

async function ask({ values, config }: Input, { url, headers, bodies, host, done }: Ask): Promise<number> {
  const outbound = createOutbound({ userAgent: userAgent(config), transport: null });
  try {
    for (const body of bodies) {
      const { status, body: said } = await outbound.send({ method: 'POST', url, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body), allowedHosts: [host] });
      if (status >= 300) return fail(`${host} answered with status ${status}: ${textOf(parseObject(said), 'description') || textOf(parseObject(said), 'message') || said.slice(0, 200)}`);
    }
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return fail(`${host} could not be reached (${error.kind}).`); // its message would hold the address, and the address a token
  } finally {
    await outbound.close();
  }
  printResult(values, { ok: true, message: done }, () => [done]);
  return 0;
}

function fail(line: string): number {
  process.stderr.write(`${line}\n`);
  return 1;
}

/** @throws ConfigError */
function needed(variable: string, value: string | null): string {
  if (value === null) throw new ConfigError('missing', variable, 'is needed for this.');
  return value;
}

/** Platforms call from outside, and only by https. @throws ConfigError */
function publicAddress({ publicUrl }: Config): string {
  if (!publicUrl.startsWith('https:')) throw new ConfigError('invalid', 'PUBLIC_URL', `must be the https address under which people reach this server; it is ${publicUrl}.`);
  return publicUrl;
}
