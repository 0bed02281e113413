import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Deps, OutboundMessage } from '../../api/deps.ts';
import { lookup } from '../../api/lookup/answer.ts';
import { chatDeliverers } from '../../api/chat/deliverers.ts';
import { NO_CHAT, type ChatConfig } from '../../core/chat-config.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { startTestApi, TEST_CONFIG, type TestApi } from './api.ts';
import { NOW } from './store.ts';

export const NOW_SECONDS = Date.parse(NOW) / 1000;
export const SLACK_SECRET = 'a0b1c2d3e4f5a6b7c8d9';
export const TELEGRAM_SECRET = 'telegram-secret_42';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
/** The key as Discord shows it: the last 32 bytes of its SPKI form. */
export const DISCORD_KEY = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');

export const ALL_CHAT: ChatConfig = {
  ...NO_CHAT, slackSigningSecret: SLACK_SECRET, slackBotToken: 'xoxb-1-test', discordPublicKey: DISCORD_KEY, discordApplicationId: '123456789', discordBotToken: 'bot-token',
  telegramWebhookSecret: TELEGRAM_SECRET, telegramBotToken: '12345:telegram-token',
};

export type ChatApi = TestApi & {
  /** What was sent out, in order. */
  readonly sent: OutboundMessage[];
  /** How long each search takes from now on. */
  delay: { ms: number };
  post(path: string, body: string | Buffer, headers: Readonly<Record<string, string>>): Promise<Response>;
};

/** A server with all platforms, whose way out writes down what it is given and answers `{"ok":true}`. */
export async function startChatApi(changes: Partial<Deps> = {}): Promise<ChatApi> {
  const sent: OutboundMessage[] = [];
  const delay = { ms: 0 };
  const outbound: Deps['outbound'] = async (message) => {
    sent.push(message);
    return { status: 200, body: '{"ok":true}', retryAfterSeconds: null };
  };
  const api = await startTestApi({ outbound, deliverers: chatDeliverers(outbound, ALL_CHAT), config: { ...TEST_CONFIG, chat: ALL_CHAT }, ...changes });
  const search = api.engine.search.bind(api.engine);
  // The real engine, slowed down where a test wants to see what happens then.
  const slowed: SearchEngine['search'] = async (request) => {
    if (delay.ms > 0) await new Promise((resolve) => setTimeout(resolve, delay.ms));
    return search(request);
  };
  Object.assign(api.engine, { search: slowed });
  // The first search of a thread takes longest; a test's answer must not be late for it.
  const add: TestApi['add'] = async (posts) => {
    const ids = await api.add(posts);
    await lookup(api.deps, 'anything');
    return ids;
  };
  return { ...api, add, sent, delay, post: (path, body, headers) => api.get(path, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers }) };
}

export function slackHeaders(body: string | Buffer, { secret = SLACK_SECRET, at = NOW_SECONDS }: { secret?: string; at?: number } = {}): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest('hex');
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${signature}`, 'content-type': 'application/x-www-form-urlencoded' };
}

export function discordHeaders(body: string | Buffer, { key = privateKey, at = NOW_SECONDS }: { key?: KeyObject; at?: number } = {}): Record<string, string> {
  const signature = sign(null, Buffer.concat([Buffer.from(String(at)), Buffer.from(body)]), key).toString('hex');
  return { 'x-signature-timestamp': String(at), 'x-signature-ed25519': signature, 'content-type': 'application/json' };
}

export function telegramHeaders(secret = TELEGRAM_SECRET): Record<string, string> {
  return { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' };
}
