/** The sources of the demo web's posts: one Markdown file per host, several posts in each. */

import { existsSync, readFileSync } from 'node:fs';

/** A post as it was written. `date` is the day of publication, such as `2024-03-07`; `lang` a BCP 47 tag. */
export type DemoPost = {
  readonly host: string;
  readonly slug: string;
  readonly title: string;
  readonly date: string;
  readonly author: string;
  readonly tags: readonly string[];
  readonly lang: string;
  readonly markdown: string;
};

/** The posts of a host, in the file's order, which is newest first; none where it writes none. @throws Error where a post lacks a title, date or author. */
export function readPosts(host: string): DemoPost[] {
  const file = new URL(`posts/${host}.md`, import.meta.url);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split(/^=== /mu).slice(1).map((part) => parsePost(host, part));
}

function parsePost(host: string, part: string): DemoPost {
  const end = part.indexOf('\n---\n');
  const [slug = '', ...lines] = part.slice(0, end).split('\n');
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const [title, date, author] = [fields.get('title'), fields.get('date'), fields.get('author')];
  if (title === undefined || date === undefined || author === undefined) throw new Error(`${host}/${slug}: a post needs title, date and author`);
  const tags = (fields.get('tags') ?? '').split(',').map((tag) => tag.trim());
  return { host, slug, title, date, author, tags, lang: fields.get('lang') ?? 'en', markdown: part.slice(end + 5).trim() };
}
