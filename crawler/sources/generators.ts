/** Ways to older posts that a blog's generator is known to have. */

import { hostOf } from '../../core/url.ts';
import { parseInstant } from '../../core/time.ts';
import { pageNumberOf } from '../parse/listing-next.ts';
import { asObject, asObjects, asText, parseJson } from './json.ts';
import type { BackfillDocument, BackfillFinds, Further } from './backfill.ts';

/** WordPress gives at most 100 posts an answer. @see https://developer.wordpress.org/rest-api/reference/posts/ */
const WORDPRESS_PER_PAGE = 100;

/** Where a document made by WordPress or Ghost goes on; `count` is how many posts it lists, and an empty page is the last. */
export function furtherOfGenerator(document: BackfillDocument, count: number): Further[] {
  const start = Buffer.from(document.body.subarray(0, 50_000)).toString('utf8');
  const generator = /<generator[^<>]{0,80}>([^<>]{1,200})</iu.exec(start)?.[1] ?? /<meta[^<>]{0,80}name=["']generator["'][^<>]{0,20}content=["']([^"'<>]{1,200})/iu.exec(start)?.[1] ?? '';
  const isFeed = /<(?:rss|feed)[\s>]/iu.test(start);
  if (/wordpress/iu.test(generator)) return wordPress(document.url, isFeed && count > 0);
  if (/ghost/iu.test(generator) && count > 0) return [{ url: new URL('/sitemap-posts.xml', document.url).href, why: 'the list of posts that Ghost keeps', rank: 1 }];
  return [];
}

function wordPress(url: string, hasMore: boolean): Further[] {
  const root = new URL(url);
  const blog = new URL(root.pathname.replace(/(?:feed|rss|atom)\/?(?:index\.xml)?$/iu, ''), root.origin);
  const api = new URL('wp-json/wp/v2/posts', blog.href.endsWith('/') ? blog.href : `${blog.href}/`);
  api.search = `per_page=${WORDPRESS_PER_PAGE}&page=1&_fields=link,title,date_gmt`;
  const further: Further[] = pageNumberOf(url) === null ? [{ url: api.href, why: "WordPress's own list of posts", rank: 1 }] : [];
  if (!hasMore) return further;
  const next = new URL(url);
  next.searchParams.set('paged', String((pageNumberOf(url) ?? 1) + 1));
  return [...further, { url: next.href, why: 'the next page of the WordPress feed', rank: 1 }];
}

/** Posts in an answer of WordPress's API and the next page of it; null where the JSON is none. */
export function readWordPressPosts(text: string, url: string): BackfillFinds | null {
  const posts = asObjects(parseJson(text));
  if (posts.length === 0 || !posts.every((post) => 'link' in post && 'date_gmt' in post)) return null;
  const found = posts.map((post) => ({ url: asText(post['link']) ?? '', title: asText(asObject(post['title'])?.['rendered']), publishedAt: parseInstant(asText(post['date_gmt']) ?? '') }));
  const next = new URL(url);
  next.searchParams.set('page', String((pageNumberOf(url) ?? 1) + 1));
  const isLast = posts.length < WORDPRESS_PER_PAGE;
  return { posts: found.filter((post) => hostOf(post.url) === hostOf(url)), further: isLast ? [] : [{ url: next.href, why: "the next page of WordPress's list", rank: 1 }] };
}
