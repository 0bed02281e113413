/** What the addresses of one source's posts look like, learnt from those that its feed and lists name. */

import { hostOf } from '../../core/url.ts';
import { remembering } from '../parse/remember.ts';
import { isLabelAddress, looksLikePost, pathSegments } from '../parse/listing-links.ts';

/** Shapes of addresses, such as `blog.example.org/blog/0/0/*.html`. */
export type PostShapes = ReadonlySet<string>;

/** The shapes of known posts' addresses. */
export function shapesOf(urls: Iterable<string>): PostShapes {
  const shapes = new Set<string>();
  for (const url of urls) {
    const shape = shapeOf(url);
    if (shape !== null) shapes.add(shape);
  }
  return shapes;
}

/** Host, folders with their numbers blanked, and the ending; null for the root. A dated file name keeps its date's place. */
export const shapeOf: (url: string) => string | null = remembering(20_000, (url) => {
  const segments = pathSegments(url);
  const last = segments.at(-1);
  if (last === undefined) return null;
  const folders = segments.slice(0, -1).map((segment) => segment.replace(/\d+/gu, '0'));
  const name = last.replace(/\/?(?:index)?\.html?$/iu, '');
  const dated = /^\d{4}-\d{2}-\d{2}-/u.test(name) ? '0-0-0-*' : '*';
  return [hostOf(url), ...folders, dated].join('/');
});

/**
 * Whether an address has the shape of a known post. Where posts stand beside everything else (at the root, or in a folder
 * without dates), its last segment must also read like a title or the address lie in a folder of posts alone.
 */
export function hasPostShape(url: string, shapes: PostShapes, pageUrl: string): boolean {
  const shape = shapeOf(url);
  if (shape === null || !shapes.has(shape) || isLabelAddress(url) || isFile(url)) return false;
  if (/0/u.test(shape.slice(shape.indexOf('/')))) return !/^\d+$/u.test(pathSegments(url).at(-1) ?? '');
  return pathSegments(url).length > 1 || looksLikePost(url, pageUrl);
}

/** Whether an address ends like a document that is no page. */
export function isFile(url: string): boolean {
  return /\.(?:xml|rss|atom|rdf|json|js|css|png|jpe?g|gif|svg|webp|ico|pdf|zip|gz|tgz|mp[34]|webm|txt|woff2?|ics|epub)$/iu.test(URL.parse(url)?.pathname ?? '');
}
