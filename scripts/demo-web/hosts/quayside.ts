/** A link aggregator: title, excerpt … Continue reading, @host, "3 years ago". Some links count clicks through `/go/N`. */

import { readFileSync } from 'node:fs';
import { RECORDED_ON, page } from '../host-site.ts';
import type { DemoMention, FindPost, HostSite, SiteFile } from '../host-site.ts';
import { escapeMarkup, plainText } from '../markup.ts';

const HOST = 'links.quayside.example';
const EXCERPT_CHARS = 280;

/** An item as it is written down: a recorded `post` or a `url` elsewhere with an `excerpt`. */
type WrittenItem = {
  readonly title: string;
  readonly ago: string;
  readonly post?: string;
  readonly url?: string;
  readonly excerpt?: string;
  readonly go?: boolean;
  readonly query?: string;
  readonly www?: boolean;
};
type Item = { readonly number: number; readonly title: string; readonly ago: string; readonly excerpt: string; readonly originalUrl: string; readonly linkUrl: string; readonly recorded: boolean };

export const quayside: HostSite = {
  host: HOST,
  startUrl: `https://${HOST}/`,
  postPath: (post) => `/${post.slug}`,
  render: (_posts, findPost) => {
    const items = readItems(findPost);
    return {
      files: [renderListing(items)],
      redirects: Object.fromEntries(items.map((item) => [`${HOST}/go/${item.number}`, item.originalUrl])),
      mentions: items.map(toMention),
    };
  },
};

function readItems(findPost: FindPost): Item[] {
  const written = JSON.parse(readFileSync(new URL(`../posts/${HOST}.json`, import.meta.url), 'utf8')) as readonly WrittenItem[];
  return written.map((item, at) => {
    const found = item.post === undefined ? null : findPost(item.post);
    const originalUrl = found?.url ?? item.url ?? '';
    const excerpt = found === null ? item.excerpt ?? '' : plainText(found.post).slice(0, EXCERPT_CHARS);
    const number = 4180 - at * 7;
    const linkUrl = item.go ? `https://${HOST}/go/${number}` : item.www ? originalUrl.replace('https://', 'http://www.') : originalUrl;
    return { number, title: item.title, ago: item.ago, excerpt, originalUrl, recorded: found !== null, linkUrl: item.query === undefined ? linkUrl : `${linkUrl}?${item.query}` };
  });
}

function toMention({ title, linkUrl, originalUrl, recorded, ago }: Item): DemoMention {
  return { site: 'Quayside Links', title, linkUrl, originalUrl, recorded, discussionUrl: null, points: null, comments: null, submitted: ago };
}

function renderListing(items: readonly Item[]): SiteFile {
  return page('aggregator', '/', RECORDED_ON, `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Quayside Links - what harbour engineers read</title></head>
<body>
<div id="top"><a href="/">Quayside Links</a> <a href="/topics">topics</a> <a href="/hosts">hosts</a> <a href="/login">log in</a></div>
<div id="river">
${items.map((item) => `<div class="link" id="l${item.number}">
<a class="t" href="${escapeMarkup(item.linkUrl)}">${escapeMarkup(item.title)}</a>
<br><span class="x">${escapeMarkup(item.excerpt)} &hellip; | <a href="/go/${item.number}" rel="nofollow">Continue reading</a></span>
<br><br>
<small>@<a href="/hosts/${new URL(item.originalUrl).hostname}">${new URL(item.originalUrl).hostname}</a> | ${item.ago}</small>
</div>`).join('\n')}
</div>
<div id="foot"><a href="/about">about</a> | <a href="/suggest">suggest a link</a> | 28 links, sorted by hand</div>
</body></html>
`);
}
