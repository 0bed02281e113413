/** A project's blog made with Docusaurus: hashed class names, RSS and Atom side by side, code without line breaks. */

import { renderAtom, renderRss, renderSitemap } from '../feeds.ts';
import { prism } from '../highlight.ts';
import { RECORDED_ON, file, inPages, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, longDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'kelpdb.example';
const SITE = `https://${HOST}`;
const POSTS_PER_PAGE = 4;

export const kelpdb: HostSite = {
  host: HOST,
  startUrl: `${SITE}/blog`,
  postPath: (post) => `/blog/${post.slug}`,
  render: (posts) => {
    const pages = inPages(posts, POSTS_PER_PAGE);
    return siteOf([
      ...posts.map((post, at) => renderPost(post, posts, at)),
      ...pages.map((shown, at) => renderList(shown, at + 1, pages.length)),
      ...renderFeeds(posts),
      file('sitemap', '/sitemap.xml', 'application/xml', RECORDED_ON, renderSitemap([
        { url: `${SITE}/blog`, date: newestDate(posts) }, { url: `${SITE}/docs/intro`, date: '2026-06-30' },
        ...posts.map((post) => ({ url: SITE + kelpdb.postPath(post), date: post.date })),
      ])),
    ]);
  },
};

function renderPost(post: DemoPost, posts: readonly DemoPost[], at: number): SiteFile {
  const newer = posts[at - 1];
  const older = posts[at + 1];
  return postPage(kelpdb.postPath(post), post, layout(post.title, post.lang, `<link data-rh="true" rel="canonical" href="${SITE}${kelpdb.postPath(post)}">
<meta data-rh="true" property="article:published_time" content="${post.date}T00:00:00.000Z"><meta data-rh="true" property="og:title" content="${escapeMarkup(post.title)} | KelpDB">`, `<main class="col col--7">
<article class=""><header><h1 class="title_f1Hy">${escapeMarkup(post.title)}</h1>
<div class="container_mt6G margin-vert--md"><time datetime="${post.date}T00:00:00.000Z">${longDate(post.date)}</time> · ${Math.max(1, Math.round(post.markdown.length / 1200))} min read</div>
<div class="margin-top--md margin-bottom--sm row"><div class="col col--12 authorCol_Hf19"><div class="avatar margin-bottom--sm"><div class="avatar__intro"><div class="avatar__name"><span class="authorName_yefp">${post.author}</span></div></div></div></div></div></header>
<div id="__blog-post-container" class="markdown">
${body(post)}
</div>
<footer class="docusaurus-mt-lg"><div class="row margin-top--sm theme-blog-footer-edit-meta-row"><div class="col"><b>Tags:</b><ul class="tags_jXut padding--none margin-left--sm">${post.tags.map((tag) => `<li class="tag_QGVx"><a class="tag_zVej" href="/blog/tags/${encodeURIComponent(tag)}">${tag}</a></li>`).join('')}</ul></div></div><a class="theme-edit-this-page" href="https://git.kelpdb.example/edit/${post.slug}.md">Edit this page</a></footer></article>
<nav class="pagination-nav docusaurus-mt-lg" aria-label="Blog post page navigation">${newer === undefined ? '' : `<a class="pagination-nav__link pagination-nav__link--prev" href="${kelpdb.postPath(newer)}"><div class="pagination-nav__sublabel">Newer post</div><div class="pagination-nav__label">${escapeMarkup(newer.title)}</div></a>`}${older === undefined ? '' : `<a class="pagination-nav__link pagination-nav__link--next" href="${kelpdb.postPath(older)}"><div class="pagination-nav__sublabel">Older post</div><div class="pagination-nav__label">${escapeMarkup(older.title)}</div></a>`}</nav>
</main>`, posts));
}

function renderList(shown: readonly DemoPost[], number: number, count: number): SiteFile {
  const older = number < count ? `<a class="pagination-nav__link pagination-nav__link--next" href="/blog/page/${number + 1}"><div class="pagination-nav__label">Older entries</div></a>` : '';
  const newer = number > 1 ? `<a class="pagination-nav__link pagination-nav__link--prev" href="${number === 2 ? '/blog' : `/blog/page/${number - 1}`}"><div class="pagination-nav__label">Newer entries</div></a>` : '';
  return page('archive', number === 1 ? '/blog' : `/blog/page/${number}`, newestDate(shown), layout('Blog', 'en', '', `<main class="col col--7">
${shown.map((post) => `<article class="margin-bottom--xl"><header><h2 class="title_f1Hy"><a href="${kelpdb.postPath(post)}">${escapeMarkup(post.title)}</a></h2><div class="container_mt6G margin-vert--md"><time datetime="${post.date}T00:00:00.000Z">${longDate(post.date)}</time></div></header>
<div class="markdown"><p>${escapeMarkup(excerptOf(post, 35))}</p></div><footer class="row docusaurus-mt-lg"><div class="col text--right"><a aria-label="Read more about ${escapeMarkup(post.title)}" href="${kelpdb.postPath(post)}"><b>Read more</b></a></div></footer></article>`).join('\n')}
<nav class="pagination-nav" aria-label="Blog list page navigation">${newer}${older}</nav></main>`, shown));
}

function renderFeeds(posts: readonly DemoPost[]): SiteFile[] {
  const head = { title: 'KelpDB Blog', description: 'News and notes from the KelpDB project', siteUrl: `${SITE}/blog`, lang: 'en' };
  const items = posts.map((post) => ({ post, url: SITE + kelpdb.postPath(post), summary: excerptOf(post, 35), html: body(post) }));
  return [
    file('feed', '/blog/rss.xml', 'application/rss+xml', newestDate(posts), renderRss({ ...head, feedUrl: `${SITE}/blog/rss.xml` }, items)),
    file('feed', '/blog/atom.xml', 'application/atom+xml', newestDate(posts), renderAtom({ ...head, feedUrl: `${SITE}/blog/atom.xml` }, items)),
  ];
}

function body(post: DemoPost): string {
  return renderMarkdown(post.markdown, {
    code: prism,
    heading: (level, html, anchor) => `<h${level} class="anchor anchorWithStickyNavbar_LWe7" id="${anchor}">${html}<a href="#${anchor}" class="hash-link" aria-label="Direct link to ${html}" title="Direct link">\u200B</a></h${level}>`,
  });
}

function layout(title: string, lang: string, head: string, main: string, recent: readonly DemoPost[]): string {
  return `<!doctype html>
<html lang="${lang}" dir="ltr" class="blog-wrapper plugin-blog">
<head><meta charset="UTF-8"><meta name="generator" content="Docusaurus v3.4.0"><title data-rh="true">${escapeMarkup(title)} | KelpDB</title>
${head}<link rel="alternate" type="application/rss+xml" href="/blog/rss.xml" title="KelpDB RSS Feed"><link rel="alternate" type="application/atom+xml" href="/blog/atom.xml" title="KelpDB Atom Feed"></head>
<body class="navigation-with-keyboard"><div id="__docusaurus"><div class="skipToContent_fXgn"><a href="#__docusaurus_skipToContent_fallback">Skip to main content</a></div>
<div class="announcementBar_mb4j" role="banner">KelpDB 3.0 is out. Read how to upgrade.</div>
<nav aria-label="Main" class="navbar navbar--fixed-top"><a class="navbar__brand" href="/"><b class="navbar__title">KelpDB</b></a><a class="navbar__item" href="/docs/intro">Docs</a><a class="navbar__item" href="/blog">Blog</a></nav>
<div class="container margin-vert--lg"><div class="row"><aside class="col col--3"><nav class="sidebar_re4s" aria-label="Blog recent posts navigation"><div class="sidebarItemTitle_pO2u">Recent posts</div><ul class="sidebarItemList_Yudw">${recent.slice(0, 5).map((post) => `<li class="sidebarItem__DBe"><a class="sidebarItemLink_mo7H" href="${kelpdb.postPath(post)}">${escapeMarkup(post.title)}</a></li>`).join('')}</ul></nav></aside>
${main}
</div></div><footer class="footer footer--dark"><div class="footer__copyright">Copyright © 2026 The KelpDB authors. Built with Docusaurus.</div></footer></div></body></html>
`;
}
