/** How much the words of a title and beginning are those of posts about a topic, whether or not they name it. */

import type { SalienceWeights } from '../../core/taxonomy.ts';
import { tokenise, type Tokens } from './tokens.ts';

/** So many tokens of the text are looked at: what follows speaks of details. */
export const TERM_TOKENS = 250;

/** Logits by topic; a topic without learnt words has none. */
export type TermScorer = (title: Tokens, text: Tokens) => ReadonlyMap<number, number>;

type TopicWeight = { readonly topic: number; readonly weight: number };

/** What learnt words weigh beside what is named: with more of it a blog's habits are learnt instead of its topics. */
const TERM_SHARE = 0.3;
/** The logit of a topic of which the words say nothing. */
const INDIFFERENT = -3;
const MAX_TERM_LOGIT = 1.5;

/** The learnt words by their hashes. A word of the title counts twice. */
export function createTermScorer(slugs: readonly string[], terms: SalienceWeights['terms']): TermScorer {
  const byHash = new Map<number, TopicWeight[]>();
  const learnt: TopicWeight[] = [];
  slugs.forEach((slug, topic) => {
    for (const [word, weight] of Object.entries(terms[slug] ?? {})) {
      if (word === '') learnt.push({ topic, weight });
      else addTo(byHash, tokenise(word, word.length).hashes[0] ?? 0, { topic, weight });
    }
  });
  return (title, text) => {
    const logits = new Map(learnt.map(({ topic, weight }) => [topic, weight]));
    for (const hashes of [new Set(title.hashes), new Set([...title.hashes, ...text.hashes.slice(0, TERM_TOKENS)])]) {
      for (const hash of hashes) {
        for (const { topic, weight } of byHash.get(hash) ?? []) logits.set(topic, (logits.get(topic) ?? 0) + weight);
      }
    }
    for (const [topic, logit] of logits) logits.set(topic, clamp(TERM_SHARE * (logit - INDIFFERENT)));
    return logits;
  };
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function clamp(logit: number): number {
  return Math.max(-MAX_TERM_LOGIT, Math.min(MAX_TERM_LOGIT, logit));
}
