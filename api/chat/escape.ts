/** Text and addresses from outside as each platform must be given them: nothing in a title may mention, link or format (R43, R55–R57). */

import { escapeHtml } from '../search/marks.ts';

/** Stands between two characters that would mean something together, and is not seen. */
const ZERO_WIDTH_SPACE = '\u200B';

/** For Slack's mrkdwn. @see https://docs.slack.dev/messaging/formatting-message-text */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A link in Slack's mrkdwn; in its label `|` and `>` would end it. */
export function slackLink(url: string, label: string): string {
  return `<${safeUrl(url).replaceAll('|', '%7C').replaceAll('&', '&amp;')}|${escapeSlack(label).replaceAll('|', '¦').replace(/[`*_~]/gu, (mark) => mark + ZERO_WIDTH_SPACE)}>`;
}

/** For Discord's Markdown: every mark is shown as it is, nobody is mentioned, and a bare address is no link. */
export function escapeDiscord(text: string): string {
  return text
    .replace(/[\\`*_~|>#[\]()<:-]/gu, (mark) => `\\${mark}`)
    .replaceAll('@', `@${ZERO_WIDTH_SPACE}`)
    .replaceAll('//', `/${ZERO_WIDTH_SPACE}/`)
    .replace(/(discord)\.(gg)/giu, `$1.${ZERO_WIDTH_SPACE}$2`);
}

/** Plain text in which nobody is mentioned. */
export function withoutMentions(text: string): string {
  return text.replaceAll('@', `@${ZERO_WIDTH_SPACE}`);
}

/** For Telegram's HTML; bare addresses and mentions are broken, since it links them by itself. */
export function escapeTelegram(text: string): string {
  return escapeHtml(text.replaceAll('@', `@${ZERO_WIDTH_SPACE}`).replaceAll('//', `/${ZERO_WIDTH_SPACE}/`));
}

/** A link in Telegram's HTML. */
export function telegramLink(url: string, label: string): string {
  return `<a href="${escapeHtml(safeUrl(url))}">${escapeTelegram(label)}</a>`;
}

/** The address in ASCII with nothing that ends a link in any of these formats; one that is no web address becomes `about:blank`. */
export function safeUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) return 'about:blank';
  return parsed.href.replace(/[<>"'()\s\\`*|]/gu, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
