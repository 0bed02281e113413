/** `POST /chat/discord`: interactions (R56). */

import type { Context } from 'koa';
import { IndexError } from '../../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import type { SeenDeliveries } from '../deliveries.ts';
import { inTime, IN_TIME_MS } from '../in-time.ts';
import { answer, parseObject, rawRequest, refuse, textOf } from '../request.ts';
import { onlyThisYear, respond } from '../respond.ts';
import type { Reply, Room } from '../room.ts';
import { discordKey, isFromDiscord } from '../signatures.ts';
import { completeOption } from './autocomplete.ts';
import { readDiscordCommand, readTyping } from './commands.ts';
import { EPHEMERAL, toDiscordMessage, type DiscordMessage } from './messages.ts';

const PING = 1;
const COMMAND = 2;
const COMPONENT = 3;
const AUTOCOMPLETE = 4;

const PONG = { type: 1 };
const MESSAGE = 4;
const DEFERRED_MESSAGE = 5;
const DEFERRED_UPDATE = 6;
const UPDATE = 7;
const CHOICES = 8;

type Interaction = Readonly<Record<string, unknown>>;

/** The handler of the application's interactions endpoint. */
export function discordHandler(deps: Deps, publicKey: string, seen: SeenDeliveries): (ctx: Context) => Promise<void> {
  const key = discordKey(publicKey);
  return async (ctx) => {
    const { body, nowMs } = await rawRequest(ctx, deps.now());
    if (!isFromDiscord(key, { timestamp: ctx.get('X-Signature-Timestamp'), signature: ctx.get('X-Signature-Ed25519'), body, nowMs })) return refuse(ctx, 401);
    const interaction = parseObject(body);
    if (interaction === null) return refuse(ctx, 400);
    if (interaction['type'] === PING) return answer(ctx, PONG);
    const id = textOf(interaction, 'id');
    if (id === '' || !seen.isFirst(id, nowMs)) return refuse(ctx, 400);
    switch (interaction['type']) {
      case COMMAND: return answerCommand(deps, ctx, interaction);
      case COMPONENT: return pressButton(deps, ctx, interaction);
      case AUTOCOMPLETE: return autocomplete(deps, ctx, interaction);
      default: return refuse(ctx, 400);
    }
  };
}

async function answerCommand(deps: Deps, ctx: Context, interaction: Interaction): Promise<void> {
  const { command, isPublic } = readDiscordCommand(interaction['data']);
  const flags = isPublic ? 0 : EPHEMERAL;
  const reply = await orLater(deps, interaction, respond(deps, command, roomOf(interaction)), isPublic);
  if (reply === null) return answer(ctx, { type: DEFERRED_MESSAGE, data: { flags } });
  answer(ctx, { type: MESSAGE, data: { ...toDiscordMessage(reply, { isShared: isPublic }), flags } });
}

/** "More" and "only this year" change the answer that only its reader sees; "share" shows it to all. */
async function pressButton(deps: Deps, ctx: Context, interaction: Interaction): Promise<void> {
  const [, action = '', at = '0', question = ''] = /^(more|year|share):(\d{1,3}):(.*)$/su.exec(textOf(interaction, 'data', 'custom_id')) ?? [];
  if (action === '') return refuse(ctx, 400);
  const isShared = action === 'share';
  const asked = action === 'year' ? onlyThisYear(question, deps.now()) : question;
  const reply = await orLater(deps, interaction, respond(deps, { type: 'ask', question: asked }, roomOf(interaction), action === 'year' ? 0 : Math.min(100, Number(at))), isShared);
  if (reply === null) return answer(ctx, { type: isShared ? DEFERRED_MESSAGE : DEFERRED_UPDATE });
  answer(ctx, { type: isShared ? MESSAGE : UPDATE, data: toDiscordMessage(reply, { isShared }) });
}

async function autocomplete(deps: Deps, ctx: Context, interaction: Interaction): Promise<void> {
  const typing = readTyping(interaction['data']);
  const choices = typing === null ? [] : await completeOption(deps, typing).catch((error: unknown) => {
    if (!(error instanceof IndexError)) throw error;
    return []; // the engine is away: completions are no loss
  });
  answer(ctx, { type: CHOICES, data: { choices } });
}

/** The reply where it is there in time; else null, and it takes the place of the deferred one when it comes. */
function orLater(deps: Deps, interaction: Interaction, reply: Promise<Reply>, isShared: boolean): Promise<Reply | null> {
  const [application, token] = [textOf(interaction, 'application_id'), textOf(interaction, 'token')];
  const onError = (error: unknown): void => deps.log.warn({ err: error }, 'a later answer to Discord could not be sent');
  return inTime(reply, (late) => editOriginal(deps, { application, token }, toDiscordMessage(late, { isShared })), { waitMs: IN_TIME_MS, onError });
}

async function editOriginal(deps: Deps, { application, token }: { readonly application: string; readonly token: string }, message: DiscordMessage): Promise<void> {
  if (!/^\d{5,25}$/u.test(application) || !/^[\w.-]{1,400}$/u.test(token)) return;
  const sent = await deps.outbound({
    method: 'PATCH', url: `https://discord.com/api/v10/webhooks/${application}/${token}/messages/@original`,
    headers: { 'content-type': 'application/json' }, body: JSON.stringify(message), allowedHosts: ['discord.com'],
  });
  if (sent.status >= 300) deps.log.warn({ status: sent.status }, 'Discord did not take a later answer');
}

function roomOf(interaction: Interaction): Room {
  const channel = textOf(interaction, 'channel_id') || textOf(interaction, 'channel', 'id');
  const guild = textOf(interaction, 'guild_id') || 'direct';
  return { kind: 'discord', ownerId: `discord:${guild.slice(0, 30)}:${channel.slice(0, 30)}`, address: /^\d{5,25}$/u.test(channel) ? channel : '' };
}
