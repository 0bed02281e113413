/** A content farm: pasted complaints, an explanation numbered backwards, broken characters, advertisements between paragraphs. */

import { renderRss } from '../feeds.ts';
import { plain } from '../highlight.ts';
import { file, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { plainHeading, renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, longDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'whatisdown247.example';
const SITE = `https://${HOST}/`;
const ADVERTISEMENT = '<div class="adsbygoogle" data-ad-slot="4711">Advertisement</div>';

export const whatisdown: HostSite = {
  host: HOST,
  startUrl: SITE,
  postPath: (post) => `/${post.slug}/`,
  render: (posts) => siteOf([...posts.map(renderPost), renderHome(posts), renderFeed(posts)]),
};

function renderPost(post: DemoPost): SiteFile {
  const text = renderMarkdown(post.markdown, { code: plain, heading: plainHeading }).replaceAll('</p>\n', `</p>\n${ADVERTISEMENT}\n`);
  return postPage(whatisdown.postPath(post), post, layout(post.title, `<h1>${escapeMarkup(post.title)}</h1><span>${longDate(post.date)} by ${post.author}</span>
${ADVERTISEMENT}
<div class="td-post-content">${text}</div>
<div class="keywords">${post.tags.map((tag) => `<a href="/?s=${tag}">${tag}</a> <a href="/?s=${tag}+today">${tag} today</a>`).join(' ')}</div>`), { type: 'low-quality' });
}

function renderHome(posts: readonly DemoPost[]): SiteFile {
  return page('archive', '/', newestDate(posts), layout('WhatIsDown247', `<h1>What is down today?</h1>${posts.map((post) => `<div class="td-module"><h3><a href="${SITE}${post.slug}/">${escapeMarkup(post.title)}</a></h3><p>${escapeMarkup(excerptOf(post, 25))}</p></div>${ADVERTISEMENT}`).join('\n')}`));
}

function renderFeed(posts: readonly DemoPost[]): SiteFile {
  const head = { title: 'WhatIsDown247', description: 'Is it down? Find out now', siteUrl: SITE, feedUrl: `${SITE}feed/`, lang: 'en-US' };
  return file('feed', '/feed/', 'application/rss+xml; charset=UTF-8', newestDate(posts), renderRss(head, posts.map((post) => ({ post, url: `${SITE}${post.slug}/`, summary: excerptOf(post, 40), html: null }))));
}

function layout(title: string, main: string): string {
  return `<html><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title><link rel="alternate" type="application/rss+xml" href="${SITE}feed/"></head><body>
<div class="popup"><b>Allow notifications</b> to see if services are down!</div>
<div><a href="/">WhatIsDown247</a> <a href="/?s=outage">Outages</a> <a href="/?s=best">Best of</a></div>
${main}
<div class="sidebar"><h4>Trending</h4><ul><li>Is the internet down today?</li><li>10 signs that your router is haunted</li></ul></div>
</body></html>
`;
}
