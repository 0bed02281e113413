/** What administrators send and are told. */

import { z } from 'zod';
import { KINDS } from '../../core/post.ts';
import { cleanLine } from '../../core/text.ts';
import { PostIdParams, PostSchema } from '../posts/schema.ts';
import { SourceSchema } from '../sources/schema.ts';

const instant = z.string().meta({ description: 'ISO 8601, UTC.' });
const count = z.int().min(0);

export const OtherPostBody = z.strictObject({ other: PostIdParams.shape.id }).meta({ id: 'OtherPost' });

export const DecisionSchema = z.object({
  isOneWriteup: z.boolean(),
  posts: z.array(z.object({ id: z.string(), originalId: z.string().meta({ description: 'The original of the writeup that it belongs to now.' }) })),
}).meta({ id: 'Decision' });

const topics = z.array(z.string().min(1).max(60)).max(20);

export const TagCorrectionBody = z.strictObject({
  add: topics.default([]).meta({ description: 'Topics that it is about, by slug, name or synonym; `/api/v1/tags` lists them.' }),
  remove: topics.default([]).meta({ description: 'Topics that it is not about.' }),
  forget: topics.default([]).meta({ description: 'Topics on which an earlier word of yours no longer counts.' }),
  kind: z.enum(KINDS).nullable().optional().meta({ description: 'What sort of writeup it is; null gives the question back to the rules.' }),
}).meta({ id: 'TagCorrection' });

export const CorrectedPostSchema = z.object({
  id: z.string(), kind: z.enum(KINDS), tags: PostSchema.shape.tags,
  decisions: z.object({ added: z.array(z.string()), removed: z.array(z.string()), kind: z.enum(KINDS).nullable() })
    .meta({ description: 'Everything that people said so far.' }),
}).meta({ id: 'CorrectedPost' });

export const NewSourceBody = z.strictObject({
  url: z.string().trim().min(1).max(2_000).meta({ description: 'Any address of the site: its front page, a post, its feed.' }),
}).meta({ id: 'NewSource' });

const candidate = z.object({ kind: z.enum(['feed', 'archive', 'sitemap', 'aggregator']), url: z.string(), title: z.string().nullable(), siteUrl: z.string().nullable() });

export const AddedSourceSchema = z.object({
  source: SourceSchema,
  message: z.string().meta({ description: 'One sentence for people.' }),
  discovery: z.object({
    chosen: candidate.nullable(),
    candidates: z.array(candidate).meta({ description: 'Everything that was found, best first, the chosen one included.' }),
    steps: z.array(z.string()).meta({ description: 'What was tried and found, a sentence each, in order: why this one was chosen.' }),
  }),
}).meta({ id: 'AddedSource' });

export const SourceChangesBody = z.strictObject({
  state: z.enum(['active', 'paused']).optional().meta({ description: 'A paused source is not checked; an active one is due at once.' }),
  title: z.string().max(300).overwrite((title) => cleanLine(title)).min(1).optional(),
  publisher: z.string().max(100).overwrite((publisher) => cleanLine(publisher)).min(1).optional().meta({ description: 'Of posts from now on; those that are held keep theirs.' }),
  topics: topics.optional().meta({ description: 'By slug, name or synonym; `/api/v1/tags` lists them.' }),
}).meta({ id: 'SourceChanges', minProperties: 1 });

export const CrawlOrderSchema = z.object({
  id: z.string(), nextCheckAt: instant,
  isCrawlerHere: z.boolean().meta({ description: 'Whether this process has begun the check; else the source is due, for another process.' }),
}).meta({ id: 'CrawlOrder' });

export const RemovalQuery = z.object({
  dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'True: only say what would be removed.' }),
});

export const RemovalSchema = z.object({
  id: z.string(), title: z.string(), isRemoved: z.boolean(),
  removes: z.object({ entries: count, outcomes: count, documents: count.meta({ description: 'Addresses of its past that are known.' }) }),
  keeps: z.object({ posts: count, mentions: count }),
}).meta({ id: 'Removal' });

export const RunsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'How many.' }),
  cursor: z.uuid().optional().meta({ description: 'The `nextCursor` of the page before.' }),
});

const run = {
  id: z.string(), trigger: z.string().meta({ description: 'What began it, such as `schedule` or `command`.' }), startedAt: instant,
  endedAt: instant.nullable().meta({ description: 'Null while it runs, and for one that was cut off.' }),
  summary: z.object({
    sources: count, requests: count, bodyBytes: count, entries: count, newPosts: count, failedSources: count,
    brokenSources: count.meta({ description: 'Sources that a bug of ours stopped.' }), tookMs: count,
  }).nullable(),
};

export const RunIdParams = z.object({ id: z.uuid('is no id of a run').meta({ description: 'A run’s id.' }) });
export const RunsSchema = z.object({ runs: z.array(z.object(run)), nextCursor: z.string().nullable().meta({ description: 'Null at the end.' }) }).meta({ id: 'Runs' });

export const RunSchema = z.object({
  ...run,
  outcomes: z.array(z.object({
    sourceId: z.string(), outcome: z.string().meta({ description: '`ok`, `unchanged`, or the kind of failure.' }), message: z.string(),
    requests: count, bodyBytes: count, entries: count, newPosts: count, endedAt: instant,
  })).meta({ description: 'What happened to each source, in the order in which they ended.' }),
}).meta({ id: 'Run' });
