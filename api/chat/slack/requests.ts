/** What Slack sends to the one address of the app: commands and buttons as forms, events as JSON. Pure. */

import { asObject, parseObject, textOf } from '../request.ts';
import type { Room } from '../room.ts';
import type { ButtonState } from './blocks.ts';

export type SlackRequest =
  | { readonly type: 'challenge'; readonly challenge: string }
  | { readonly type: 'command'; readonly id: string; readonly text: string; readonly responseUrl: string; readonly room: Room }
  | { readonly type: 'button'; readonly id: string; readonly action: string; readonly state: ButtonState; readonly responseUrl: string; readonly room: Room }
  | { readonly type: 'mention'; readonly id: string; readonly text: string; readonly thread: string; readonly room: Room }
  /** Signed, but nothing that is asked of us: acknowledged and let go. */
  | { readonly type: 'other'; readonly id: string };

const CHANNEL = /^[CDG][A-Z0-9]{2,20}$/u;

/** What a signed body asks; null where it cannot be read. */
export function readSlackRequest(body: Buffer): SlackRequest | null {
  const text = body.toString('utf8');
  if (text.trimStart().startsWith('{')) return readEvent(text);
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload !== null) return readInteraction(payload);
  if (form.get('command') === null) return null;
  return {
    type: 'command', id: form.get('trigger_id') ?? '', text: typedText(form.get('text') ?? ''), responseUrl: form.get('response_url') ?? '',
    room: roomOf(form.get('team_id') ?? '', form.get('channel_id') ?? ''),
  };
}

function readEvent(text: string): SlackRequest | null {
  const body = parseObject(text);
  if (body === null) return null;
  if (body['type'] === 'url_verification') return { type: 'challenge', challenge: textOf(body, 'challenge') };
  if (body['type'] !== 'event_callback') return null;
  const id = textOf(body, 'event_id');
  const event = asObject(body['event']);
  // Other bots' words, our own among them, are never answered: two bots would not stop.
  if (textOf(event, 'type') !== 'app_mention' || textOf(event, 'bot_id') !== '') return { type: 'other', id };
  return {
    type: 'mention', id, text: typedText(textOf(event, 'text').replace(/<@[A-Z0-9]+(?:\|[^>]*)?>/gu, ' ')),
    thread: textOf(event, 'thread_ts') || textOf(event, 'ts'), room: roomOf(textOf(body, 'team_id'), textOf(event, 'channel')),
  };
}

function readInteraction(payload: string): SlackRequest | null {
  const body = parseObject(payload);
  if (body === null) return null;
  const actions: unknown = body['actions'];
  const action = Array.isArray(actions) ? asObject(actions[0]) : null;
  const id = textOf(body, 'trigger_id');
  const state = parseObject(textOf(action, 'value') || 'null');
  if (body['type'] !== 'block_actions' || state === null) return { type: 'other', id };
  return {
    type: 'button', id, action: textOf(action, 'action_id'), responseUrl: textOf(body, 'response_url'),
    state: { q: textOf(state, 'q'), o: Math.min(100, Math.max(0, Math.trunc(Number(textOf(state, 'o')) || 0))) },
    room: roomOf(textOf(body, 'team', 'id'), textOf(body, 'channel', 'id')),
  };
}

function roomOf(team: string, channel: string): Room {
  return { kind: 'slack', ownerId: `slack:${team.slice(0, 30)}:${channel.slice(0, 30)}`, address: CHANNEL.test(channel) ? channel : '' };
}

/** What was typed: Slack sends `&`, `<`, `>` as entities, addresses and channels in angle brackets, and some clients curl quotation marks. */
function typedText(text: string): string {
  return text
    .replace(/<(?:[@#!][^|>]*\|)([^>]*)>/gu, '$1').replace(/<([^|>]*)\|[^>]*>/gu, '$1').replace(/<([^>]*)>/gu, '$1')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replace(/[“”]/gu, '"').trim();
}
