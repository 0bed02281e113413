/** How much a post is about a topic, from where and how often its spellings stand. */

/** Where a spelling was found; `support` is a sign of the topic anywhere. */
export type Place = 'title' | 'heading' | 'lead' | 'body' | 'address' | 'category' | 'support';

/** Mentions by place. */
export type Counts = Readonly<Record<Place, number>>;

/** How much a mention in each place says, with diminishing returns for repetition. */
const WEIGHTS: Counts = { title: 1.6, heading: 0.5, lead: 0.4, body: 0.35, address: 0.4, category: 1.6, support: 0.15 };

/** 0 (not at all) to 1. */
export function salience(counts: Counts): number {
  let sum = 0;
  for (const place of ['title', 'heading', 'lead', 'body', 'address', 'category', 'support'] as const) {
    sum += WEIGHTS[place] * Math.log2(1 + counts[place]);
  }
  return 1 - Math.exp(-sum / 1.5);
}
