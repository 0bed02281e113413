/** A consultancy that reposts others under changed titles: some copies say so by `rel=canonical`, some do not say it at all. */

import { renderRss } from '../feeds.ts';
import { plain } from '../highlight.ts';
import { file, newestDate, page, postPage, siteOf } from '../host-site.ts';
import type { FindPost, HostSite, PostRole, SiteFile } from '../host-site.ts';
import { renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, longDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'copperfold.example';
const SITE = `https://${HOST}`;

/** A page of this site: the post as it stands here, and what it is. */
type Shown = { readonly post: DemoPost; readonly role: PostRole };
type Repost = { readonly of: string; readonly slug: string; readonly title: string; readonly date: string; readonly declared: boolean; readonly before: string; readonly after: string };

const REPOSTS: readonly Repost[] = [
  { of: 'blog.ferrywheel.example/mysql-to-postgresql-without-a-freeze', slug: 'zero-downtime-database-migration', title: 'Zero-downtime database migration: a field report', date: '2025-11-20', declared: true, before: 'This field report first appeared at Ferrywheel Engineering.', after: '' },
  { of: 'kelpdb.example/raft-snapshots-without-stopping', slug: 'consensus-snapshots', title: 'Consensus systems: taking snapshots while writes go on', date: '2023-12-04', declared: true, before: '', after: 'Republished with kind permission of the KelpDB project.' },
  { of: 'notes.pebblestack.example/node-memory-leak-three-snapshots', slug: 'memory-leaks-in-node', title: 'How to hunt memory leaks in Node.js', date: '2024-02-15', declared: true, before: '', after: '' },
  { of: 'blog.ferrywheel.example/redis-as-a-queue-what-we-lost', slug: 'stop-using-redis-as-a-queue', title: 'Stop using Redis as a queue before you read this', date: '2021-05-27', declared: false, before: 'Our readers often ask us about queues. Here is what can go wrong.', after: 'Do you need help with your queues? Talk to our experts.' },
  { of: 'brackishlog.example/fsync-errors-page-cache', slug: 'why-fsync-is-not-enough', title: 'Why fsync is not enough', date: '2022-01-19', declared: false, before: '', after: 'Follow us for more insights.' },
  { of: 'tech.tramlight.example/rotating-nine-thousand-secrets', slug: 'secret-rotation-best-practices', title: 'Secret rotation: best practices from the field', date: '2023-02-21', declared: false, before: 'In today’s fast-moving world, secrets matter more than ever.', after: '' },
];

export const copperfold: HostSite = {
  host: HOST,
  startUrl: `${SITE}/insights`,
  postPath: (post) => `/insights/${post.slug}`,
  render: (posts, findPost) => {
    const own = posts.map((post): Shown => ({ post, role: { type: 'original' } }));
    const shown = [...own, ...REPOSTS.map((repost) => repostOf(repost, findPost))].sort((left, right) => (left.post.date < right.post.date ? 1 : -1));
    return siteOf([...shown.map(renderPost), renderHome(shown), renderFeed(shown)]);
  },
};

/** The other's post under our title, date and name, between a sentence or two of our own. */
function repostOf(repost: Repost, findPost: FindPost): Shown {
  const { post, url } = findPost(repost.of);
  const markdown = [repost.before, post.markdown, repost.after].filter((part) => part !== '').join('\n\n');
  return {
    post: { ...post, host: HOST, slug: repost.slug, title: repost.title, date: repost.date, author: 'Copperfold Consulting', markdown },
    role: { type: 'copy', of: url, declared: repost.declared },
  };
}

function renderPost({ post, role }: Shown): SiteFile {
  const canonical = role.type === 'copy' && role.declared ? role.of : role.type === 'copy' ? null : `${SITE}${copperfold.postPath(post)}`;
  return postPage(copperfold.postPath(post), post, layout(post.title, canonical === null ? '' : `<link rel="canonical" href="${canonical}">`, `<div class="insight"><h1>${escapeMarkup(post.title)}</h1>
<div class="info"><span class="by">${post.author}</span> | <span class="when">${longDate(post.date)}</span></div>
<div class="rich-text">
${body(post)}
</div>
<div class="cta"><h2>Ready to transform your engineering?</h2><p>Book a free call with our consultants.</p><a class="button" href="/contact">Book now</a></div></div>`), role);
}

function renderHome(shown: readonly Shown[]): SiteFile {
  return page('archive', '/insights', newestDate(shown.map(({ post }) => post)), layout('Insights', '', `<h1>Insights</h1><div class="grid">
${shown.map(({ post }) => `<div class="tile"><a href="${copperfold.postPath(post)}"><img src="/img/${post.slug}.jpg" alt=""><span class="tile-title">${escapeMarkup(post.title)}</span></a><span class="tile-date">${longDate(post.date)}</span></div>`).join('\n')}
</div>`));
}

function renderFeed(shown: readonly Shown[]): SiteFile {
  const head = { title: 'Copperfold Insights', description: 'Engineering, transformed', siteUrl: `${SITE}/insights`, feedUrl: `${SITE}/insights/feed.xml`, lang: 'en' };
  const items = shown.map(({ post }) => ({ post, url: SITE + copperfold.postPath(post), summary: excerptOf(post, 30), html: body(post) }));
  return file('feed', '/insights/feed.xml', 'text/xml; charset=utf-8', newestDate(shown.map(({ post }) => post)), renderRss(head, items));
}

function body(post: DemoPost): string {
  return renderMarkdown(post.markdown, { code: plain, heading: (level, html) => `<h${level}>${html}</h${level}>` });
}

function layout(title: string, head: string, main: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(title)} | Copperfold</title>${head}<link rel="alternate" type="application/rss+xml" title="Insights" href="/insights/feed.xml"></head>
<body><div class="topbar"><a href="/">Copperfold</a><a href="/services">Services</a><a href="/insights">Insights</a><a href="/contact">Contact</a></div>
${main}
<div class="bottom"><p>Copperfold Consulting Ltd. Imprint, terms, privacy.</p></div></body></html>
`;
}
