/** Replies as Discord messages. Limits: content 2,000 characters, 10 embeds, 6,000 characters over all, titles 256 (R56). Pure. */

import { clip } from '../../../core/text.ts';
import { toCard, type Card } from '../cards.ts';
import { escapeDiscord, safeUrl, withoutMentions } from '../escape.ts';
import type { Reply } from '../room.ts';

/** Only who asked sees it. */
export const EPHEMERAL = 64;
const MAX_CONTENT_CHARS = 2_000;
const MAX_TITLE_CHARS = 256;
const MAX_DESCRIPTION_CHARS = 1_400;
const MAX_FOOTER_CHARS = 300;
const MAX_EMBED_URL_CHARS = 2_048;
/** Of a button's own id. */
const MAX_CUSTOM_ID_CHARS = 100;
const COLOUR = 0x2f6f4f;

export type DiscordMessage = {
  readonly content: string;
  readonly embeds: readonly object[];
  readonly components: readonly object[];
  /** Nobody is mentioned, whatever stands in the text. */
  readonly allowed_mentions: { readonly parse: readonly never[] };
};

/** A reply as a message; `isShared` once all see it, where nobody needs its buttons. */
export function toDiscordMessage(reply: Reply, { isShared }: { readonly isShared: boolean }): DiscordMessage {
  if (reply.type === 'notice') return messageOf(`**${escapeDiscord(reply.title)}**\n${reply.lines.map(escapeDiscord).join('\n')}`, [], []);
  const { lookup, question } = reply;
  const heading = lookup.answers.length === 0 ? 'Nothing found' : clip(question, 200);
  const note = lookup.note === null ? '' : `\n${escapeDiscord(lookup.note)}`;
  return messageOf(`**${escapeDiscord(heading)}**${note}`, lookup.answers.map(toCard).map(toEmbed), isShared ? [] : buttonsOf(reply));
}

/** A card with its link; an address that Discord would refuse is left out. */
export function toEmbed(card: Card): object {
  const url = safeUrl(card.url);
  const discussions = card.discussions.map((one) => `[${escapeDiscord(one.label)}](${safeUrl(one.url)})`).filter((link) => link.length < 400);
  const description = [escapeDiscord(card.passage), discussions.join(' · ')].filter((part) => part !== '').join('\n');
  return {
    title: clip(escapeDiscord(card.title), MAX_TITLE_CHARS), color: COLOUR,
    ...(url.length <= MAX_EMBED_URL_CHARS && url !== 'about:blank' ? { url } : {}),
    description: clip(description, MAX_DESCRIPTION_CHARS), footer: { text: clip(withoutMentions([card.meta, card.why].filter((part) => part !== '').join(' · ')), MAX_FOOTER_CHARS) },
  };
}

/** A message with nothing in it that notifies. */
export function messageOf(content: string, embeds: readonly object[], components: readonly object[]): DiscordMessage {
  return { content: clip(content, MAX_CONTENT_CHARS), embeds, components, allowed_mentions: { parse: [] } };
}

function buttonsOf({ question, offset, lookup }: Reply & { readonly type: 'answers' }): object[] {
  // What follows the first colon pair is the question; where it is too long for a button, the search page has to do.
  const state = (action: string, at: number): string | null => {
    const id = `${action}:${at}:${question}`;
    return id.length <= MAX_CUSTOM_ID_CHARS ? id : null;
  };
  const button = (label: string, id: string | null): object[] => (id === null ? [] : [{ type: 2, style: 2, label, custom_id: id }]);
  const buttons = [
    ...(lookup.more ? button('More', state('more', offset + lookup.answers.length)) : []),
    ...(lookup.answers.length === 0 ? [] : [...button('Only this year', state('year', offset)), ...button('Share in channel', state('share', offset))]),
    ...(lookup.moreUrl.length <= 512 ? [{ type: 2, style: 5, label: 'Search page', url: lookup.moreUrl }] : []),
  ];
  return buttons.length === 0 ? [] : [{ type: 1, components: buttons }];
}
