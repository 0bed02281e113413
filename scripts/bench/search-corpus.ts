/** A corpus of any size out of the suite's posts: paragraphs recombined, seven of ten from one post and three from others. */

import type { IndexDocument } from '../../core/search.ts';
import { KINDS } from '../../core/post.ts';
import { toRankedDocument, type RankDocument } from '../stages/rank.ts';

const OWN_SHARE = 0.7;
const MS_PER_DAY = 86_400_000;

/** `count` posts, the same at each run: the given ones first, then recombined ones. `maxChars` shortens texts. */
export function* recombinedPosts(posts: readonly RankDocument[], count: number, maxChars = Number.POSITIVE_INFINITY): Generator<IndexDocument> {
  const paragraphs = posts.map((post) => post.text.split(/\n{2,}/u));
  const random = randomNumbers(42);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  for (let number = 0; number < count; number += 1) {
    const post = posts[number % posts.length] as RankDocument;
    const isReal = number < posts.length;
    const own = paragraphs[number % posts.length] ?? [];
    const text = isReal ? post.text : own.map((paragraph) => (random() < OWN_SHARE ? paragraph : pick(pick(paragraphs)))).join('\n\n');
    const title = isReal ? post.title : `${post.title ?? ''} ${number}`;
    const document = toRankedDocument({ ...post, title, text: text.slice(0, maxChars) }, String(number));
    yield {
      ...document, publisher: document.host, sourceId: document.host, kind: KINDS[number % KINDS.length] ?? 'other', points: number % 300,
      publishedAt: new Date(Date.UTC(2008, 0, 1) + ((number * 7919) % 6500) * MS_PER_DAY).toISOString(),
    };
  }
}

/** Numbers in [0, 1): mulberry32, so that a seed gives the same ones everywhere. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
