/** What a search takes and gives, as schemas. */

import { z } from 'zod';
import { KINDS } from '../../core/post.ts';
import { FACETS, SORTS } from '../../core/search.ts';
import { MAX_QUERY_CHARS } from '../query/parse-query.ts';

const flag = z.enum(['true', 'false']).default('true').transform((value) => value === 'true');

/** Where a walk through all hits goes on; `*` begins it. */
const cursor = z.string().max(200).optional()
  .meta({ description: 'For programs: `*` begins a walk through all hits, newest first, that stays whole while posts arrive; then the `nextCursor` of the answer before. Not together with `page` and `sort`.' });

/** A list parted by commas, each of `values` at most once. */
function listOf<Value extends string>(values: readonly [Value, ...Value[]], description: string) {
  return z.string().default('').transform((text) => [...new Set(text.split(',').filter((item) => item !== ''))])
    .pipe(z.array(z.enum(values)))
    .meta({
      description,
      override: { type: 'array', items: { type: 'string', enum: [...values] }, default: [] },
      param: { style: 'form', explode: false },
    });
}

export const SearchQuery = z.object({
  q: z.string().default('').meta({ description: 'The query language, at most 256 characters: words, "phrases", -word, tag:kafka, source:, kind:, lang:, code:, author:, title:, after:2019, before:, age:<6m, is:original, OR.', examples: ['"exactly once" tag:kafka after:2019'], override: { maxLength: MAX_QUERY_CHARS } }),
  sort: z.enum(SORTS).optional().meta({ description: 'Without it: relevance where there are words, newest where there are none.' }),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).meta({ description: 'From 1.' }),
  perPage: z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'Hits of a page.' }),
  facets: listOf(FACETS, 'Counts to add, by commas.'),
  correct: flag.meta({ description: 'false: take words as typed, without correction.' }),
  drop: flag.meta({ description: 'false: every word must match, however few posts do.' }),
  cursor,
});
export type SearchInput = z.output<typeof SearchQuery>;

const instant = z.string().meta({ description: 'ISO 8601, UTC.' });

const DiscussionSchema = z.object({
  site: z.string(), url: z.string(), points: z.int().nullable(), comments: z.int().nullable(),
}).meta({ id: 'Discussion', description: 'Where a post is discussed.' });

const CopySchema = z.object({ id: z.string(), url: z.string(), host: z.string(), publisher: z.string() })
  .meta({ id: 'CopyRef', description: 'The same writeup at another address.' });

export const HitSchema = z.object({
  id: z.string(), url: z.string(), title: z.string(),
  snippet: z.string().meta({ description: 'The best passage as plain text.' }),
  highlighted: z.object({ title: z.string(), snippet: z.string() })
    .meta({ description: 'The same as HTML: everything escaped, matches in <mark>.' }),
  publisher: z.string(), host: z.string(), sourceId: z.string().nullable(), authors: z.array(z.string()),
  publishedAt: instant.nullable(), language: z.string().nullable(), kind: z.enum(KINDS), tags: z.array(z.string()), codeLanguages: z.array(z.string()),
  wordCount: z.int(), readingMinutes: z.int().meta({ description: 'At 230 words a minute, at least 1.' }),
  quality: z.number(), points: z.int(), comments: z.int(),
  copies: z.array(CopySchema), discussions: z.array(DiscussionSchema),
  modifiedAt: instant.meta({ description: 'When what we hold of it last changed.' }),
  score: z.number().meta({ description: 'Comparable within one answer only.' }),
}).meta({ id: 'Hit' });

const ExplanationSchema = z.object({
  text: z.string(),
  understood: z.array(z.string()).meta({ description: 'One phrase a condition.' }),
  ignored: z.array(z.object({ text: z.string(), start: z.int(), reason: z.string() })),
  problems: z.array(z.object({ message: z.string(), start: z.int(), suggestion: z.string().nullable().meta({ description: 'A whole query that may be meant.' }) })),
  corrected: z.array(z.object({ from: z.string(), to: z.string() })),
  synonyms: z.array(z.object({ word: z.string(), matched: z.array(z.string()) })),
  dropped: z.array(z.string()).meta({ description: 'Words let go because too few posts hold all.' }),
  totalWithAllWords: z.int(),
  looser: z.array(z.object({ q: z.string(), without: z.string(), total: z.int() }))
    .meta({ description: 'Where nothing matches: the same query with one condition less, and how many posts that finds.' }),
}).meta({ id: 'Explanation', description: 'How the query was read.' });

const facetCounts = z.array(z.object({ value: z.string(), count: z.int() }));

export const SearchAnswerSchema = z.object({
  hits: z.array(HitSchema), total: z.int(), page: z.int(), perPage: z.int(), pages: z.int(),
  nextCursor: z.string().nullable().meta({ description: 'Of a walk by `cursor`; null at its end and without one.' }),
  facets: z.object({
    tag: facetCounts.optional(), source: facetCounts.optional(), kind: facetCounts.optional(),
    language: facetCounts.optional(), code: facetCounts.optional(), year: facetCounts.optional(), month: facetCounts.optional(),
  }),
  query: ExplanationSchema,
  sort: z.enum(SORTS), engine: z.enum(['embedded', 'meilisearch']),
  degraded: z.string().nullable().meta({ description: 'Why the answer is less than it should be; null when it is not.' }),
  tookMs: z.number(),
}).meta({ id: 'SearchAnswer' });
export type SearchResult = z.output<typeof SearchAnswerSchema>;

const HIT_FIELDS = Object.keys(HitSchema.shape) as [keyof typeof HitSchema.shape, ...(keyof typeof HitSchema.shape)[]];

/** Which parts of each hit are wanted; empty: all. */
export const fields = listOf(HIT_FIELDS, 'Only these parts of each hit, by commas.');
export const PickedHitSchema = HitSchema.partial().meta({ id: 'PickedHit', description: 'A hit of which `fields` were asked for.' });

/** The hit with those of its parts that are wanted. */
export function pickFields(hit: Hit, wanted: readonly (keyof Hit)[]): z.input<typeof PickedHitSchema> {
  return wanted.length === 0 ? hit : Object.fromEntries(wanted.map((field) => [field, hit[field]]));
}

export type Hit = z.output<typeof HitSchema>;
