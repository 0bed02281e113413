/** What the addresses of two posts on one site say: whether they name different posts. */

import { hostOf } from '../../core/url.ts';
import { relateTitles } from './title.ts';

/** Slugs of one site with less in common than this name different posts, whatever their pages hold: a page that was read wrong often holds what all do. */
const MIN_LIKENESS = 0.7;

/** Whether two addresses of one host name different posts: another version, date or number, or other words. */
export function slugsDiffer(left: string, right: string): boolean {
  if (hostOf(left) !== hostOf(right)) return false;
  const [a, b] = [slugOf(left), slugOf(right)];
  const { conflict, likeness } = relateTitles(a, b);
  return conflict || (isWordy(a) && isWordy(b) && likeness < MIN_LIKENESS);
}

/** The last segment of the path without ending, else the query; without the digit that WordPress adds to a slug that is taken. */
function slugOf(address: string): string {
  const url = URL.parse(address);
  if (url === null) return '';
  const last = url.pathname.split('/').findLast((segment) => segment !== '' && !/^index\.\w+$/u.test(segment));
  const slug = (last ?? url.search).replace(/\.(?:html?|php|aspx?)$/u, '').replaceAll(/[-_+]|%20/gu, ' ');
  return slug.replace(/(?<=[a-z]{3}.{0,200}) \d$/u, '');
}

function isWordy(slug: string): boolean {
  return (slug.match(/\p{L}{3,}/gu)?.length ?? 0) > 1;
}
