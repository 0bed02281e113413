/** Trains the salience model from posts that their authors tagged, and prints it as the JSON that `index-config/taxonomy/` holds. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { SalienceWeights } from '../core/taxonomy.ts';
import { hostOf } from '../core/url.ts';
import { createAuthorTagReader } from '../crawler/tag/author-tags.ts';
import { CUE_SPELLINGS, findKind } from '../crawler/tag/kind.ts';
import { measureManner } from '../crawler/tag/manner.ts';
import { createMatcher } from '../crawler/tag/matcher.ts';
import { findMentions } from '../crawler/tag/mentions.ts';
import { firmness, hierarchyOf, measureTopics, sigmoid, type Features } from '../crawler/tag/salience.ts';
import { partCues } from '../crawler/tag/tag.ts';
import { TAXONOMY } from '../index-config/taxonomy.ts';
import { trainTerms } from './train-terms.ts';

const USAGE = `node scripts/train-salience.ts POSTS.jsonl[.gz]…
  POSTS: one {"id","url","title","text","tags" or "authorTags"} a line; of posts with the same title the first that is tagged is taken`;

/** A tagged post as the suites hold it. */
export type TaggedPost = { readonly id: string; readonly url: string; readonly title: string; readonly text: string; readonly tags: readonly string[] };

/** One topic that a post speaks of, and whether its author tagged it so. */
type Example = { readonly topic: number; readonly kind: string; readonly values: readonly number[]; readonly edges: readonly (readonly [edge: string, firmness: number])[]; readonly tagged: boolean };

/** The topics that a post speaks of, and those that its author tagged. */
type Spoken = { readonly post: TaggedPost; readonly topics: readonly number[]; readonly wanted: ReadonlySet<number> };

/** Passes over the posts; more change nothing in the third digit. */
const EPOCHS = 20;
const RATE = 0.2;
/** Pull of topics' and edges' weights to 0. Chosen by leaving out one blog at a time: 0.02 fits the blogs, 0.5 loses what they share. */
const PULL = 0.05;
/** A topic that one blog tags in every post would be given for its mere mention elsewhere. */
const MAX_BIAS = 1;

/** Share of a blog's posts that speak of its subject, and share of these that are tagged with it. */
const SUBJECT_SHARE = 0.5;
const SUBJECT_TAGGED = 0.05;

/** The posts of a file of JSON lines. */
export function readTaggedPosts(file: string): TaggedPost[] {
  const bytes = readFileSync(file);
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const post = JSON.parse(line) as TaggedPost & { readonly authorTags?: readonly string[] };
    return { ...post, tags: post.authorTags ?? post.tags ?? [] };
  });
}

/** The posts with each title once: the first that is tagged, else the first. */
export function distinctPosts(posts: readonly TaggedPost[]): TaggedPost[] {
  const byTitle = new Map<string, TaggedPost>();
  for (const post of posts) if ((byTitle.get(post.title)?.tags.length ?? 0) === 0 && (post.tags.length > 0 || !byTitle.has(post.title))) byTitle.set(post.title, post);
  return [...byTitle.values()];
}

/** The weights that tell best which of the topics in a post its author tagged. `rarity` is measured over all posts, the rest learnt from those with tags. */
export function trainSalience(all: readonly TaggedPost[]): SalienceWeights {
  const tagged = all.filter(({ tags }) => tags.length > 0);
  const { topics } = TAXONOMY;
  const hierarchy = hierarchyOf(TAXONOMY);
  const match = createMatcher([...topics, ...CUE_SPELLINGS]);
  const rarity = measureRarity(all.map((post) => [...findMentions(post, match).mentions.keys()].filter((index) => index < topics.length)), topics.length);
  const topicOf = createAuthorTagReader(TAXONOMY);
  const topicsOf = ({ tags }: TaggedPost) => new Set(tags.map(topicOf).filter((topic) => topic !== null));
  const subjectsOf = findSubjects(tagged.map((post) => ({ post, topics: [...findMentions(post, match).mentions.keys()], wanted: topicsOf(post) })));
  const names: string[] = [];
  const posts = tagged.map((post): Example[] => {
    const wanted = topicsOf(post);
    const { mentions: found, text } = findMentions(post, match);
    const { mentions, cues } = partCues(found, topics.length);
    const { kind } = findKind({ title: post.title, cues, authorTags: [], manner: measureManner(post.text, text) });
    const measured = measureTopics(mentions, text.starts.length, { hierarchy, rarity });
    const subjects = subjectsOf.get(hostOf(post.url));
    return [...measured].filter(([topic]) => subjects?.has(topic) !== true).map(([topic, { features, children }]) => {
      if (names.length === 0) names.push(...Object.keys(features));
      const edges = children.flatMap((child) => toEdge(`${topics[child]?.slug}>${topics[topic]?.slug}`, measured.get(child)?.features));
      return { topic, kind: `${kind}>${topics[topic]?.slug}`, values: Object.values(features), edges, tagged: wanted.has(topic) };
    });
  });
  const terms = trainTerms(tagged.map((post) => ({ ...post, topics: topicsOf(post) })), topics.length);
  const { features, biases, edges, kinds } = fit(posts.flat());
  return {
    features: Object.fromEntries(names.map((name, index) => [name, round(features.value(index))])),
    topics: sparse(topics.map(({ slug }, index) => [slug, Math.max(-MAX_BIAS, Math.min(MAX_BIAS, biases.value(index)))])),
    edges: sparse([...edges.names()].map((name) => [name, edges.value(name)])),
    kinds: sparse([...kinds.names()].map((name) => [name, kinds.value(name)])),
    terms: Object.fromEntries([...terms].map(([topic, weights]) => [topics[topic]?.slug ?? '', weights])),
    rarity: Object.fromEntries(topics.map(({ slug }, index) => [slug, round(rarity[index] ?? 0)])),
  };
}

