import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Entry, Feed } from '../../../core/feed.ts';
import { parseListing } from '../../../crawler/parse/listing.ts';

/** Lists as the common generators write them, each with the navigation, cards and footers that stand round it. */

const NOW = '2026-11-22T12:00:00.000Z';
const PAGE = 'https://eng.tidewater.example/';
const EXCERPT = 'The pager rang at four, and by the time anybody had found the runbook the queue held a day of orders.';

type Post = { readonly path: string; readonly title: string; readonly day: string; readonly tags: readonly string[]; readonly author: string };
const POSTS: readonly Post[] = [
  { path: 'a-day-of-orders', title: 'A Day of Orders in One Queue', day: '2025-10-03', tags: ['Queues', 'Incidents'], author: 'Mina Okafor' },
  { path: 'vacuum-at-noon', title: 'Vacuum at Noon', day: '2025-02-19', tags: ['PostgreSQL'], author: 'Jon Varga' },
  { path: 'what-the-cache-hid', title: 'What the Cache Hid from Us', day: '2024-11-28', tags: ['Caching', 'Go'], author: 'Mina Okafor' },
  { path: 'moving-the-ledger', title: 'Moving the Ledger without a Stop', day: '2024-01-08', tags: ['Migrations'], author: 'Ravi Sand' },
];

const on = (day: string, options: Intl.DateTimeFormatOptions): string => new Date(day).toLocaleDateString('en-US', { ...options, timeZone: 'UTC' });
const short = (day: string): string => on(day, { month: 'short', day: 'numeric', year: 'numeric' });
const years = [...new Set(POSTS.map(({ day }) => day.slice(0, 4)))];
const each = (write: (post: Post) => string): string => POSTS.map(write).join('\n');
const page = (head: string, body: string): string => `<!doctype html><html lang="en"><head><title>Tidewater Engineering</title>${head}</head><body>${body}</body></html>`;

