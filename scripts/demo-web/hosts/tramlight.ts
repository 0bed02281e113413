/** A company's blog without a feed: all there is, is a tag archive with cut excerpts, several tags on each item, and pinned items marked "sticky". */

import { hljs } from '../highlight.ts';
import { newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, longDate, shortDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'tech.tramlight.example';
const SITE = `https://${HOST}/`;
const EXCERPT_WORDS = 19;

export const tramlight: HostSite = {
  host: HOST,
  startUrl: `${SITE}tag/backend/`,
  postPath: (post) => `/${post.date.slice(0, 7).replace('-', '/')}/${post.slug}/`,
  render: (posts) => siteOf([...posts.map((post) => renderPost(post, posts)), renderTagArchive(posts), renderHome(posts)]),
};

function renderPost(post: DemoPost, posts: readonly DemoPost[]): SiteFile {
  const latest = posts.filter((other) => other !== post).slice(0, 3);
  return postPage(tramlight.postPath(post), post, layout(`${post.title} | Tramlight Tech`, `<link rel="canonical" href="${SITE}${tramlight.postPath(post).slice(1)}" />
<meta property="article:published_time" content="${post.date}T14:00:00+00:00" /><meta property="og:title" content="${escapeMarkup(post.title)} - Tramlight Tech" />`, `<main class="single">
<div class="hero"><div class="post-date">${longDate(post.date)}</div><h1 class="post-title">${escapeMarkup(post.title)}</h1>
<div class="byline">Published by ${escapeMarkup(post.author)}</div></div>
<div class="share-bar"><a href="https://social.example/share?u=${encodeURIComponent(SITE + tramlight.postPath(post).slice(1))}">Share</a><button>Copy link</button></div>
<div class="entry-content">
${renderMarkdown(post.markdown, { code: hljs, heading: (level, html) => `<h${level} class="wp-block-heading">${html}</h${level}>` })}
</div>
<div class="tag-list">Tags: ${post.tags.map((tag) => `<a href="/tag/backend/" rel="tag">${tag}</a>`).join(', ')}</div>
<section class="latest"><h2>Latest from the blog</h2>${latest.map((other) => `<div class="card"><a href="${tramlight.postPath(other)}"><h3>${escapeMarkup(other.title)}</h3></a><p>${escapeMarkup(excerptOf(other, EXCERPT_WORDS))}</p></div>`).join('')}</section>
</main>`));
}

function renderTagArchive(posts: readonly DemoPost[]): SiteFile {
  return page('archive', '/tag/backend/', newestDate(posts), layout('backend Archives | Tramlight Tech', '', `<main class="archive">
<h1 class="archive-title">Tag archive: backend</h1>
<div class="post-listing">
${posts.map((post) => `<div class="post-item">
<span class="screen-reader-text">sticky</span>
<div class="date">${shortDate(post.date)}</div>
<h2><a href="${SITE}${tramlight.postPath(post).slice(1)}">${escapeMarkup(post.title)}</a></h2>
<p class="excerpt">${escapeMarkup(excerptOf(post, EXCERPT_WORDS))}</p>
<div class="tags">${post.tags.map((tag) => `<a href="/tag/backend/">${tag}</a>`).join('')}</div>
</div>`).join('\n')}
</div>
</main>`));
}

function renderHome(posts: readonly DemoPost[]): SiteFile {
  return page('archive', '/', newestDate(posts), layout('Tramlight Tech', '', `<main class="home"><h1>Tramlight Tech</h1><p>What happens behind the departure board.</p>
${posts.slice(0, 3).map((post) => `<div class="teaser"><a href="${tramlight.postPath(post)}"><h2>${escapeMarkup(post.title)}</h2></a></div>`).join('\n')}
<p><a href="/tag/backend/">All backend posts</a></p></main>`));
}

function layout(title: string, head: string, main: string): string {
  return `<!doctype html>
<html lang="en-US">
<head><meta charset="UTF-8" /><title>${escapeMarkup(title)}</title><meta name="generator" content="WordPress 6.4.3" />
${head}</head>
<body>
<a class="skip-link" href="#content">Skip to content</a>
<header class="site-header"><a class="logo" href="/">Tramlight <strong>Tech</strong></a><nav><ul><li><a href="/tag/backend/">Backend</a></li><li><a href="https://developer.tramlight.example/">Developer</a></li><li><a href="https://tramlight.example/jobs">Jobs</a></li></ul></nav>
<form role="search" action="/"><label>Search <input type="search" name="s"></label></form></header>
<div id="content">
${main}
</div>
<footer class="site-footer"><ul><li><a href="/legal/">Legal</a></li><li><a href="/privacy/">Privacy</a></li><li><a href="/cookies/">Cookies</a></li></ul><p>© 2025 Tramlight AB</p></footer>
<div class="onetrust" style="display:none"><h2>About your privacy</h2><p>When you visit any website, it may store or retrieve information on your browser, mostly in the form of cookies.</p></div>
</body></html>
`;
}
