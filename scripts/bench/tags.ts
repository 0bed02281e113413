/** Measures the tagger on posts that their authors tagged: `node scripts/bench/tags.ts`. */

import { createAuthorTagReader } from '../../crawler/tag/author-tags.ts';
import { createTagger } from '../../crawler/tag/tag.ts';
import { TAXONOMY } from '../../index-config/taxonomy.ts';
import { halfOf, readTaggedPosts, type TaggedPost } from '../train-salience.ts';

export const TAGS_SUITE = new URL('../../../shared/suites/tags/cases.jsonl.gz', import.meta.url);

/** A figure over all posts, over the half that the salience model was trained on too, and over the half that nothing was tuned on. */
export type Figure = { readonly name: string; readonly all: number; readonly tuned: number; readonly held: number; readonly aim: number | null };

/** One post: the topics its author's tags mean, and those that the tagger gave, best first. `uses` and `known` count the author's tags. */
type Outcome = { readonly post: TaggedPost; readonly wanted: readonly string[]; readonly given: readonly string[]; readonly uses: number; readonly known: number };

const MIN_TIMED_POSTS = 4_000;

/** Every figure of the suite; the synonym map between authors' tags and topics is the taxonomy itself. */
export function measureTagging(): Figure[] {
  const tagger = createTagger(TAXONOMY);
  const topicOf = createAuthorTagReader(TAXONOMY);
  const posts = readTaggedPosts(TAGS_SUITE.pathname);
  const outcomes = posts.map((post): Outcome => {
    const topics = post.tags.map(topicOf);
    const wanted = [...new Set(topics)].flatMap((topic) => TAXONOMY.topics[topic ?? -1]?.slug ?? []);
    const given = tagger({ url: post.url, title: post.title, text: post.text }).tags.map(({ tag }) => tag);
    return { post, wanted, given, uses: topics.length, known: topics.filter((topic) => topic !== null).length };
  });
  const taggable = outcomes.filter(({ wanted }) => wanted.length > 0);
  const perSecond = timePosts(posts, tagger);
  return [
    figure("authors' tags known", outcomes, (some) => total(some, ({ known }) => known) / total(some, ({ uses }) => uses), 0.7),
    figure('hit@3', taggable, (some) => total(some, hitAt3) / some.length, 0.85),
    figure('recall@5', taggable, (some) => total(some, recallAt5) / some.length, 0.6),
    figure('hit@3 of all posts', outcomes, (some) => total(some, hitAt3) / some.length, null),
    figure('tags a post', outcomes, (some) => total(some, ({ given }) => given.length) / some.length, null),
    { name: 'posts a second of CPU', all: perSecond, tuned: Number.NaN, held: Number.NaN, aim: 3_000 },
  ];
}

function hitAt3({ wanted, given }: Outcome): number {
  return given.slice(0, 3).some((tag) => wanted.includes(tag)) ? 1 : 0;
}

function recallAt5({ wanted, given }: Outcome): number {
  return given.slice(0, 5).filter((tag) => wanted.includes(tag)).length / wanted.length;
}

function figure(name: string, outcomes: readonly Outcome[], measure: (outcomes: readonly Outcome[]) => number, aim: number | null): Figure {
  const inHalf = (half: number) => outcomes.filter(({ post }) => halfOf(post) === half);
  return { name, all: measure(outcomes), tuned: measure(inHalf(0)), held: measure(inHalf(1)), aim };
}

/** Of this process alone, so that what else the machine does hardly counts. */
function timePosts(posts: readonly TaggedPost[], tagger: ReturnType<typeof createTagger>): number {
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
  const cell = (value: number | null) => (value === null || Number.isNaN(value) ? '' : value < 2 ? value.toFixed(3) : value.toFixed(1)).padStart(9);
  console.log(`${'figure'.padEnd(24)}${['all', 'tuned', 'held', 'aim'].map((name) => name.padStart(9)).join('')}`);
  for (const { name, all, tuned, held, aim } of measureTagging()) console.log(`${name.padEnd(24)}${cell(all)}${cell(tuned)}${cell(held)}${cell(aim)}`);
}

if (import.meta.main) run();
