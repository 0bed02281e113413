/** `writeups show`: everything that is known of one post. */

import { canonicalise } from '../../crawler/canonicalise.ts';
import { joinsOf, originalOf, clusterMates } from '../../store/clusters.ts';
import { mentionsOf } from '../../store/mentions.ts';
import { findPost, findPostIdByAddress, listAddresses, loadSummaries } from '../../store/posts.ts';
import type { Database } from '../../store/schema.ts';
import { openSystem } from '../system/open-system.ts';
import { printResult, UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: ['show ID|URL'],
  options: {},
  run: async ({ values, positionals, config }) => {
    const [wanted, ...surplus] = positionals;
    if (wanted === undefined || surplus.length > 0) throw new UsageError('Name one post by its id or its address.');
    const system = await openSystem(config);
    try {
      const found = await describe(system.store.db, wanted);
      if (found === null) {
        process.stderr.write(`No post is known as ${wanted}.\n`);
        return 1;
      }
      printResult(values, found, () => toLines(found));
      return 0;
    } finally {
      await system.close();
    }
  },
};

type Described = NonNullable<Awaited<ReturnType<typeof describe>>>;

async function describe(db: Database, wanted: string) {
  const post = await findPost(db, wanted) ?? await findPost(db, await findPostIdByAddress(db, canonicalise(wanted)) ?? '');
  if (post === null) return null;
  const mates = await clusterMates(db, [post.id]);
  const joins = (await joinsOf(db, mates)).filter((join) => join.undoneAt === null && mates.includes(join.leftId) && mates.includes(join.rightId));
  return {
    ...post,
    originalId: await originalOf(db, post.id),
    addresses: await listAddresses(db, post.id),
    cluster: (await loadSummaries(db, mates)).filter((mate) => mate.id !== post.id).map(({ id, url, title, publisher, publishedAt }) => ({ id, url, title, publisher, publishedAt })),
    joins: joins.map(({ leftId, rightId, rule, reason, similarity, containment }) => ({ leftId, rightId, rule, reason, similarity, containment })),
    mentions: await mentionsOf(db, mates),
  };
}

function toLines(post: Described): string[] {
  return [
    post.title,
    post.url,
    `${post.publisher} · ${post.authors.join(', ') || 'author unknown'} · ${post.publishedAt?.slice(0, 10) ?? 'date unknown'} · ${post.kind} · ${post.wordCount} words · ${post.language ?? 'language unknown'}`,
    `tags: ${post.tags.map(({ tag, score }) => `${tag} ${score.toFixed(2)}`).join(', ') || 'none'}`,
    ...(post.originalId === post.id ? [] : [`a copy; the original is ${post.originalId}`]),
    ...post.cluster.map((mate) => `also at ${mate.url} (${mate.publisher})`),
    ...post.joins.map((join) => `joined: ${join.reason}`),
    ...post.mentions.map((mention) => `discussed at ${mention.site}: ${mention.discussionUrl ?? mention.url} (${mention.points ?? '?'} points, ${mention.comments ?? '?'} comments)`),
    '',
    post.excerpt,
  ];
}
