/** A search's answer as Markdown, for readers that prefer text. */

import { topicName } from '../query/topics.ts';
import type { Hit, SearchResult } from './schema.ts';

/** The hits as a numbered list, with how the query was read. */
export function toMarkdown({ hits, total, page, perPage, query }: SearchResult, publicUrl: string): string {
  const notes = [
    ...query.corrected.map(({ from, to }) => `${from} was corrected to ${to}`),
    ...(query.dropped.length === 0 ? [] : [`left out, since few posts hold all words: ${query.dropped.join(' ')}`]),
    ...query.ignored.map(({ text, reason }) => `${text}: ${reason}`), ...query.problems.map(({ message }) => message),
  ];
  return [
    `# ${query.text === '' ? 'Writeups, newest first' : `Writeups for ${plain(query.text)}`}`, '',
    `${total} found${hits.length === 0 ? '' : `, ${(page - 1) * perPage + 1} to ${(page - 1) * perPage + hits.length} of them here`}.`, '',
    ...notes.map((note) => `- Note: ${plain(note)}`), ...(notes.length === 0 ? [] : ['']),
    ...hits.map((hit, index) => entry(hit, (page - 1) * perPage + index + 1, publicUrl)),
  ].join('\n');
}

function entry(hit: Hit, number: number, publicUrl: string): string {
  const facts = [hit.publisher, hit.publishedAt?.slice(0, 10) ?? null, hit.tags.slice(0, 3).map(topicName).join(', ') || null, `${hit.readingMinutes} min`].filter((fact) => fact !== null);
  return [
    `${number}. [${plain(hit.title)}](<${linkTarget(hit.url)}>)`, `   ${plain(facts.join(' · '))} · [details](<${publicUrl}/posts/${hit.id}>)`, `   ${plain(hit.snippet)}`, '',
  ].join('\n');
}

/** One line of text in which nothing is Markdown or HTML: others wrote it. */
export function plain(text: string): string {
  const inline = text.replace(/\s+/gu, ' ').trim().replace(/[\\`*_[\]<>&~|]/gu, '\\$&');
  // At its beginning some characters more would make a list, a heading or a rule.
  return inline.replace(/^(?:[#+\-=:]|\d+(?=[.)]))/u, (start) => (/\d/u.test(start) ? `${start}\\` : `\\${start}`));
}

/** An address within angle brackets, where only these end it. */
export function linkTarget(url: string): string {
  return url.replace(/[<>\\\s]/gu, (character) => encodeURIComponent(character));
}
