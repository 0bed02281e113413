/** A person's blog made with Jekyll: an Atom feed with excerpts only, so that the pages have to be fetched. */

import { renderAtom } from '../feeds.ts';
import { rouge } from '../highlight.ts';
import { file, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { plainHeading, renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, shortDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'brackishlog.example';
const SITE = `https://${HOST}/`;

export const brackishlog: HostSite = {
  host: HOST,
  startUrl: HOST,
  postPath: (post) => `/${post.date.replaceAll('-', '/')}/${post.slug}.html`,
  render: (posts) => siteOf([...posts.map((post, at) => renderPost(post, posts[at + 1], posts[at - 1])), renderHome(posts), renderFeed(posts)]),
};

function renderPost(post: DemoPost, older: DemoPost | undefined, newer: DemoPost | undefined): SiteFile {
  const link = (other: DemoPost | undefined, label: string): string => (other === undefined ? '' : `<a href="${brackishlog.postPath(other)}">${label}: ${escapeMarkup(other.title)}</a>`);
  return postPage(brackishlog.postPath(post), post, layout(post.title, post.lang, `<link rel="canonical" href="${SITE}${brackishlog.postPath(post).slice(1)}" />
<meta name="author" content="${post.author}" />`, `<article class="post h-entry" itemscope itemtype="http://schema.org/BlogPosting">
  <header class="post-header">
    <h1 class="post-title p-name" itemprop="name headline">${escapeMarkup(post.title)}</h1>
    <p class="post-meta"><time class="dt-published" datetime="${post.date}T09:00:00+00:00" itemprop="datePublished">${shortDate(post.date)}</time> • <span itemprop="author" itemscope itemtype="http://schema.org/Person"><span class="p-author h-card" itemprop="name">${post.author}</span></span></p>
  </header>
  <div class="post-content e-content" itemprop="articleBody">
${renderMarkdown(post.markdown, { code: rouge, heading: plainHeading })}
  </div>
  <a class="u-url" href="${brackishlog.postPath(post)}" hidden></a>
  <nav class="post-nav">${link(older, 'Previous')} ${link(newer, 'Next')}</nav>
</article>`));
}

function renderHome(posts: readonly DemoPost[]): SiteFile {
  return page('archive', '/', newestDate(posts), layout('brackishlog', 'en', '', `<div class="home"><h2 class="post-list-heading">Posts</h2>
<ul class="post-list">
${posts.map((post) => `<li><span class="post-meta">${shortDate(post.date)}</span><h3><a class="post-link" href="${brackishlog.postPath(post)}">${escapeMarkup(post.title)}</a></h3></li>`).join('\n')}
</ul>
<p class="feed-subscribe"><a href="/feed.xml">Subscribe</a></p></div>`));
}

function renderFeed(posts: readonly DemoPost[]): SiteFile {
  const head = { title: 'brackishlog', description: 'Notes on storage, kernels and other wet places', siteUrl: SITE, feedUrl: `${SITE}feed.xml`, lang: 'en' };
  const items = posts.map((post) => ({ post, url: SITE + brackishlog.postPath(post).slice(1), summary: excerptOf(post, 30), html: null }));
  return file('feed', '/feed.xml', 'application/xml', newestDate(posts), renderAtom(head, items));
}

function layout(title: string, lang: string, head: string, main: string): string {
  return `<!DOCTYPE html>
<html lang="${lang}"><head>
  <meta charset="utf-8">
  <title>${escapeMarkup(title)}${title === 'brackishlog' ? '' : ' | brackishlog'}</title>
  <meta name="generator" content="Jekyll v4.2.2" />
  <meta property="og:site_name" content="brackishlog" />
  ${head}
  <link type="application/atom+xml" rel="alternate" href="/feed.xml" title="brackishlog" />
</head>
<body><header class="site-header" role="banner"><div class="wrapper"><a class="site-title" rel="author" href="/">brackishlog</a>
<nav class="site-nav"><div class="trigger"><a class="page-link" href="/about/">About</a><a class="page-link" href="/talks/">Talks</a></div></nav></div></header>
<main class="page-content" aria-label="Content"><div class="wrapper">
${main}
</div></main>
<footer class="site-footer h-card"><data class="u-url" href="/"></data><div class="wrapper"><p>Notes on storage, kernels and other wet places. I answer mail at ines at this domain.</p></div></footer>
</body></html>
`;
}
