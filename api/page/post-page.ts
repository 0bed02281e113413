/** A writeup's own page: what is known of it, where else it stands, where it is discussed, what is like it. */

import type { SimilarHit } from '../../core/search.ts';
import { STOP_WORDS } from '../../index-config/embedded/stop-words.ts';
import type { PostView } from '../posts/schema.ts';
import { topicName } from '../query/topics.ts';
import { discussionText } from './hit.ts';
import { html, outLink, writtenIn, type Html } from './html.ts';
import { layout } from './layout.ts';
import { postUrl, queryUrl, sourceUrl } from './links.ts';
import { counted, day, kindName, listed } from './words.ts';

/** `similar` is null where the engine could not say. */
export function renderPostPage(post: PostView, similar: readonly SimilarHit[] | null): string {
  return layout({
    title: `${post.title} · Writeups`, description: post.excerpt, q: '', keep: {}, path: '/posts', head: openGraph(post),
    main: html`<article class="prose post">
<p class="meta"><a class="publisher" href="${queryUrl(`source:${post.host}`)}">${post.publisher}</a>${post.authors.length === 0 ? null : html`<span class="author">${listed(post.authors)}</span>`}${published(post)}<span>${post.readingMinutes} min</span>${post.kind === 'other' ? null : html`<a class="kind" href="${queryUrl(`kind:${post.kind}`)}">${kindName(post.kind)}</a>`}</p>
<h1${writtenIn(post.language)}>${outLink(post.url, post.title)}</h1>
${post.excerpt === '' ? null : html`<p class="excerpt"${writtenIn(post.language)}>${post.excerpt}</p>`}
<p>${outLink(post.url, html`Read it at ${post.host}`, 'primary')}</p>
${renderDiscussions(post)}${renderCopies(post)}${renderTags(post)}${renderSimilar(similar)}${renderFacts(post)}
</article>`,
  });
}

/** @see https://ogp.me/#type_article */
function openGraph({ publishedAt, authors, tags }: PostView): Html {
  const facts = [...(publishedAt === null ? [] : [['published_time', publishedAt]]), ...authors.map((author) => ['author', author]), ...tags.map(({ tag }) => ['tag', topicName(tag)])];
  return html`<meta property="og:type" content="article">${facts.map(([name = '', value = '']) => html`
<meta property="article:${name}" content="${value}">`)}`;
}

function published({ publishedAt, publishedRange }: PostView): Html | null {
  if (publishedAt !== null) return html`<time datetime="${publishedAt}">${day(publishedAt)}</time>`;
  return publishedRange === null ? null : html`<span>between ${day(publishedRange.earliestAt)} and ${day(publishedRange.latestAt)}</span>`;
}

function renderDiscussions({ mentions }: PostView): Html | null {
  if (mentions.length === 0) return null;
  return html`<section><h2>Discussions</h2><ul class="rows">${mentions.map((mention) => html`<li>${outLink(mention.discussionUrl ?? mention.url, mention.title)}<span class="note">${discussionText(mention)}${mention.comments === null ? null : html`, ${counted(mention.comments, 'comment')}`}${mention.submittedAt === null ? null : html`, ${day(mention.submittedAt)}`}</span></li>`)}</ul></section>`;
}

function renderCopies({ copies }: PostView): Html | null {
  if (copies.length === 0) return null;
  return html`<section><h2>Also published at</h2><ul class="rows">${copies.map((copy) => html`<li>${outLink(copy.url, copy.title)}<span class="note">${copy.host}${copy.publishedAt === null ? null : html`, ${day(copy.publishedAt)}`}</span>${copy.reasons.slice(0, 1).map(({ reason }) => html`<span class="note">${reason}</span>`)}</li>`)}</ul></section>`;
}

function renderTags({ tags }: PostView): Html | null {
  if (tags.length === 0) return null;
  return html`<section><h2>Topics</h2><ul class="rows">${tags.map(({ tag, evidence }) => html`<li><a class="tag" href="${queryUrl(`tag:${tag}`)}">${topicName(tag)}</a>${evidence === '' ? null : html`<span class="note">“…${evidence}…”</span>`}</li>`)}</ul></section>`;
}

function renderSimilar(similar: readonly SimilarHit[] | null): Html | null {
  if (similar === null || similar.length === 0) return null;
  return html`<section><h2>Similar writeups</h2><ul class="rows">${similar.map(({ document, sharedTags, sharedTerms }) => html`<li><a href="${postUrl(document.id)}">${document.title}</a><span class="note">${document.publisher}${document.publishedAt === null ? null : html`, ${day(document.publishedAt)}`}</span>${shared(sharedTags, sharedTerms)}</li>`)}</ul></section>`;
}

function shared(tags: readonly string[], terms: readonly string[]): Html | null {
  const names = tags.map(topicName);
  const told = new Set(names.flatMap((name) => name.toLowerCase().split(/[\s-]+/u)));
  const words = [...names, ...terms.filter((term) => !told.has(term) && !STOP_WORDS.has(term))].slice(0, 6);
  return words.length === 0 ? null : html`<span class="note">Both are about ${listed(words)}</span>`;
}

function renderFacts(post: PostView): Html {
  const facts: readonly (readonly [string, Html | string | null])[] = [
    ['Address', outLink(post.canonicalUrl, post.canonicalUrl)],
    ['Source', post.sourceId === null ? null : html`<a href="${sourceUrl(post.sourceId)}">${post.publisher}</a>`],
    ['Updated', post.updatedAt === null ? null : day(post.updatedAt)],
    ['Length', counted(post.wordCount, 'word')],
    ['Code', post.codeLanguages.length === 0 ? null : post.codeLanguages.map(topicName).join(', ')],
    ['Author’s tags', post.categories.length === 0 ? null : post.categories.join(', ')],
    ['Text', post.excerptOnly ? 'Only the feed’s own words could be had' : null],
    ['Quality', post.quality.reasons.length === 0 ? null : post.quality.reasons.join('; ')],
    ['Found', day(post.firstSeenAt)],
  ];
  return html`<section><h2>Facts</h2><dl class="facts">${facts.map(([name, value]) => value === null ? null : html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}
