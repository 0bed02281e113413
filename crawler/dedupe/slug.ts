/** What the addresses of two posts on one site say: whether they name different posts. */

import { hostOf } from '../../core/url.ts';
import { relateTitles, type TitleRelation } from './title.ts';

/** Slugs of one site with less in common than this name different posts, whatever their pages hold: a page that was read wrong often holds what all do. */
const MIN_LIKENESS = 0.7;
/** Identifiers say nothing: long numbers, hexadecimal digests, letters mixed with digits. */
const IDENTIFIER = /^(?:\d{5,}|(?=\D*\d)[\da-f]{6,}|(?=\D*\d)(?=.*[a-z])(?!v\d|q\d|\d+(?:st|nd|rd|th)$)\w{8,})$/iu;
/** Words that stand before an identifier. */
const PLACEHOLDER = /^(?:p|id|post|posts|item|article|entry|story|node|page|doc|blog|news|html?|php|aspx?|md)$/iu;

/**
 * Whether two addresses of one host name different posts: another version, date or number, or other words. Slugs without words tell nothing,
 * and those of one word only something where the titles differ too.
 */
export function slugsDiffer(left: string, right: string, titles: TitleRelation): boolean {
  if (hostOf(left) !== hostOf(right)) return false;
  const [a, b] = [slugWords(left), slugWords(right)];
  const fewest = Math.min(a.filter(isWord).length, b.filter(isWord).length);
  if (fewest === 0) return false;
  const { conflict, likeness } = relateTitles(a.join(' '), b.join(' '));
  return conflict || (likeness < MIN_LIKENESS && (fewest > 1 || titles.likeness < 0.5));
}

/** The words and numbers of the last segment of the path, else of the query; without the digit that WordPress adds to a slug that is taken. */
function slugWords(address: string): readonly string[] {
  const url = URL.parse(address);
  const segment = url?.pathname.split('/').findLast((each) => each !== '' && !/^index\.\w+$/u.test(each)) ?? url?.search ?? '';
  const words = segment.split(/[^\p{L}\p{N}.]+|%[0-9A-F]{2}|\.(?=\p{L})/u).filter((word) => word !== '' && !IDENTIFIER.test(word) && !PLACEHOLDER.test(word));
  return words.length > 3 && /^\d$/u.test(words.at(-1) ?? '') ? words.slice(0, -1) : words;
}

function isWord(word: string): boolean {
  return /\p{L}{3}/u.test(word);
}
