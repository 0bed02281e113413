/** `POST /chat/telegram`: messages, buttons and inline queries, answered in the same exchange (R57). */

import type { Context } from 'koa';
import type { Deps } from '../../deps.ts';
import { parseCommand, type Command } from '../command.ts';
import type { SeenDeliveries } from '../deliveries.ts';
import { answer, asObject, parseObject, rawRequest, refuse, textOf } from '../request.ts';
import { onlyThisYear, respond } from '../respond.ts';
import type { Room } from '../room.ts';
import { isSecret } from '../signatures.ts';
import { toInlineResults, toTelegramMessage } from './messages.ts';

/** For so long Telegram may give the same inline answer to others. */
const INLINE_CACHE_SECONDS = 60;

type Update = Readonly<Record<string, unknown>>;

/** The handler of the bot's webhook. */
export function telegramHandler(deps: Deps, secret: string, seen: SeenDeliveries): (ctx: Context) => Promise<void> {
  return async (ctx) => {
    const { body, nowMs } = await rawRequest(ctx, deps.now());
    if (!isSecret(secret, ctx.get('X-Telegram-Bot-Api-Secret-Token'))) return refuse(ctx, 401);
    const update = parseObject(body);
    const id = textOf(update, 'update_id');
    if (update === null || id === '') return refuse(ctx, 400);
    if (!seen.isFirst(id, nowMs)) return answer(ctx, null);
    return answer(ctx, await methodFor(deps, update));
  };
}

/** The method of the Bot API that answers an update; null where there is nothing to say. */
async function methodFor(deps: Deps, update: Update): Promise<object | null> {
  const [message, callback, inline] = [asObject(update['message']), asObject(update['callback_query']), asObject(update['inline_query'])];
  if (message !== null) return answerMessage(deps, message);
  if (callback !== null) return pressButton(deps, callback);
  if (inline !== null) return answerInline(deps, inline);
  return null;
}

/** In groups only commands are meant for the bot. */
async function answerMessage(deps: Deps, message: Update): Promise<object | null> {
  const room = roomOf(message);
  const command = readTelegramCommand(textOf(message, 'text'), textOf(message, 'chat', 'type') === 'private');
  if (command === null || room.address === '') return null;
  const reply = await respond(deps, command, room);
  return {
    method: 'sendMessage', chat_id: Number(room.address), ...toTelegramMessage(reply),
    reply_parameters: { message_id: Number(textOf(message, 'message_id')), allow_sending_without_reply: true },
  };
}

/** The question stands in the message that the bot's own one replies to. */
async function pressButton(deps: Deps, callback: Update): Promise<object | null> {
  const message = asObject(callback['message']);
  const [, action = '', at = '0'] = /^(more|year):(\d{1,3})$/u.exec(textOf(callback, 'data')) ?? [];
  const question = questionOf(readTelegramCommand(textOf(message, 'reply_to_message', 'text'), true));
  if (message === null || action === '' || question === '') {
    return { method: 'answerCallbackQuery', callback_query_id: textOf(callback, 'id'), text: 'The question is no longer there. Please ask again.' };
  }
  const room = roomOf(message);
  const asked = action === 'year' ? onlyThisYear(question, deps.now()) : question;
  const reply = await respond(deps, { type: 'ask', question: asked }, room, action === 'year' ? 0 : Math.min(100, Number(at)));
  return { method: 'editMessageText', chat_id: Number(room.address), message_id: Number(textOf(message, 'message_id')), ...toTelegramMessage(reply) };
}

async function answerInline(deps: Deps, inline: Update): Promise<object | null> {
  const question = textOf(inline, 'query').trim();
  const room: Room = { kind: 'telegram', ownerId: 'telegram:inline', address: '' };
  const results = question === '' ? [] : toInlineResults(await respond(deps, { type: 'ask', question }, room));
  return { method: 'answerInlineQuery', inline_query_id: textOf(inline, 'id'), cache_time: INLINE_CACHE_SECONDS, is_personal: false, results };
}

/** `/ask@bot question`, `/watch …`, and in a private chat any words at all; null where the bot is not meant. */
export function readTelegramCommand(text: string, isPrivate: boolean): Command | null {
  const [, name = '', rest = ''] = /^\/([a-z_]{1,32})(?:@\w+)?(?:\s+(.*))?$/isu.exec(text.trim()) ?? [];
  switch (name.toLowerCase()) {
    case '': return isPrivate && text.trim() !== '' && !text.startsWith('/') ? parseCommand(text) : null;
    case 'ask': case 'writeups': return parseCommand(rest);
    case 'watch': case 'unwatch': return parseCommand(`${name} ${rest}`);
    case 'watches': case 'start': case 'help': return name.toLowerCase() === 'watches' ? { type: 'watches' } : { type: 'help', unknown: null };
    default: return isPrivate ? { type: 'help', unknown: `/${name}` } : null;
  }
}

function questionOf(command: Command | null): string {
  return command?.type === 'ask' ? command.question : '';
}

function roomOf(message: Update): Room {
  const chat = textOf(message, 'chat', 'id');
  return { kind: 'telegram', ownerId: `telegram:${chat.slice(0, 30)}`, address: /^-?\d{1,20}$/u.test(chat) ? chat : '' };
}
