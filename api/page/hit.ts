/** One hit of a search. */

import type { Hit } from '../search/schema.ts';
import { topicName } from '../query/topics.ts';
import { html, highlightedHtml, outLink, writtenIn, type Html } from './html.ts';
import { postUrl, queryUrl } from './links.ts';
import { counted, day, kindName, listed, siteName } from './words.ts';

const MAX_TAGS = 5;
const MAX_COPIES = 3;
const MAX_DISCUSSIONS = 3;

/** A hit: where it is from, title, best passage, topics, and where else it stands and is discussed. */
export function renderHit(hit: Hit): Html {
  return html`<article class="hit">
<p class="meta"><a class="publisher" href="${queryUrl(`source:${hit.host}`)}">${hit.publisher}</a>${byline(hit)}${hit.publishedAt === null ? null : html`<time datetime="${hit.publishedAt}">${day(hit.publishedAt)}</time>`}<span>${hit.readingMinutes} min</span>${hit.kind === 'other' ? null : html`<a class="kind" href="${queryUrl(`kind:${hit.kind}`)}">${kindName(hit.kind)}</a>`}</p>
<h2${writtenIn(hit.language)}>${outLink(hit.url, highlightedHtml(hit.highlighted.title))}</h2>
${hit.highlighted.snippet === '' ? null : html`<p class="snippet"${writtenIn(hit.language)}>${highlightedHtml(hit.highlighted.snippet)}</p>`}
<p class="more">${hit.tags.slice(0, MAX_TAGS).map((tag) => html`<a class="tag" href="${queryUrl(`tag:${tag}`)}">${topicName(tag)}</a>`)}${clusterLine(hit)}<a class="details" href="${postUrl(hit.id)}" aria-label="Details of ${hit.title}">Details</a></p>
</article>`;
}

function byline({ authors, publisher }: Hit): Html | null {
  const names = authors.filter((author) => author.toLowerCase() !== publisher.toLowerCase()).slice(0, 2);
  return names.length === 0 ? null : html`<span class="author">${listed(names)}</span>`;
}

/** "also at dev.to, Medium", "312 points on Hacker News". */
function clusterLine({ copies, discussions, host }: Hit): Html {
  const sites = [...new Map(copies.filter((copy) => copy.host !== host).map((copy) => [siteName(copy.host), copy]))].toSorted(([left], [right]) => left.localeCompare(right, 'en'));
  const extra = sites.length - MAX_COPIES;
  // Most points first: the first of a site is its best.
  const talks = discussions.filter(({ site }, index) => discussions.findIndex((other) => other.site === site) === index).slice(0, MAX_DISCUSSIONS);
  return html`${sites.length === 0 ? null : html`<span class="also">also at ${sites.slice(0, MAX_COPIES).map(([name, copy], index) => html`${index === 0 ? null : ', '}${outLink(copy.url, name)}`)}${extra > 0 ? ` and ${extra} more` : null}</span>`}${talks.map((discussion) => html`<span class="also">${outLink(discussion.url, discussionText(discussion))}</span>`)}`;
}

/** `312 points on Lobsters`; the site alone where it counts nothing. */
export function discussionText({ site, points, comments }: Pick<Hit['discussions'][number], 'site' | 'points' | 'comments'>): string {
  if (points !== null && points > 0) return `${counted(points, 'point')} on ${site}`;
  if (comments !== null && comments > 0) return `${counted(comments, 'comment')} on ${site}`;
  return `on ${site}`;
}