/** Each: its name, the path below the site under which posts stand, the page, and what it says beside title, address and day. */
const SHAPES: readonly { readonly name: string; readonly base: string; readonly says: readonly ('excerpt' | 'tags' | 'author')[]; readonly html: string }[] = [
  {
    name: 'cards as on Medium: avatar, headline, subtitle, "6 min read", claps', base: '/', says: ['author'],
    html: page('', `<div class="metabar"><a href="/about">About</a><a href="/archive">Archive</a><a href="https://cards.example/m/signin">Sign in</a></div><div class="streamItems">${each(({ path, title, day, author }) => `<div class="streamItem"><div class="postArticle"><div class="u-flex"><a class="avatar" href="https://cards.example/@${author.toLowerCase().replace(' ', '')}"><img class="avatar-image" src="/a.png" alt=""></a><a class="author-name" rel="author" href="https://cards.example/@x">${author}</a><div class="postMeta"><time datetime="${day}T09:12:44.120Z">${on(day, { month: 'short', day: 'numeric' })}</time><span class="readingTime" title="6 min read"></span></div></div>
      <a href="/${path}-7c1f0a3be2d${path.length % 10}?source=collection_home---0"><section><h3 class="graf--title">${title}</h3><h4 class="graf--subtitle">A subtitle</h4></section></a><div class="actions"><button>${path.length * 7}</button><a href="/${path}-7c1f0a3be2d${path.length % 10}?responsesOpen=true#responses">3 responses</a></div></div></div>`)}</div>`),
  },
  {
    name: "Ghost's grid of cards with a featured post", base: '/', says: ['excerpt', 'tags'],
    html: page('<meta name="generator" content="Ghost 5.75">', `<header id="gh-head"><a class="gh-head-logo" href="/">Tidewater</a><ul class="nav"><li><a href="/about/">About the team</a></li><li><a href="/jobs/">Jobs at Tidewater</a></li></ul></header><main class="gh-main"><div class="post-feed">${POSTS.map(({ path, title, day, tags }, index) => `<article class="post-card post ${index === 0 ? 'featured post-card-large' : ''} tag-x"><a class="post-card-image-link" href="/${path}/"><img class="post-card-image" src="/content/${path}.jpg" alt="" loading="lazy"></a><div class="post-card-content"><a class="post-card-content-link" href="/${path}/"><header class="post-card-header"><div class="post-card-tags">${tags.map((tag) => `<span class="post-card-primary-tag">${tag}</span>`).join('')}${index === 0 ? '<span class="post-card-featured">Featured</span>' : ''}</div><h2 class="post-card-title">${title}</h2></header><div class="post-card-excerpt">${EXCERPT}</div></a><footer class="post-card-meta"><time class="post-card-meta-date" datetime="${day}">${short(day)}</time><span class="post-card-meta-length">4 min read</span></footer></div></article>`).join('')}</div></main><footer class="site-footer"><nav><a href="/privacy/">Privacy and cookies policy</a></nav></footer>`),
  },
  {
    name: "Hugo's list by year, days without a year", base: '/posts/', says: [],
    html: page('<meta name="generator" content="Hugo 0.121">', `<nav><a href="/posts/">Posts</a><a href="/tags/">Tags</a></nav><div class="content"><h1>Posts</h1>${years.map((year) => `<div class="posts-group"><div class="post-year">${year}</div><ul class="posts-list">${POSTS.filter(({ day }) => day.startsWith(year)).map(({ path, title, day }) => `<li class="post-item"><a class="post-item-inner" href="/posts/${path}/"><span class="post-title">${title}</span><span class="post-day">${on(day, { month: 'short', day: 'numeric' })}</span></a></li>`).join('')}</ul></div>`).join('')}</div>`),
  },
  {
    name: "Jekyll's minimal theme, dates before the titles", base: '/', says: ['excerpt'],
    html: page('', `<header class="site-header"><a class="site-title" href="/">Tidewater</a><div class="trigger"><a class="page-link" href="/about/">About</a></div></header><main class="page-content"><div class="home"><h2 class="post-list-heading">Posts</h2><ul class="post-list">${each(({ path, title, day }) => `<li><span class="post-meta">${short(day)}</span><h3><a class="post-link" href="/${day.replaceAll('-', '/')}/${path}.html">${title}</a></h3><p>${EXCERPT}</p></li>`)}</ul><p class="rss-subscribe">subscribe <a href="/feed.xml">via RSS</a></p></div></main>`),
  },
  {
    name: 'an archive as a table with a head, authors and topics', base: '/notes/', says: ['author'],
    html: page('', `<h1>All notes</h1><table id="notes"><thead><tr><th><a href="?sort=date">Date</a></th><th><a href="?sort=title">Title</a></th><th>Author</th></tr></thead><tbody>${each(({ path, title, day, author }) => `<tr><td class="date">${day}</td><td><a href="/notes/${path}">${title}</a></td><td class="author">${author}</td></tr>`)}</tbody></table><p><a href="/notes.atom">Atom</a></p>`),
  },
  {
    name: "Docusaurus's blog with its sidebar, tags and \"Read More\"", base: '/blog/', says: ['tags'],
    html: page('<meta name="generator" content="Docusaurus v3">', `<nav class="navbar"><a href="/docs/intro">Docs</a><a href="/blog">Blog</a></nav><div class="row"><aside class="col"><nav class="sidebar_x"><div class="sidebarItemTitle">Recent posts</div><ul>${each(({ path, title }) => `<li class="sidebarItem"><a class="sidebarItemLink" href="/blog/${path}">${title}</a></li>`)}</ul></nav></aside><main class="col">${each(({ path, title, day, tags, author }) => `<article class="margin-bottom--xl" itemprop="blogPost"><header><h2 class="title_f1Hy" itemprop="headline"><a itemprop="url" href="/blog/${path}">${title}</a></h2><div class="container_mt6G"><time datetime="${day}T00:00:00.000Z" itemprop="datePublished">${on(day, { month: 'long', day: 'numeric', year: 'numeric' })}</time> · 2 min read</div><div class="avatar"><div class="avatar__name"><span itemprop="name">${author}</span></div></div></header><div class="markdown" itemprop="articleBody"><p>${EXCERPT}</p></div><footer class="row"><div class="col"><b>Tags:</b><ul class="tags_x">${tags.map((tag) => `<li class="tag_x"><a rel="tag" href="/blog/tags/${tag.toLowerCase()}">${tag}</a></li>`).join('')}</ul></div><div class="col"><a aria-label="Read more about ${title}" href="/blog/${path}"><b>Read More</b></a></div></footer></article>`)}</main></div>`),
  },
  {
    name: 'links as a notebook app publishes them, id at the end of the address', base: '/', says: [],
    html: page('', `<div class="topbar"><div>Tidewater</div><div>Search</div></div><div class="collection-list">${each(({ path, title, day }) => `<a class="collection-list-item" href="/${path.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('-')}-0f3c9d2e41b84a7c9e5d6a1b2c3d4e5${path.length % 10}" rel="noopener"><div class="item-title"><span>${title}</span></div><div class="item-properties"><div class="property-date">${short(day)}</div><div class="property-status">Published</div></div></a>`)}</div>`),
  },
  {
    name: 'a definition list with an excerpt and a byline', base: '/log/', says: ['excerpt'],
    html: page('', `<h1>The log</h1><dl class="entries">${each(({ path, title, day }) => `<dt><a href="/log/${path}">${title}</a></dt><dd><small>${on(day, { day: 'numeric', month: 'long', year: 'numeric' })}</small><br>${EXCERPT}</dd>`)}</dl><p><a href="/log/2">Older entries</a></p>`),
  },
];

