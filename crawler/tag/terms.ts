/** How much the words of a title and beginning are those of posts about a topic, whether or not they name it. */

import type { SalienceWeights } from '../../core/taxonomy.ts';
import { tokenise, type Tokens } from './tokens.ts';

/** So many tokens of the text are looked at: what follows speaks of details. */
export const TERM_TOKENS = 250;

/** Logits by topic, 0 for a topic without learnt words. */
export type TermScorer = (title: Tokens, text: Tokens) => Float64Array;

/** What learnt words weigh beside what is named: 0.8 gains half a point on the blogs that were learnt from and loses as much on others. */
const TERM_SHARE = 0.5;
/** The logit of a topic of which the words say nothing. */
const INDIFFERENT = -3;
const MAX_TERM_LOGIT = 2;

/** The learnt words by their hashes. A word of the title counts twice, repeated ones once. */
export function createTermScorer(slugs: readonly string[], terms: SalienceWeights['terms']): TermScorer {
  /** Topic and weight in turns: numbers alone are read fastest. */
  const byHash = new Map<number, number[]>();
  const learnt = new Uint8Array(slugs.length);
  const initial = new Float64Array(slugs.length);
  slugs.forEach((slug, topic) => {
    for (const [word, weight] of Object.entries(terms[slug] ?? {})) {
      learnt[topic] = 1;
      if (word === '') initial[topic] = weight;
      else addTo(byHash, tokenise(word, word.length).hashes[0] ?? 0, topic, weight);
    }
  });
  const known = new Uint8Array(0x10000);
  for (const hash of byHash.keys()) known[hash & 0xffff] = 1;
  const addKnown = (hashes: Int32Array, limit: number, seen: Set<number>) => {
    const end = Math.min(limit, hashes.length);
    for (let index = 0; index < end; index += 1) {
      const hash = hashes[index] ?? 0;
      if (known[hash & 0xffff] === 1) seen.add(hash);
    }
  };
  return (title, text) => {
    const logits = initial.slice();
    const addWeights = (hashes: ReadonlySet<number>) => {
      for (const hash of hashes) {
        const weights = byHash.get(hash);
        for (let at = 0; weights !== undefined && at < weights.length; at += 2) logits[weights[at] ?? 0]! += weights[at + 1] ?? 0;
      }
    };
    const seen = new Set<number>();
    addKnown(title.hashes, title.hashes.length, seen);
    addWeights(seen);
    addKnown(text.hashes, TERM_TOKENS, seen);
    addWeights(seen);
    for (let topic = 0; topic < logits.length; topic += 1) logits[topic] = learnt[topic] === 1 ? clamp(TERM_SHARE * ((logits[topic] ?? 0) - INDIFFERENT)) : 0;
    return logits;
  };
}

function addTo(lists: Map<number, number[]>, key: number, ...values: readonly number[]): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [...values]);
  else list.push(...values);
}

function clamp(logit: number): number {
  return Math.max(-MAX_TERM_LOGIT, Math.min(MAX_TERM_LOGIT, logit));
}
