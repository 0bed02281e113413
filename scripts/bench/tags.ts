/** Measures the tagger on posts that their authors tagged: `npm run bench -- tags`. */

import { createHash } from 'node:crypto';
import { hostOf } from '../../core/url.ts';
import { createAuthorTagReader } from '../../crawler/tag/author-tags.ts';
import { createTagger, type Tagger } from '../../crawler/tag/tag.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import { distinctPosts, readTaggedPosts, trainSalience, type TaggedPost } from '../train-salience.ts';

export const TAGS_SUITE = new URL('../../../shared/suites/tags/cases.jsonl.gz', import.meta.url);
/** More posts with their authors' tags; the salience model was trained on these and on the suite's. */
const MORE_POSTS = new URL('../../../shared/suites/search/docs.jsonl.gz', import.meta.url);

/** How the authors' tags were met, over some posts. */
export type TagScore = { readonly known: number; readonly hitAt3: number; readonly recallAt5: number; readonly tagsPerPost: number };

/** One post: the topics its author's tags mean, and those that the tagger gave, best first. `uses` and `known` count the author's tags. */
type Outcome = { readonly wanted: readonly string[]; readonly given: readonly string[]; readonly uses: number; readonly known: number };

const FOLDS = 3;
const MIN_TIMED_POSTS = 4_000;

/** The suite's score with the model as it is shipped, which has seen these posts. */
export function measureShipped(): TagScore {
  const tagger = createTagger(TAXONOMY);
  return scoreOf(readTaggedPosts(TAGS_SUITE.pathname).map((post) => outcomeOf(post, tagger)));
}

/** The suite's score where each post is tagged by a model that was trained without it and all others of its group. */
export function measureUnseen(groupOf: (post: TaggedPost) => string): TagScore {
  const suite = readTaggedPosts(TAGS_SUITE.pathname);
  const posts = distinctPosts([...suite, ...readTaggedPosts(MORE_POSTS.pathname)]);
  const foldOf = (post: TaggedPost) => (createHash('sha256').update(groupOf(post)).digest()[0] ?? 0) % FOLDS;
  return scoreOf(Array.from({ length: FOLDS }, (_, fold) => {
    const tagger = createTagger({ ...TAXONOMY, salience: trainSalience(posts.filter((post) => foldOf(post) !== fold)) });
    return suite.filter((post) => foldOf(post) === fold).map((post) => outcomeOf(post, tagger));
  }).flat());
}

const topicOf = createAuthorTagReader(TAXONOMY);

/** The synonym map between authors' tags and topics is the taxonomy itself. */
function outcomeOf(post: TaggedPost, tagger: Tagger): Outcome {
  const topics = post.tags.map(topicOf);
  const wanted = [...new Set(topics)].flatMap((topic) => TAXONOMY.topics[topic ?? -1]?.slug ?? []);
  const given = tagger({ url: post.url, title: post.title, text: post.text }).tags.map(({ tag }) => tag);
  return { wanted, given, uses: topics.length, known: topics.filter((topic) => topic !== null).length };
}

function scoreOf(outcomes: readonly Outcome[]): TagScore {
  const taggable = outcomes.filter(({ wanted }) => wanted.length > 0);
  return {
    known: total(outcomes, ({ known }) => known) / total(outcomes, ({ uses }) => uses),
    hitAt3: total(taggable, ({ wanted, given }) => (given.slice(0, 3).some((tag) => wanted.includes(tag)) ? 1 : 0)) / taggable.length,
    recallAt5: total(taggable, ({ wanted, given }) => given.slice(0, 5).filter((tag) => wanted.includes(tag)).length / wanted.length) / taggable.length,
    tagsPerPost: total(outcomes, ({ given }) => given.length) / outcomes.length,
  };
}

/** Posts a second of this process's own time, so that what else the machine does hardly counts. */
function measureSpeed(): number {
  const tagger = createTagger(TAXONOMY);
  const posts = readTaggedPosts(TAGS_SUITE.pathname);
  posts.forEach(tagger);
  const started = process.cpuUsage();
  let count = 0;
  for (; count < MIN_TIMED_POSTS; count += posts.length) posts.forEach(tagger);
  const { user, system } = process.cpuUsage(started);
  return (count * 1e6) / (user + system);
}

function total<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}

/** Prints the figures as a table. */
export function run(): void {
  const speed = measureSpeed();
  const scores = [measureShipped(), measureUnseen(({ title }) => title), measureUnseen(({ url }) => hostOf(url))];
  const print = (name: string, aim: string, numberOf: (score: TagScore) => number) =>
    console.log(`${name.padEnd(28)}${scores.map((score) => numberOf(score).toFixed(3).padStart(13)).join('')}${aim.padStart(9)}`);
  console.log(`${'figure'.padEnd(28)}${['as shipped', 'unseen posts', 'unseen blogs'].map((name) => name.padStart(13)).join('')}${'aim'.padStart(9)}`);
  print("authors' tags known", '0.700', ({ known }) => known);
  print('hit@3', '0.850', ({ hitAt3 }) => hitAt3);
  print('recall@5', '0.600', ({ recallAt5 }) => recallAt5);
  print('tags a post', '', ({ tagsPerPost }) => tagsPerPost);
  console.log(`posts a second of CPU       ${speed.toFixed(0).padStart(13)}${'3000'.padStart(35)}`);
}

if (import.meta.main) run();
