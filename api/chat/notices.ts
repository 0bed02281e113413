/** News of what is watched, in the parts that every platform shows. Pure. */

import { clip } from '../../core/text.ts';
import { toCard, type Card } from './cards.ts';
import type { Notice } from '../saved-searches/deliverer.ts';

/** One line that says what this is. */
export function headingOfNotice({ posts, search }: Notice): string {
  return clip(`${posts.length} new: ${search.name}`, 200);
}

/** The newest of its posts, at most `most`. */
export function cardsOfNotice({ posts }: Notice, most: number): Card[] {
  return posts.slice(-most).map(({ id, title, url, publisher, publishedAt, excerpt }) => toCard({
    id, title, url, source: publisher, date: publishedAt?.slice(0, 10) ?? null, passage: clip(excerpt, 200), discussions: [], why: '',
  }));
}
