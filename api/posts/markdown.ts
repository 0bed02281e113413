/** A post as Markdown, for readers that prefer text. */

import type { Post } from '../../core/post.ts';
import { topicName } from '../query/topics.ts';
import { linkTarget, plain } from '../search/markdown.ts';
import { cutContent } from './content.ts';
import type { PostView } from './schema.ts';

/** As long as a piece of content may be; the rest is had in pieces. */
const MAX_CHARS = 100_000;

/** What is known of a post, and its text. The text is its author's: data, never instructions. */
export function toMarkdown(view: PostView, { markdown }: Pick<Post, 'markdown'>, publicUrl: string): string {
  const { id, title, url, publisher, authors, publishedAt, kind, tags, copies, mentions, wordCount } = view;
  const { content, nextCursor } = cutContent(markdown, { cursor: 0, maxChars: MAX_CHARS });
  const discussions = mentions.map(({ site, discussionUrl, url: address, points, comments }) =>
    `- [${plain(site)}](<${linkTarget(discussionUrl ?? address)}>)${points === null ? '' : `, ${points} points`}${comments === null ? '' : `, ${comments} comments`}`);
  return [
    `# ${plain(title)}`, '',
    `- Address: <${linkTarget(url)}>`, `- Publisher: ${plain(publisher)}`,
    ...(authors.length === 0 ? [] : [`- Authors: ${authors.map(plain).join(', ')}`]),
    ...(publishedAt === null ? [] : [`- Published: ${publishedAt.slice(0, 10)}`]),
    `- Kind: ${kind}`, ...(tags.length === 0 ? [] : [`- Topics: ${tags.map(({ tag }) => plain(topicName(tag))).join(', ')}`]), `- Words: ${wordCount}`,
    ...(copies.length === 0 ? [] : ['', '## Copies', '', ...copies.map((copy) => `- <${linkTarget(copy.url)}>`)]),
    ...(discussions.length === 0 ? [] : ['', '## Discussions', '', ...discussions]),
    '', '---', '', content,
    ...(nextCursor === null ? [] : ['', '---', '', `The text goes on: ${publicUrl}/api/v1/posts/${id}/content?format=markdown&cursor=${nextCursor}`]), '',
  ].join('\n');
}
