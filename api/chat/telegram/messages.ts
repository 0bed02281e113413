/** Replies as Telegram messages in HTML. Limits: 4,096 characters of text, 64 bytes of a button's data, 50 inline results (R57). Pure. */

import { clip } from '../../../core/text.ts';
import { toCard, type Card } from '../cards.ts';
import { escapeTelegram, safeUrl, telegramLink } from '../escape.ts';
import type { Reply } from '../room.ts';

const MAX_TEXT_CHARS = 4_096;

export type TelegramMessage = { readonly text: string; readonly parse_mode: 'HTML'; readonly link_preview_options: { readonly is_disabled: true }; readonly reply_markup?: object };

/** A reply as a message. Its buttons carry no question: that is in the message which it answers. */
export function toTelegramMessage(reply: Reply): TelegramMessage {
  if (reply.type === 'notice') return messageOf([`<b>${escapeTelegram(reply.title)}</b>`, ...reply.lines.map(escapeTelegram)], null);
  const { lookup, question, offset } = reply;
  const heading = lookup.answers.length === 0 ? 'Nothing found' : clip(question, 150);
  const buttons = [
    ...(lookup.more ? [{ text: 'More', callback_data: `more:${offset + lookup.answers.length}` }] : []),
    ...(lookup.answers.length === 0 ? [] : [{ text: 'Only this year', callback_data: 'year:0' }]),
    ...(URL.parse(lookup.moreUrl)?.protocol === 'https:' ? [{ text: 'Search page', url: lookup.moreUrl }] : []),
  ];
  const lines = [`<b>${escapeTelegram(heading)}</b>`, ...lookup.answers.map(toCard).map(cardHtml), ...(lookup.note === null ? [] : [`<i>${escapeTelegram(lookup.note)}</i>`])];
  return messageOf(lines, buttons.length === 0 ? null : { inline_keyboard: [buttons] });
}

/** An answer as three lines. */
export function cardHtml(card: Card): string {
  const discussions = card.discussions.map(({ label, url }) => telegramLink(url, label));
  const passage = card.passage === '' ? [] : [`<blockquote>${escapeTelegram(card.passage)}</blockquote>`];
  return [telegramLink(card.url, card.title), ...passage, [escapeTelegram(card.meta), ...discussions].join(' · '), escapeTelegram(card.why)].filter((line) => line !== '').join('\n');
}

/** Paragraphs as one text; whole ones go from the end where it is too long, so that no tag stays open. */
export function messageOf(paragraphs: readonly string[], markup: object | null): TelegramMessage {
  const text = paragraphs.join('\n\n');
  if (text.length > MAX_TEXT_CHARS && paragraphs.length > 1) return messageOf(paragraphs.slice(0, -1), markup);
  return { text, parse_mode: 'HTML', link_preview_options: { is_disabled: true }, ...(markup === null ? {} : { reply_markup: markup }) };
}

/** The answers as what can be chosen while typing in any chat. */
export function toInlineResults(reply: Reply): object[] {
  if (reply.type !== 'answers') return [];
  return reply.lookup.answers.map((answer) => {
    const card = toCard(answer);
    const { text, parse_mode, link_preview_options } = messageOf([cardHtml(card)], null);
    return {
      type: 'article', id: answer.id.slice(0, 64), title: card.title, description: clip(`${card.meta}. ${card.passage}`, 200), url: safeUrl(card.url),
      input_message_content: { message_text: text, parse_mode, link_preview_options },
    };
  });
}
