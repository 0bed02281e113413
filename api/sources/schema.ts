/** What a source looks like from outside. */

import { z } from 'zod';

const instant = z.string().meta({ description: 'ISO 8601, UTC.' });

export const SourceIdParams = z.object({ id: z.string().min(1).max(200).meta({ description: 'A source’s id.' }) });

const facts = {
  id: z.string(), kind: z.enum(['feed', 'archive', 'sitemap', 'aggregator']), url: z.string(), siteUrl: z.string().nullable(),
  title: z.string(), publisher: z.string(), topics: z.array(z.string()),
  state: z.enum(['active', 'paused', 'gone']),
  health: z.object({
    status: z.enum(['new', 'healthy', 'failing', 'paused', 'gone']),
    message: z.string().meta({ description: 'One sentence for people.' }),
    failures: z.int().meta({ description: 'Since the last success.' }),
  }),
  addedAt: instant, lastCheckedAt: instant.nullable(), lastSuccessAt: instant.nullable(), nextCheckAt: instant,
};

export const SourceSchema = z.object(facts).meta({ id: 'Source' });
export type SourceView = z.output<typeof SourceSchema>;

export const SourceDetailSchema = z.object({
  ...facts,
  discovery: z.string().nullable().meta({ description: 'How the address was found, in words.' }),
  coverage: z.object({
    posts: z.int(), oldestAt: instant.nullable(), newestAt: instant.nullable(),
    known: z.int().meta({ description: 'Entries that the source has named.' }),
    held: z.int(), due: z.int(), mentioned: z.int(), refused: z.int(), failed: z.int(),
  }),
  outcomes: z.array(z.object({ outcome: z.string(), message: z.string(), entries: z.int(), newPosts: z.int(), endedAt: instant }))
    .meta({ description: 'What the last checks gave, newest first.' }),
  newest: z.array(z.object({ id: z.string(), url: z.string(), title: z.string(), publishedAt: instant.nullable() })),
}).meta({ id: 'SourceDetail' });
export type SourceDetail = z.output<typeof SourceDetailSchema>;

export const SourcesSchema = z.object({ sources: z.array(SourceSchema), total: z.int() }).meta({ id: 'Sources' });
