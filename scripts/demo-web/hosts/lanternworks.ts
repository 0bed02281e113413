/** A blog whose robots.txt forbids drafts and internal notes, although the start page and the sitemap link to them. */

import { renderRss, renderSitemap } from '../feeds.ts';
import { rouge } from '../highlight.ts';
import { RECORDED_ON, file, newestDate, page, postPage, robotsTxt, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { plainHeading, renderMarkdown } from '../markdown.ts';
import { dayFirstDate, escapeMarkup, excerptOf } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'dev.lanternworks.example';
const SITE = `https://${HOST}`;
const ROBOTS = `# Drafts and notes are for colleagues.
User-agent: *
Disallow: /drafts/
Disallow: /internal/
Allow: /internal/$
Disallow: /*?preview=

User-agent: GreedyBot
Disallow: /

Sitemap: ${SITE}/sitemap.xml
`;

export const lanternworks: HostSite = {
  host: HOST,
  startUrl: `${SITE}/`,
  postPath: (post) => `/${folder(post)}/${post.slug}/`,
  render: (posts) => siteOf([
    ...posts.map(renderPost),
    renderHome(posts),
    robotsTxt(ROBOTS),
    renderFeed(posts.filter(isPublic)),
    file('sitemap', '/sitemap.xml', 'application/xml', RECORDED_ON, renderSitemap(posts.map((post) => ({ url: SITE + lanternworks.postPath(post), date: post.date })))),
  ]),
};

function folder(post: DemoPost): string {
  if (post.tags.includes('draft')) return 'drafts';
  return post.tags.includes('internal') ? 'internal' : 'blog';
}

function isPublic(post: DemoPost): boolean {
  return folder(post) === 'blog';
}

function renderPost(post: DemoPost): SiteFile {
  const html = layout(post.title, `<link rel="canonical" href="${SITE}${lanternworks.postPath(post)}"><meta property="og:type" content="article"><meta property="article:author" content="${post.author}">`, `<article class="h-entry">
<h1 class="p-name">${escapeMarkup(post.title)}</h1>
<p><span class="p-author">${post.author}</span>, <time class="dt-published" datetime="${post.date}">${dayFirstDate(post.date)}</time></p>
<section class="e-content">
${renderMarkdown(post.markdown, { code: rouge, heading: plainHeading })}
</section>
<p class="filed">Filed under ${post.tags.map((tag) => `<a class="p-category" href="/topics/${encodeURIComponent(tag)}/">${tag}</a>`).join(' ')}</p>
</article>`);
  return postPage(lanternworks.postPath(post), post, html, isPublic(post) ? { type: 'original' } : { type: 'refused-by-robots' });
}

function renderHome(posts: readonly DemoPost[]): SiteFile {
  const link = (post: DemoPost): string => `<li><h3><a href="${lanternworks.postPath(post)}">${escapeMarkup(post.title)}</a></h3><p><time datetime="${post.date}">${dayFirstDate(post.date)}</time> ${escapeMarkup(excerptOf(post, 20))}</p></li>`;
  return page('archive', '/', newestDate(posts), layout('Lanternworks developers', '', `<h1>Lanternworks developers</h1><ul class="posts">
${posts.filter(isPublic).map(link).join('\n')}
</ul><h2>For colleagues</h2><ul class="posts">
${posts.filter((post) => !isPublic(post)).map(link).join('\n')}
</ul>`));
}

function renderFeed(posts: readonly DemoPost[]): SiteFile {
  const head = { title: 'Lanternworks developers', description: 'Software for street lamps', siteUrl: `${SITE}/`, feedUrl: `${SITE}/rss`, lang: 'en-GB' };
  return file('feed', '/rss', 'application/rss+xml', newestDate(posts), renderRss(head, posts.map((post) => ({ post, url: SITE + lanternworks.postPath(post), summary: excerptOf(post, 40), html: null }))));
}

function layout(title: string, head: string, main: string): string {
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>${head}<link rel="alternate" type="application/rss+xml" href="/rss"></head>
<body><header><a href="/">Lanternworks developers</a><nav><a href="/topics/">Topics</a> <a href="https://lanternworks.example/">Company</a></nav></header>
<main>
${main}
</main>
<footer><p>Lanternworks a.s. lights 31 cities.</p></footer></body></html>
`;
}
