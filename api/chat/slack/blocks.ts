/** Replies as Slack's Block Kit. Limits: 50 blocks, 3,000 characters a section, 150 a header, 10 elements a context (R55). Pure. */

import { clip } from '../../../core/text.ts';
import type { Card } from '../cards.ts';
import { toCard } from '../cards.ts';
import { escapeSlack, slackLink } from '../escape.ts';
import type { Reply } from '../room.ts';

const MAX_SECTION_CHARS = 3_000;
const MAX_HEADER_CHARS = 150;
/** Of a button's value: 2,000 by Slack's rules. */
const MAX_VALUE_CHARS = 2_000;

/** What a button carries: the question again, and where to go on. */
export type ButtonState = { readonly q: string; readonly o: number };

export type SlackMessage = {
  /** For notifications and readers that show no blocks. */
  readonly text: string;
  readonly blocks: readonly object[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

/** A reply as a message; `isShared` once it stands in the channel, where nobody needs its buttons. */
export function toSlackMessage(reply: Reply, { isShared }: { readonly isShared: boolean }): SlackMessage {
  if (reply.type === 'notice') return message(reply.title, [section(`*${escapeSlack(reply.title)}*`), section(reply.lines.map(escapeSlack).join('\n'))]);
  const { lookup, question } = reply;
  const heading = lookup.answers.length === 0 ? 'Nothing found' : clip(question, MAX_HEADER_CHARS);
  const note = lookup.note === null ? [] : [context([escapeSlack(lookup.note)])];
  const buttons = isShared ? [] : buttonsOf(reply);
  const cards = lookup.answers.map(toCard);
  const summary = cards.length === 0 ? lookup.note ?? 'Nothing was found.' : cards.map(({ title }) => title).join(' · ');
  return message(`${heading}: ${summary}`, [header(heading), ...cards.flatMap(cardBlocks), ...note, ...buttons]);
}

/** The text alone, as Slack wants it where blocks would be too much. */
export function plainSlackMessage(text: string): SlackMessage {
  return message(text, [section(escapeSlack(text))]);
}

function message(text: string, blocks: readonly object[]): SlackMessage {
  return { text: clip(escapeSlack(text), MAX_SECTION_CHARS), blocks, unfurl_links: false, unfurl_media: false };
}

function cardBlocks(card: Card): object[] {
  const passage = card.passage === '' ? '' : `\n>${escapeSlack(card.passage)}`;
  const discussions = card.discussions.map(({ label, url }) => slackLink(url, label));
  return [
    section(`*${slackLink(card.url, card.title)}*${passage}`),
    context([[escapeSlack(card.meta), ...discussions].join(' · '), escapeSlack(card.why)]),
  ];
}

function buttonsOf({ question, offset, lookup }: Reply & { readonly type: 'answers' }): object[] {
  const next = value({ q: question, o: offset + lookup.answers.length });
  const same = value({ q: question, o: offset });
  if (next === null || same === null) return [];
  const buttons = [
    ...(lookup.more ? [button('more', 'More', next)] : []),
    ...(lookup.answers.length === 0 ? [] : [button('year', 'Only this year', same), button('share', 'Share in channel', same)]),
    { type: 'button', action_id: 'open', text: plain('Search page'), url: lookup.moreUrl },
  ];
  return [{ type: 'actions', elements: buttons }];
}

function button(action: string, label: string, state: string): object {
  return { type: 'button', action_id: action, text: plain(label), value: state };
}

/** Null where the question is too long for a button. */
function value(state: ButtonState): string | null {
  const text = JSON.stringify(state);
  return text.length > MAX_VALUE_CHARS ? null : text;
}

function header(text: string): object {
  return { type: 'header', text: plain(clip(text, MAX_HEADER_CHARS)) };
}

/** Text is taken as it is: no address, channel or name in it is made into anything (`verbatim`). */
function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text: clip(text, MAX_SECTION_CHARS), verbatim: true } };
}

function context(texts: readonly string[]): object {
  return { type: 'context', elements: texts.filter((text) => text !== '').map((text) => ({ type: 'mrkdwn', text: clip(text, MAX_SECTION_CHARS), verbatim: true })) };
}

function plain(text: string): object {
  return { type: 'plain_text', text, emoji: false };
}
