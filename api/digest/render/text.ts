/** The issue as plain text, written from the data: it says all that the HTML says (R50). Pure. */

import type { IssueView, ItemView } from './view.ts';
import type { MailLinks } from './mail.ts';

/** RFC 5322 §2.1.1 asks for at most 78. */
const MAX_LINE = 76;

/** The text part of a mail, or the issue by itself where `links` is null. */
export function renderText(view: IssueView, links: MailLinks | null): string {
  const blocks = [
    `WRITEUPS\n${wrap(view.title)}\n${view.summary}`,
    ...view.groups.map(({ name, items }) => `${underlined(name)}\n\n${items.map(itemText).join('\n\n')}`),
    view.secondLook === null ? null : `${underlined('Worth a second look')}\n\n${itemText(view.secondLook)}`,
    links === null ? `-- \n${view.url}` : footer(view, links),
  ];
  return `${blocks.filter((block) => block !== null).join('\n\n\n')}\n`;
}

function itemText({ title, url, facts, sentence, discussions, copies, pageUrl }: ItemView): string {
  return [
    wrap(title), wrap(facts.join(' · ')), sentence === null ? null : wrap(sentence.from === 'passage' ? `“${sentence.text}”` : sentence.text), url,
    ...discussions.map((link) => `${link.text}: ${link.url}`), copies === null ? null : `${wrap(copies)}`, pageUrl === url ? null : `All about it: ${pageUrl}`,
  ].filter((line) => line !== null).join('\n');
}

function footer(view: IssueView, { preferencesUrl, unsubscribeUrl, note }: MailLinks): string {
  return [
    '-- ', `On the web: ${view.url}`, `Change what you get: ${preferencesUrl}`, `Stop these mails: ${unsubscribeUrl}`,
    wrap('You get this because you asked for it and confirmed it.'), note === null ? null : wrap(note),
  ].filter((line) => line !== null).join('\n');
}

function underlined(name: string): string {
  return `${name.toUpperCase()}\n${'-'.repeat(Math.min(MAX_LINE, name.length))}`;
}

/** Lines cut between words; a word that is longer stays whole. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= MAX_LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
