/** `GET /api/v1/trends`, as JSON and as a table for spreadsheets. */

import { z } from 'zod';
import { jsonEndpoint, rawEndpoint } from '../http/endpoint.ts';
import { TrendsQuery, TrendsSchema, type Trends } from './schema.ts';
import { trends } from './trends.ts';

const COMMON = { tag: 'Trends', problems: [503], params: z.object({}), query: TrendsQuery, isKept: true } as const;

export const trendsEndpoint = jsonEndpoint({
  ...COMMON, path: '/api/v1/trends', operationId: 'getTrends', summary: 'How many posts were written about something, month by month',
  description: 'Up to five queries side by side, with the number of all posts of each period, so that shares can be drawn.', answer: TrendsSchema,
  handle: (deps, { query }) => trends(deps, query),
});

export const trendsCsvEndpoint = rawEndpoint({
  ...COMMON, path: '/api/v1/trends.csv', operationId: 'getTrendsAsCsv', summary: 'The same as a table',
  description: 'RFC 4180 with the columns `period`, `query`, `posts`, `all_posts`; a row for each query and period.', answers: { 'text/csv': null },
  handle: async (deps, { query }) => ({ type: 'text/csv; charset=utf-8; header=present', body: toCsv(await trends(deps, query)), fingerprint: null, lastModifiedAt: null, isFleeting: false }),
});

function toCsv({ periods, series }: Trends): string {
  const rows = series.flatMap(({ q, counts }) => periods.map(({ period, total }, index) => [period, q, String(counts[index] ?? 0), String(total)]));
  return [['period', 'query', 'posts', 'all_posts'], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Spreadsheets run what begins like a formula; an apostrophe before it makes it text. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
