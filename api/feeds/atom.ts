/** Atom. @see RFC 4287, and RFC 5005 §3 for the paging links. */

import { createHash } from 'node:crypto';
import type { FeedItem, SearchFeed } from './feed.ts';
import { xml, type Xml } from './xml.ts';

/** An empty feed has changed at no time, but RFC 4287 §4.2.15 wants one; what is much older, validators take for a mistake. */
const NEVER = '2000-01-01T00:00:00Z';

/** The feed as an Atom document. */
export function toAtom(feed: SearchFeed): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml`<feed xmlns="http://www.w3.org/2005/Atom">
<id>${feed.firstUrl}</id>
<title>${feed.title}</title>
<subtitle>${feed.description}</subtitle>
<updated>${feed.updatedAt ?? NEVER}</updated>
<author><name>Writeups</name></author>
<generator>Writeups</generator>
<link rel="self" type="application/atom+xml" href="${feed.selfUrl}"/>
<link rel="alternate" type="text/html" href="${feed.pageUrl}"/>
<link rel="first" type="application/atom+xml" href="${feed.firstUrl}"/>
${feed.previousUrl === null ? null : xml`<link rel="previous" type="application/atom+xml" href="${feed.previousUrl}"/>`}
${feed.nextUrl === null ? null : xml`<link rel="next" type="application/atom+xml" href="${feed.nextUrl}"/>`}
${feed.items.map(entry)}
</feed>`.xml}\n`;
}

function entry({ id, url, title, summary, authors, publisher, publishedAt, modifiedAt, categories, discussionUrl }: FeedItem): Xml {
  return xml`<entry>
<id>${id}</id>
<title>${title}</title>
<link rel="alternate" href="${url}"/>
${discussionUrl === null ? null : xml`<link rel="related" href="${discussionUrl}"/>`}
${publishedAt === null ? null : xml`<published>${publishedAt}</published>`}
<updated>${distinct(modifiedAt, id)}</updated>
${(authors.length === 0 ? [publisher] : authors).map((author) => xml`<author><name>${author}</name></author>`)}
${categories.map((category) => xml`<category term="${category}"/>`)}
<summary>${summary}</summary>
</entry>
`;
}

/** Entries that came with one crawl share their time to the millisecond; readers that tell versions by it (and validators) want no two alike. */
function distinct(at: string, id: string): string {
  const digits = createHash('sha256').update(id).digest().readUInt32BE() % 1_000_000;
  return at.replace(/Z$/u, `${String(digits).padStart(6, '0')}Z`);
}
