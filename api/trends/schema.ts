/** What trends take and give, as schemas. */

import { z } from 'zod';
import { MAX_QUERY_CHARS } from '../query/parse-query.ts';

export const PERIODS = ['month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** As many lines as can be told apart in one chart. */
export const MAX_SERIES = 5;

export const TrendsQuery = z.object({
  q: z.array(z.string().max(MAX_QUERY_CHARS)).max(MAX_SERIES).default([]).meta({ description: 'Queries in the query language, each as a `q` of its own; none: all posts.', examples: [['tag:kafka', 'tag:postgresql']] }),
  by: z.enum(PERIODS).default('quarter').meta({ description: 'How long a period is.' }),
});
export type TrendsInput = z.output<typeof TrendsQuery>;

const instant = z.string().meta({ description: 'ISO 8601, UTC.' });

export const TrendsSchema = z.object({
  by: z.enum(PERIODS),
  periods: z.array(z.object({
    period: z.string().meta({ description: '`2024`, `2024-Q1` or `2024-03`.' }),
    from: instant, before: instant,
    total: z.int().meta({ description: 'All posts of the period, whatever they are about: what shares are taken of.' }),
  })).meta({ description: 'Without gaps, from the first in which a query finds something to the last.' }),
  series: z.array(z.object({
    q: z.string(),
    understood: z.array(z.string()).meta({ description: 'One phrase a condition.' }),
    corrected: z.array(z.object({ from: z.string(), to: z.string() })),
    total: z.int().meta({ description: 'All that it finds, those without a date included.' }),
    undated: z.int(),
    counts: z.array(z.int()).meta({ description: 'One for each period, in their order.' }),
  })),
}).meta({ id: 'Trends' });
export type Trends = z.output<typeof TrendsSchema>;
