/** A company's blog made with Hugo: RSS with full text of the newest five posts; older ones only through the numbered pages. */

import { renderRss } from '../feeds.ts';
import { chroma } from '../highlight.ts';
import { file, inPages, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, longDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'blog.ferrywheel.example';
const SITE = `https://${HOST}/`;
const POSTS_PER_PAGE = 4;
const FEED_LENGTH = 5;

export const ferrywheel: HostSite = {
  host: HOST,
  startUrl: SITE,
  postPath: (post) => `/posts/${post.slug}/`,
  render: (posts) => siteOf([
    ...posts.map((post) => renderPost(post, posts)),
    ...inPages(posts, POSTS_PER_PAGE).map((shown, at) => renderList(shown, at + 1, posts)),
    renderFeed(posts),
  ]),
};

function renderPost(post: DemoPost, posts: readonly DemoPost[]): SiteFile {
  const url = SITE + ferrywheel.postPath(post).slice(1);
  const related = posts.filter((other) => other !== post && other.tags.some((tag) => post.tags.includes(tag))).slice(0, 3);
  const words = post.markdown.split(/\s+/u).length;
  const data = {
    '@context': 'https://schema.org', '@type': 'BlogPosting', headline: post.title, datePublished: `${post.date}T09:00:00+00:00`, dateModified: `${post.date}T09:00:00+00:00`,
    author: { '@type': 'Person', name: post.author }, publisher: { '@type': 'Organization', name: 'Ferrywheel' }, mainEntityOfPage: url, keywords: post.tags.join(', '), wordCount: words,
  };
  return postPage(ferrywheel.postPath(post), post, layout(post.title, `<link rel="canonical" href="${url}">
<meta property="og:type" content="article"><meta property="og:title" content="${escapeMarkup(post.title)}"><meta property="og:url" content="${url}">
<meta property="article:published_time" content="${post.date}T09:00:00+00:00"><meta name="author" content="${post.author}">
<script type="application/ld+json">${JSON.stringify(data)}</script>`, `<article class="post-single">
<header class="post-header">
<nav class="breadcrumbs"><a href="/">Home</a> » <a href="/posts/">Posts</a></nav>
<h1 class="post-title">${escapeMarkup(post.title)}</h1>
<div class="post-meta"><span title="${post.date} 09:00:00 +0000 UTC">${longDate(post.date)}</span> · ${Math.max(1, Math.round(words / 200))} min · ${words} words · ${post.author}</div>
</header>
<div class="post-content">
${renderMarkdown(post.markdown, { code: chroma, heading: (level, html, anchor) => `<h${level} id="${anchor}">${html}<a hidden class="anchor" aria-hidden="true" href="#${anchor}">#</a></h${level}>` })}
</div>
<footer class="post-footer">
<ul class="post-tags">${post.tags.map((tag) => `<li><a href="/?tag=${encodeURIComponent(tag)}">${tag}</a></li>`).join('')}</ul>
<section class="related"><h3>You may also like</h3><ul>${related.map((other) => `<li><a href="${ferrywheel.postPath(other)}">${escapeMarkup(other.title)}</a></li>`).join('')}</ul></section>
<div class="hiring"><h4>We are hiring!</h4><p>Like problems that float? See our open positions in engineering.</p></div>
</footer>
</article>`));
}

function renderList(shown: readonly DemoPost[], number: number, posts: readonly DemoPost[]): SiteFile {
  const path = number === 1 ? '/' : `/page/${number}/`;
  const last = Math.ceil(posts.length / POSTS_PER_PAGE);
  const older = number < last ? `<a class="next" rel="next" href="/page/${number + 1}/">Older posts »</a>` : '';
  const newer = number > 1 ? `<a class="prev" rel="prev" href="${number === 2 ? '/' : `/page/${number - 1}/`}">« Newer posts</a>` : '';
  return page('archive', path, newestDate(posts), layout('Ferrywheel Engineering', '', `<main class="list">
${shown.map((post) => `<article class="post-entry">
<header class="entry-header"><h2>${escapeMarkup(post.title)}</h2></header>
<div class="entry-content"><p>${escapeMarkup(excerptOf(post, 32))}</p></div>
<footer class="entry-footer"><span title="${post.date}">${longDate(post.date)}</span> · ${post.author}</footer>
<a class="entry-link" aria-label="post link to ${escapeMarkup(post.title)}" href="${SITE.slice(0, -1)}${ferrywheel.postPath(post)}"></a>
</article>`).join('\n')}
<footer class="page-footer"><nav class="pagination">${newer}${older}</nav></footer>
</main>`));
}

function renderFeed(posts: readonly DemoPost[]): SiteFile {
  const head = { title: 'Ferrywheel Engineering', description: 'How we keep ferries, tickets and computers moving', siteUrl: SITE, feedUrl: `${SITE}index.xml`, lang: 'en' };
  const items = posts.slice(0, FEED_LENGTH).map((post) => ({
    post, url: SITE + ferrywheel.postPath(post).slice(1), summary: excerptOf(post, 40), html: renderMarkdown(post.markdown, { code: chroma, heading: (level, html) => `<h${level}>${html}</h${level}>` }),
  }));
  return file('feed', '/index.xml', 'application/rss+xml', newestDate(posts), renderRss(head, items));
}

function layout(title: string, head: string, main: string): string {
  return `<!DOCTYPE html>
<html lang="en" dir="auto">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}${title === 'Ferrywheel Engineering' ? '' : ' | Ferrywheel Engineering'}</title>
<meta name="generator" content="Hugo 0.121.1">
${head}
<link rel="alternate" type="application/rss+xml" href="${SITE}index.xml" title="Ferrywheel Engineering">
</head>
<body class="list" id="top">
<div id="cookie-consent" class="cookie-banner" role="dialog"><p>We use cookies to remember your language and to count visits. <a href="/privacy/">Privacy policy</a></p><button>Accept all</button><button>Only necessary</button></div>
<header class="header"><nav class="nav"><div class="logo"><a href="/" accesskey="h">Ferrywheel Engineering</a></div>
<ul id="menu"><li><a href="/">Posts</a></li><li><a href="/about/">About</a></li><li><a href="https://ferrywheel.example/jobs/">Jobs</a></li><li><a href="/index.xml">RSS</a></li></ul></nav></header>
${main}
<aside class="newsletter"><h4>One mail a month</h4><p>New posts from our engineers, nothing else.</p><form action="/subscribe" method="post"><input type="email" name="email" placeholder="you@mail.example"><button>Subscribe</button></form></aside>
<footer class="footer"><span>&copy; 2016–2026 <a href="https://ferrywheel.example/">Ferrywheel Oy</a></span> · <span>Powered by Hugo</span></footer>
</body>
</html>
`;
}
