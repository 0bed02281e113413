/** A person's notes made with Eleventy: JSON Feed with full text, pages with hardly any furniture. */

import { renderJsonFeed } from '../feeds.ts';
import { shiki } from '../highlight.ts';
import { file, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { renderMarkdown } from '../markdown.ts';
import { dayFirstDate, escapeMarkup, excerptOf } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'notes.pebblestack.example';
const SITE = `https://${HOST}/`;

export const pebblestack: HostSite = {
  host: HOST,
  startUrl: SITE,
  postPath: (post) => `/${post.slug}`,
  render: (posts) => siteOf([...posts.map(renderPost), renderHome(posts), renderFeed(posts)]),
};

function renderPost(post: DemoPost): SiteFile {
  return postPage(pebblestack.postPath(post), post, layout(post.title, `<link rel="canonical" href="${SITE}${post.slug}">`, `<main>
<h1>${escapeMarkup(post.title)}</h1>
<p class="meta">Posted on <time datetime="${post.date}">${dayFirstDate(post.date)}</time> in ${post.tags.map((tag) => `<a href="/tags/${tag}">${tag}</a>`).join(', ')}</p>
${body(post)}
<hr>
<p class="author"><img src="/yusuf.jpg" alt="" width="64"> I am Yusuf Okonjo, and build things for the web. You can <a href="mailto:notes@pebblestack.example">write to me</a> about this note.</p>
</main>`));
}

function renderHome(posts: readonly DemoPost[]): SiteFile {
  const items = posts.map((post) => `<li><time datetime="${post.date}">${post.date}</time> <a href="/${post.slug}">${escapeMarkup(post.title)}</a></li>`);
  return page('archive', '/', newestDate(posts), layout('Pebblestack notes', '', `<main><h1>Pebblestack notes</h1><p>Small stones, stacked.</p><ul class="notes">\n${items.join('\n')}\n</ul></main>`));
}

function renderFeed(posts: readonly DemoPost[]): SiteFile {
  const head = { title: 'Pebblestack notes', description: 'Small stones, stacked.', siteUrl: SITE, feedUrl: `${SITE}feed.json`, lang: 'en' };
  const items = posts.map((post) => ({ post, url: `${SITE}${post.slug}`, summary: excerptOf(post, 25), html: body(post) }));
  return file('feed', '/feed.json', 'application/feed+json; charset=utf-8', newestDate(posts), renderJsonFeed(head, items));
}

function body(post: DemoPost): string {
  return renderMarkdown(post.markdown, { code: shiki, heading: (level, html) => `<h${level}>${html}</h${level}>` });
}

function layout(title: string, head: string, main: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title><meta name="viewport" content="width=device-width">
${head}<link rel="alternate" type="application/feed+json" title="Pebblestack notes" href="/feed.json"><link rel="stylesheet" href="/style.css"></head>
<body>
<nav><a href="/">pebblestack</a> <a href="/about">about</a></nav>
${main}
</body></html>
`;
}