function toEdge(name: string, child: Features | undefined): [string, number][] {
  return child === undefined ? [] : [[name, firmness(child)]];
}

/**
 * The topics of which half of a blog's posts speak and which its tags hardly know, by host. Authors do not tag what their whole
 * blog is about (no post of the Go blog is tagged `go`), so that a missing tag says nothing of them there.
 */
function findSubjects(posts: readonly Spoken[]): ReadonlyMap<string, ReadonlySet<number>> {
  const byHost = Map.groupBy(posts, ({ post }) => hostOf(post.url));
  return new Map([...byHost].map(([host, own]) => {
    const spoken = countEach(own.flatMap(({ topics }) => topics));
    const tagged = countEach(own.flatMap(({ wanted }) => [...wanted]));
    const subjects = [...spoken].filter(([topic, count]) => count >= own.length * SUBJECT_SHARE && (tagged.get(topic) ?? 0) < count * SUBJECT_TAGGED);
    return [host, new Set(subjects.map(([topic]) => topic))];
  }));
}

function countEach(items: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function measureRarity(mentioned: readonly (readonly number[])[], topicCount: number): number[] {
  const posts = new Array<number>(topicCount).fill(0);
  for (const topic of mentioned.flat()) posts[topic] = (posts[topic] ?? 0) + 1;
  return posts.map((count) => Math.log((mentioned.length + 1) / (count + 1)));
}

/** Logistic regression by AdaGrad, example by example in the posts' order. */
function fit(examples: readonly Example[]) {
  const features = createWeights<number>(0);
  const biases = createWeights<number>(PULL);
  const edges = createWeights<string>(PULL);
  const kinds = createWeights<string>(PULL);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const example of examples) {
      let logit = biases.value(example.topic) + kinds.value(example.kind);
      example.values.forEach((value, index) => { logit += features.value(index) * value; });
      for (const [edge, strength] of example.edges) logit += edges.value(edge) * strength;
      const error = sigmoid(logit) - (example.tagged ? 1 : 0);
      example.values.forEach((value, index) => features.learn(index, error * value));
      for (const [edge, strength] of example.edges) edges.learn(edge, error * strength);
      kinds.learn(example.kind, error);
      biases.learn(example.topic, error);
    }
  }
  return { features, biases, edges, kinds };
}

/** Weights that start at 0, each with its own learning rate (AdaGrad). */
function createWeights<Key>(pull: number) {
  const weights = new Map<Key, { value: number; squares: number }>();
  return {
    names: () => weights.keys(),
    value: (key: Key) => weights.get(key)?.value ?? 0,
    learn(key: Key, gradient: number) {
      if (gradient === 0) return;
      const weight = weights.get(key) ?? { value: 0, squares: 1 };
      const pulled = gradient + pull * weight.value;
      weight.squares += pulled * pulled;
      weight.value -= (RATE * pulled) / Math.sqrt(weight.squares);
      weights.set(key, weight);
    },
  };
}

/** Weights too small to move a score by a hundredth are left out. */
function sparse(entries: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(entries.filter(([, weight]) => Math.abs(weight) >= 0.04).map(([name, weight]) => [name, round(weight)]));
}

function round(weight: number): number {
  return Math.round(weight * 1000) / 1000;
}

if (import.meta.main) {
  const files = process.argv.slice(2);
  if (files.length === 0) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
  } else {
    process.stdout.write(`${JSON.stringify(trainSalience(distinctPosts(files.flatMap(readTaggedPosts))), null, 1)}\n`);
  }
}
