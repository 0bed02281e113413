/** A blog that moved: the old host answers with redirects for some posts and with refresh stubs for others. */

import { renderRss } from '../feeds.ts';
import { pygments } from '../highlight.ts';
import { file, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { plainHeading, renderMarkdown } from '../markdown.ts';
import { dayFirstDate, escapeMarkup, excerptOf } from '../markup.ts';
import { readPosts } from '../post.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'engineering.millrace.example';
const SITE = `https://${HOST}/`;
const OLD_HOST = 'oldmill.example';
/** What was written before the move has an address on the old host too. */
const MOVED_ON = '2022-05-01';

export const millrace: HostSite = {
  host: HOST,
  startUrl: null,
  postPath: (post) => `/articles/${post.slug}`,
  render: (posts) => siteOf([...posts.map(renderPost), renderHome(posts), renderFeed(posts)]),
};

export const oldmill: HostSite = {
  host: OLD_HOST,
  startUrl: `http://${OLD_HOST}/`,
  postPath: (post) => `/${post.date.slice(0, 4)}/${post.slug}.html`,
  render: () => {
    const posts = readPosts(HOST);
    const moved = posts.filter((post) => post.date < MOVED_ON);
    const redirected = moved.filter((_, at) => at % 2 === 0);
    return {
      files: moved.filter((post) => !redirected.includes(post)).map(renderStub),
      redirects: {
        [`${OLD_HOST}/`]: SITE,
        [`${OLD_HOST}/rss.xml`]: `${SITE}feed.xml`,
        ...Object.fromEntries(redirected.map((post) => [OLD_HOST + oldmill.postPath(post), newUrl(post)])),
      },
      mentions: [],
    };
  },
};

function newUrl(post: DemoPost): string {
  return `${SITE}articles/${post.slug}`;
}

function renderStub(post: DemoPost): SiteFile {
  const html = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Redirecting…</title><link rel="canonical" href="${newUrl(post)}">
<meta http-equiv="refresh" content="0; url=${newUrl(post)}"></head>
<body><h1>Redirecting…</h1><a href="${newUrl(post)}">Click here if you are not redirected.</a></body></html>
`;
  return { ...page('stub', oldmill.postPath(post), MOVED_ON, html), role: { type: 'moved', to: newUrl(post) } };
}

function renderPost(post: DemoPost, at: number, posts: readonly DemoPost[]): SiteFile {
  const newer = posts[at - 1];
  const older = posts[at + 1];
  return postPage(millrace.postPath(post), post, layout(post.title, `<link rel="canonical" href="${newUrl(post)}">
<meta name="date" content="${post.date}"><meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="${post.author}">`, `<div class="document" itemscope itemtype="https://schema.org/TechArticle">
<div class="body" role="main">
<h1 itemprop="headline">${escapeMarkup(post.title)}</h1>
<p class="byline">by <span itemprop="author">${post.author}</span>, <span itemprop="datePublished" content="${post.date}">${dayFirstDate(post.date)}</span></p>
${renderMarkdown(post.markdown, { code: pygments, heading: plainHeading })}
</div>
<div class="sphinxsidebar"><h3>Recent articles</h3><ul>${posts.slice(0, 4).map((other) => `<li><a href="${millrace.postPath(other)}">${escapeMarkup(other.title)}</a></li>`).join('')}</ul><h3>About</h3><p>Millrace makes tools for people who build software. The wheel turns since 2009.</p></div>
<div class="prevnext">${newer === undefined ? '' : `<a rel="next" href="${millrace.postPath(newer)}">Next article</a>`} ${older === undefined ? '' : `<a rel="prev" href="${millrace.postPath(older)}">Previous article</a>`}</div>
</div>`));
}

function renderHome(posts: readonly DemoPost[]): SiteFile {
  return page('archive', '/', newestDate(posts), layout('Millrace Engineering', '', `<h1>Millrace Engineering</h1>
${posts.map((post) => `<div class="section"><h2><a href="${millrace.postPath(post)}">${escapeMarkup(post.title)}</a></h2><p class="byline">${dayFirstDate(post.date)}, ${post.author}</p><p>${escapeMarkup(excerptOf(post, 28))}</p></div>`).join('\n')}`));
}

function renderFeed(posts: readonly DemoPost[]): SiteFile {
  const head = { title: 'Millrace Engineering', description: 'Tools for people who build software', siteUrl: SITE, feedUrl: `${SITE}feed.xml`, lang: 'en' };
  const items = posts.map((post) => ({ post, url: newUrl(post), summary: excerptOf(post, 28), html: renderMarkdown(post.markdown, { code: pygments, heading: plainHeading }) }));
  return file('feed', '/feed.xml', 'application/rss+xml', newestDate(posts), renderRss(head, items));
}

function layout(title: string, head: string, main: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(title)}${title === 'Millrace Engineering' ? '' : ' — Millrace Engineering'}</title>
${head}<link rel="alternate" type="application/rss+xml" title="Millrace Engineering" href="${SITE}feed.xml"></head>
<body><div class="related"><a href="/">Millrace Engineering</a> | <a href="https://millrace.example/products">Products</a> | <a href="https://millrace.example/docs">Docs</a></div>
${main}
<div class="footer">© Millrace GmbH. Formerly at oldmill.example.</div></body></html>
`;
}
