/** `POST /chat/slack`: slash command, buttons and mentions (R55). */

import type { Context } from 'koa';
import type { Deps } from '../../deps.ts';
import { parseCommand } from '../command.ts';
import type { SeenDeliveries } from '../deliveries.ts';
import { inTime, IN_TIME_MS } from '../in-time.ts';
import { answer, rawRequest, refuse } from '../request.ts';
import { onlyThisYear, respond } from '../respond.ts';
import type { Reply } from '../room.ts';
import { isFromSlack } from '../signatures.ts';
import { plainSlackMessage, toSlackMessage, type SlackMessage } from './blocks.ts';
import { readSlackRequest, type SlackRequest } from './requests.ts';
import { postToChannel } from './deliverer.ts';

/** Where later answers may go; the address comes from the request. */
const RESPONSE_HOSTS = ['hooks.slack.com'];

/** The handler of the app's one address. */
export function slackHandler(deps: Deps, secret: string, seen: SeenDeliveries): (ctx: Context) => Promise<void> {
  return async (ctx) => {
    const { body, nowMs } = await rawRequest(ctx, deps.now());
    const signature = ctx.get('X-Slack-Signature');
    if (!isFromSlack(secret, { timestamp: ctx.get('X-Slack-Request-Timestamp'), signature, body, nowMs })) return refuse(ctx, 401);
    if (new URLSearchParams(body.toString('utf8')).get('ssl_check') === '1') return answer(ctx, null);
    const request = readSlackRequest(body);
    if (request === null) return refuse(ctx, 400);
    if (request.type === 'challenge') return answer(ctx, { challenge: request.challenge });
    // Without an id of its own a request is known by its signature, which is the same for the same bytes.
    const isNew = [signature, request.id].filter((id) => id !== '').map((id) => seen.isFirst(id, nowMs)).every((first) => first);
    if (!isNew) return answer(ctx, null);
    return handle(deps, ctx, request);
  };
}

async function handle(deps: Deps, ctx: Context, request: Exclude<SlackRequest, { type: 'challenge' }>): Promise<void> {
  switch (request.type) {
    case 'command': return answerCommand(deps, ctx, request);
    case 'button': answer(ctx, null); return later(deps, pressButton(deps, request));
    case 'mention': answer(ctx, null); return later(deps, answerMention(deps, request));
    case 'other': return answer(ctx, null);
    default: return request satisfies never;
  }
}

/** Seen by who asked alone, until it is shared. */
async function answerCommand(deps: Deps, ctx: Context, { text, room, responseUrl }: SlackRequest & { readonly type: 'command' }): Promise<void> {
  const reply = await inTime(
    respond(deps, parseCommand(text), room),
    (late) => postResponse(deps, responseUrl, { response_type: 'ephemeral', replace_original: true, ...toSlackMessage(late, { isShared: false }) }),
    { waitMs: IN_TIME_MS, onError: (error) => logFailure(deps, error) },
  );
  answer(ctx, { response_type: 'ephemeral', ...(reply === null ? plainSlackMessage('Looking …') : toSlackMessage(reply, { isShared: false })) });
}

async function pressButton(deps: Deps, { action, state, responseUrl, room }: SlackRequest & { readonly type: 'button' }): Promise<void> {
  const ask = (question: string, offset: number): Promise<Reply> => respond(deps, { type: 'ask', question }, room, offset);
  if (action === 'share') {
    const shared = toSlackMessage(await ask(state.q, state.o), { isShared: true });
    return postResponse(deps, responseUrl, { response_type: 'in_channel', replace_original: false, delete_original: true, ...shared });
  }
  if (action !== 'more' && action !== 'year') return;
  const reply = action === 'more' ? await ask(state.q, state.o) : await ask(onlyThisYear(state.q, deps.now()), 0);
  await postResponse(deps, responseUrl, { response_type: 'ephemeral', replace_original: true, ...toSlackMessage(reply, { isShared: false }) });
}

/** A mention is answered in its thread, for all. */
async function answerMention(deps: Deps, { text, thread, room }: SlackRequest & { readonly type: 'mention' }): Promise<void> {
  const token = deps.config.chat.slackBotToken;
  if (token === null || room.address === '') return;
  const reply = await respond(deps, parseCommand(text), room);
  await postToChannel(deps.outbound, token, { channel: room.address, message: { ...toSlackMessage(reply, { isShared: true }), thread_ts: thread } });
}

async function postResponse(deps: Deps, url: string, message: Partial<SlackMessage> & Readonly<Record<string, unknown>>): Promise<void> {
  const sent = await deps.outbound({ method: 'POST', url, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(message), allowedHosts: RESPONSE_HOSTS });
  if (sent.status >= 300) deps.log.warn({ status: sent.status }, 'Slack did not take a later answer');
}

/** Work that nobody waits for. */
function later(deps: Deps, work: Promise<void>): void {
  work.catch((error: unknown) => logFailure(deps, error));
}

function logFailure(deps: Deps, error: unknown): void {
  deps.log.warn({ err: error }, 'a later answer to Slack could not be sent');
}