describe.each(SHAPES)('$name', ({ html, base, says }) => {
  const feed = parseListing({ url: base === '/blog/' ? `${PAGE}blog` : new URL(base, PAGE).href, html }, NOW);
  const of = <T>(read: (entry: Entry) => T): T[] => feed.entries.map(read);

  test('gives every post with its title and day and what else the page says, and nothing that is no post', () => {
    expect(of(({ title, publishedAt }) => [title, publishedAt?.slice(0, 10)])).toEqual(POSTS.map(({ title, day }) => [title, day]));
    expect(of(({ url }) => url ?? '').every((url, index) => url.toLowerCase().includes(POSTS[index]?.path ?? '?'))).toBe(true);
    if (says.includes('excerpt')) expect(of(({ summary }) => summary)).toEqual(POSTS.map(() => EXCERPT));
    if (says.includes('tags')) expect(of(({ categories }) => categories)).toEqual(POSTS.map(({ tags }) => [...tags]));
    if (says.includes('author')) expect(of(({ authors }) => authors)).toEqual(POSTS.map(({ author }) => [author]));
  });
});

describe('the listings of the demo web', () => {
  const HOSTS = new URL('../../../scripts/demo-web/sites/', import.meta.url);
  const read = (url: string, path: string): Feed => parseListing({ url, html: readFileSync(new URL(path, HOSTS), 'utf8') }, NOW);

  test('the aggregator gives all 28 submissions with spans for dates and clean excerpts', () => {
    const { entries, format } = read('https://links.quayside.example/', 'links.quayside.example/index.html');
    expect(format).toBe('aggregator');
    expect(entries.length).toBe(28);
    expect(entries.every(({ title, publishedAt, publishedRange }) => title !== null && publishedAt === null && publishedRange !== null)).toBe(true);
    expect(entries.filter(({ summary }) => summary === null || /continue reading|@|\bago$|\|/iu.test(summary)).map(({ summary }) => summary)).toEqual([]);
  });

  test('the archive of a tag gives all 12 posts with date, excerpt and tags, none of them "sticky"', () => {
    const { entries } = read('https://tech.tramlight.example/tag/backend/', 'tech.tramlight.example/tag/backend/index.html');
    expect(entries.length).toBe(12);
    expect(entries.every(({ publishedAt, summary, categories }) => publishedAt !== null && summary !== null && categories.length > 0)).toBe(true);
    expect(JSON.stringify(entries)).not.toMatch(/sticky/iu);
  });
});
