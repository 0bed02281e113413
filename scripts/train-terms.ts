/** Learns which words the posts about a topic begin with. */

import { hostOf } from '../core/url.ts';
import { words } from '../core/text.ts';

/** The beginning of a post and the topics of its author's tags. */
export type TermExample = { readonly url: string; readonly title: string; readonly text: string; readonly topics: ReadonlySet<number> };

/** Characters of the text that are looked at: about as many words as the tagger looks at. */
const LEAD_CHARS = 1_500;
const MIN_POSTS_OF_TOPIC = 12;
const MIN_POSTS_OF_WORD = 6;
/** Words of fewer blogs are names of projects and people: they would teach a blog's habits. */
const MIN_BLOGS_OF_WORD = 4;
const MAX_SHARE_OF_WORD = 0.4;
const MAX_WORDS_OF_TOPIC = 100;
const EPOCHS = 4;
const RATE = 0.15;
const PULL = 0.003;

type Vector = { readonly title: readonly number[]; readonly all: readonly number[] };

/** Word weights by topic, the largest only; the word `''` is the topic's own. Logistic regression by AdaGrad, one topic against the rest. */
export function trainTerms(examples: readonly TermExample[], topicCount: number): ReadonlyMap<number, Readonly<Record<string, number>>> {
  const vocabulary = chooseWords(examples);
  const vectors = examples.map(({ title, text }): Vector => {
    const inTitle = termsOf(title);
    return { title: placesOf(inTitle, vocabulary), all: placesOf(new Set([...inTitle, ...termsOf(text.slice(0, LEAD_CHARS))]), vocabulary) };
  });
  const names = [...vocabulary.keys()];
  const learnt = new Map<number, Readonly<Record<string, number>>>();
  for (let topic = 0; topic < topicCount; topic += 1) {
    const tagged = examples.map(({ topics }) => topics.has(topic));
    if (tagged.filter(Boolean).length >= MIN_POSTS_OF_TOPIC) learnt.set(topic, largest(fit(vectors, tagged, names.length), names));
  }
  return learnt;
}

function termsOf(text: string): ReadonlySet<string> {
  return new Set(words(text).filter((word) => /^\p{L}{2,}$/u.test(word)));
}

function chooseWords(examples: readonly TermExample[]): ReadonlyMap<string, number> {
  const posts = new Map<string, number>();
  const blogs = new Map<string, Set<string>>();
  for (const { url, title, text } of examples) {
    for (const word of termsOf(`${title} ${text.slice(0, LEAD_CHARS)}`)) {
      posts.set(word, (posts.get(word) ?? 0) + 1);
      blogs.set(word, (blogs.get(word) ?? new Set()).add(hostOf(url)));
    }
  }
  const chosen = [...posts].filter(([word, count]) => count >= MIN_POSTS_OF_WORD && count < examples.length * MAX_SHARE_OF_WORD && (blogs.get(word)?.size ?? 0) >= MIN_BLOGS_OF_WORD);
  return new Map(chosen.map(([word], place) => [word, place]));
}

function placesOf(terms: ReadonlySet<string>, vocabulary: ReadonlyMap<string, number>): number[] {
  return [...terms].flatMap((term) => vocabulary.get(term) ?? []);
}

/** Weights of the words, and last the topic's own. */
function fit(vectors: readonly Vector[], tagged: readonly boolean[], wordCount: number): Float64Array {
  const weights = new Float64Array(wordCount + 1);
  const squares = new Float64Array(wordCount + 1).fill(1);
  weights[wordCount] = Math.log(tagged.filter(Boolean).length / tagged.length);
  const learn = (places: readonly number[], error: number) => {
    for (const place of places) {
      const gradient = error + PULL * (weights[place] ?? 0);
      squares[place] = (squares[place] ?? 0) + gradient * gradient;
      weights[place] = (weights[place] ?? 0) - (RATE * gradient) / Math.sqrt(squares[place] ?? 1);
    }
  };
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    vectors.forEach(({ title, all }, index) => {
      let logit = weights[wordCount] ?? 0;
      for (const place of title) logit += weights[place] ?? 0;
      for (const place of all) logit += weights[place] ?? 0;
      const error = 1 / (1 + Math.exp(-logit)) - (tagged[index] === true ? 1 : 0);
      // Errors this small are of the many posts that have nothing to do with the topic.
      if (Math.abs(error) < 0.002) return;
      learn(title, error);
      learn(all, error);
    });
  }
  return weights;
}

function largest(weights: Float64Array, names: readonly string[]): Readonly<Record<string, number>> {
  const ranked = names.map((name, place) => [name, weights[place] ?? 0] as const).sort(([, left], [, right]) => Math.abs(right) - Math.abs(left));
  const kept = ranked.slice(0, MAX_WORDS_OF_TOPIC).filter(([, weight]) => Math.abs(weight) >= 0.1);
  return Object.fromEntries([['', weights.at(-1) ?? 0] as const, ...kept].map(([name, weight]) => [name, Math.round(weight * 100) / 100]));
}
