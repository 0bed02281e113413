/** A WordPress blog: the feed holds the newest three posts, older ones come with `?paged=N`, in the feed and on the pages. */

import { renderRss } from '../feeds.ts';
import { brush } from '../highlight.ts';
import { file, inPages, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, longDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'saltmarsh.example';
const SITE = `https://${HOST}/`;
const POSTS_PER_PAGE = 3;

export const saltmarsh: HostSite = {
  host: HOST,
  startUrl: SITE,
  postPath: (post) => `/${post.date.slice(0, 7).replace('-', '/')}/${post.slug}/`,
  render: (posts) => {
    const pages = inPages(posts, POSTS_PER_PAGE);
    return siteOf([
      ...posts.map((post) => renderPost(post, posts)),
      ...pages.map((shown, at) => renderList(shown, at + 1, pages.length)),
      ...pages.map((shown, at) => renderFeed(shown, at + 1)),
    ]);
  },
};

function pagedPath(path: string, number: number): string {
  return number === 1 ? path : `${path}?paged=${number}`;
}

function renderPost(post: DemoPost, posts: readonly DemoPost[]): SiteFile {
  const url = SITE + saltmarsh.postPath(post).slice(1);
  const graph = { '@context': 'https://schema.org', '@graph': [
    { '@type': 'Article', '@id': `${url}#article`, headline: post.title, datePublished: `${post.date}T09:00:00+00:00`, author: { name: post.author, '@id': `${SITE}#/schema/person/1` }, inLanguage: post.lang, keywords: post.tags },
    { '@type': 'WebSite', '@id': `${SITE}#website`, url: SITE, name: 'Saltmarsh Operations' },
  ] };
  return postPage(saltmarsh.postPath(post), post, layout(`${post.title} - Saltmarsh Operations`, post.lang, `<link rel="canonical" href="${url}" />
<meta property="article:published_time" content="${post.date}T09:00:00+00:00" />
<script type="application/ld+json" class="yoast-schema-graph">${JSON.stringify(graph)}</script>`, `<article id="post-${post.date.replaceAll('-', '')}" class="post type-post status-publish format-standard hentry">
<header class="entry-header"><h1 class="entry-title">${escapeMarkup(post.title)}</h1>
<div class="entry-meta"><span class="posted-on">Posted on <a href="${url}" rel="bookmark"><time class="entry-date published" datetime="${post.date}T09:00:00+00:00">${longDate(post.date)}</time></a></span><span class="byline"> by <span class="author vcard"><a class="url fn n" href="/author/${post.author.split(' ')[0]?.toLowerCase()}/">${post.author}</a></span></span></div></header>
<div class="entry-content">
${body(post)}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="?share=mail">Email</a></li><li><a href="?share=print">Print</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related</em></h3></div>
</div>
<footer class="entry-footer"><span class="tags-links">Tagged ${post.tags.map((tag) => `<a href="/tag/${encodeURIComponent(tag)}/" rel="tag">${tag}</a>`).join(', ')}</span></footer>
</article>
<div id="comments" class="comments-area"><h2 class="comments-title">Two thoughts on &ldquo;${escapeMarkup(post.title)}&rdquo;</h2><ol class="comment-list"><li class="comment"><b class="fn">marsh_walker</b> says: <p>We had the same thing last year, thanks for writing it down.</p></li><li class="comment"><b class="fn">K. Ito</b> says: <p>How large is the team by now?</p></li></ol></div>
${sidebar(posts)}`));
}

function renderList(shown: readonly DemoPost[], number: number, count: number): SiteFile {
  const older = number < count ? `<div class="nav-previous"><a href="${SITE}?paged=${number + 1}">Older posts</a></div>` : '';
  const newer = number > 1 ? `<div class="nav-next"><a href="${SITE}${number === 2 ? '' : `?paged=${number - 1}`}">Newer posts</a></div>` : '';
  return page('archive', pagedPath('/', number), newestDate(shown), layout('Saltmarsh Operations', 'en', '', `${shown.map((post) => `<article class="post hentry"><header class="entry-header"><h2 class="entry-title"><a href="${SITE}${saltmarsh.postPath(post).slice(1)}" rel="bookmark">${escapeMarkup(post.title)}</a></h2><div class="entry-meta"><time class="entry-date published" datetime="${post.date}T09:00:00+00:00">${longDate(post.date)}</time> by ${post.author}</div></header>
<div class="entry-summary"><p>${escapeMarkup(excerptOf(post, 35))} <a href="${SITE}${saltmarsh.postPath(post).slice(1)}" class="more-link">Continue reading</a></p></div></article>`).join('\n')}
<nav class="navigation posts-navigation"><div class="nav-links">${older}${newer}</div></nav>`));
}

function renderFeed(shown: readonly DemoPost[], number: number): SiteFile {
  const head = { title: 'Saltmarsh Operations', description: 'Keeping small things running', siteUrl: SITE, feedUrl: SITE + pagedPath('/feed/', number).slice(1), lang: 'en-US' };
  const items = shown.map((post) => ({ post, url: SITE + saltmarsh.postPath(post).slice(1), summary: `${excerptOf(post, 35)} Continue reading`, html: body(post) }));
  const generator = '  <generator>https://wordpress.org/?v=6.5.2</generator>\n';
  return file('feed', pagedPath('/feed/', number), 'application/rss+xml; charset=UTF-8', newestDate(shown), renderRss(head, items, generator));
}

function body(post: DemoPost): string {
  return renderMarkdown(post.markdown, { code: brush, heading: (level, html) => `<h${level}>${html}</h${level}>` });
}

function sidebar(posts: readonly DemoPost[]): string {
  return `<aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2 class="widget-title">Recent Posts</h2><ul>${posts.slice(0, 3).map((post) => `<li><a href="${SITE}${saltmarsh.postPath(post).slice(1)}">${escapeMarkup(post.title)}</a></li>`).join('')}</ul></section><section class="widget widget_meta"><h2 class="widget-title">Meta</h2><ul><li><a href="/wp-login.php">Log in</a></li><li><a href="${SITE}feed/">Entries feed</a></li><li><a href="${SITE}comments/feed/">Comments feed</a></li></ul></section></aside>`;
}

function layout(title: string, lang: string, head: string, main: string): string {
  return `<!DOCTYPE html>
<html lang="${lang}">
<head><meta charset="UTF-8" /><title>${escapeMarkup(title)}</title>
<link rel="alternate" type="application/rss+xml" title="Saltmarsh Operations &raquo; Comments Feed" href="${SITE}comments/feed/" />
<link rel="alternate" type="application/rss+xml" title="Saltmarsh Operations &raquo; Feed" href="${SITE}feed/" />
<meta name="generator" content="WordPress 6.5.2" />
${head}</head>
<body class="wp-embed-responsive"><div id="page" class="site"><header id="masthead"><p class="site-title"><a href="${SITE}" rel="home">Saltmarsh Operations</a></p><p class="site-description">Keeping small things running</p><nav id="site-navigation"><ul><li><a href="/about/">About</a></li><li><a href="/contact/">Contact</a></li></ul></nav></header>
<main id="main" class="site-main">
${main}
</main>
<footer id="colophon"><a href="https://wordpress.example/">Proudly powered by WordPress</a></footer></div></body></html>
`;
}
