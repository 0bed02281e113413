import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TrendsSchema, type Trends } from '../../api/trends/schema.ts';
import { startTestApi, type TestApi } from '../helpers/api.ts';

/** Dates at the edges of months, quarters, years and of the engine's windows of eight years. */
const DATES = [
  '2009-01-01T00:00:00.000Z', '2016-12-31T23:59:59.999Z', '2017-01-01T00:00:00.000Z', '2019-02-28T12:00:00.000Z', '2019-03-01T00:00:00.000Z',
  '2019-03-31T23:59:59.999Z', '2019-04-01T00:00:00.000Z', '2024-02-29T08:00:00.000Z', '2024-02-29T08:00:00.000Z', null,
];

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.add(DATES.map((publishedAt, index) => ({
    canonicalUrl: `https://blog.example/${index}`, publishedAt, title: index % 2 === 0 ? 'Kafka in pieces' : 'Notes on "queues"', text: 'Words.', tags: [], excerpt: 'Words.',
  })));
});
afterAll(() => api.close());

const trendsOf = async (query: string): Promise<Trends> => TrendsSchema.parse(await api.json(`/api/v1/trends?${query}`));
const counted = ({ periods, series }: Trends, index = 0) => Object.fromEntries(periods.flatMap(({ period }, at) => (series[index]?.counts[at] ?? 0) > 0 ? [[period, series[index]?.counts[at]]] : []));

describe('posts fall into their periods, in UTC', () => {
  test.each([
    ['year', { 2009: 1, 2016: 1, 2017: 1, 2019: 4, 2024: 2 }],
    ['quarter', { '2009-Q1': 1, '2016-Q4': 1, '2017-Q1': 1, '2019-Q1': 3, '2019-Q2': 1, '2024-Q1': 2 }],
    ['month', { '2009-01': 1, '2016-12': 1, '2017-01': 1, '2019-02': 1, '2019-03': 2, '2019-04': 1, '2024-02': 2 }],
  ])('by %s', async (by, expected) => {
    const trends = await trendsOf(`by=${by}`);
    expect(counted(trends)).toEqual(expected);
    expect(trends.series[0]).toMatchObject({ q: '', total: 10, undated: 1 });
  });

  test('periods have no gaps, and each begins where the one before ends', async () => {
    const { periods } = await trendsOf('by=month');
    expect(periods).toHaveLength(12 * 15 + 2);
    for (const [index, { from }] of periods.entries()) if (index > 0) expect(from).toBe(periods[index - 1]?.before);
  });
});

test('several queries share one axis, and totals are of all posts', async () => {
  const trends = await trendsOf('q=kafka&q=title%3Anotes&q=nothing-holds-this&by=year');
  expect(trends.periods.map(({ period }) => period)).toEqual(Array.from({ length: 16 }, (_, index) => String(2009 + index)));
  expect(trends.periods.filter(({ total }) => total > 0).map(({ period, total }) => [period, total])).toEqual([['2009', 1], ['2016', 1], ['2017', 1], ['2019', 4], ['2024', 2]]);
  expect(counted(trends, 0)).toEqual({ 2009: 1, 2017: 1, 2019: 2, 2024: 1 });
  expect(counted(trends, 1)).toEqual({ 2016: 1, 2019: 2, 2024: 1 });
  expect(trends.series.map(({ q, total, undated }) => [q, total, undated])).toEqual([['kafka', 5, 0], ['title:notes', 5, 1], ['nothing-holds-this', 0, 0]]);
});

test('what finds nothing has no periods', async () => {
  expect((await trendsOf('q=nothing-holds-this')).periods).toEqual([]);
});

test('a corrected word is said', async () => {
  expect((await trendsOf('q=kafkaa')).series[0]).toMatchObject({ total: 5, corrected: [{ from: 'kafkaa', to: 'kafka' }] });
});

test('more than five queries are refused by name', async () => {
  const response = await api.get(`/api/v1/trends?${'q=a&'.repeat(6)}`);
  expect([response.status, ((await response.json()) as { errors: { parameter: string }[] }).errors[0]?.parameter]).toEqual([400, 'q']);
});

test('the table is RFC 4180, and no cell is a formula', async () => {
  const response = await api.get(`/api/v1/trends.csv?q=${encodeURIComponent('title:"notes on"')}&q=${encodeURIComponent('-kafka')}&by=year`);
  expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
  const lines = (await response.text()).split('\r\n');
  expect(lines.slice(0, 2)).toEqual(['period,query,posts,all_posts', '2016,"title:""notes on""",1,1']);
  expect(lines).toContain("2016,'-kafka,1,1");
  expect(lines.at(-1)).toBe('');
});

test('for any dates, the counts of a query and those without a date make up its total', async () => {
  const other = await startTestApi();
  await fc.assert(fc.asyncProperty(fc.array(fc.date({ min: new Date('1995-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }), { minLength: 1, maxLength: 5 }), fc.constantFrom('month', 'quarter', 'year'), async (dates, by) => {
    await other.add(dates.map((date, index) => ({ canonicalUrl: `https://blog.example/p${index}`, publishedAt: date.toISOString() })));
    const { series, periods } = TrendsSchema.parse(await other.json(`/api/v1/trends?by=${by}`));
    expect(series[0]?.counts.reduce((a, b) => a + b, 0)).toBe(series[0]?.total);
    expect(periods.map(({ total }) => total)).toEqual(series[0]?.counts);
    for (const date of dates) expect(periods.some(({ from, before, total }) => from <= date.toISOString() && date.toISOString() < before && total > 0)).toBe(true);
  }), { numRuns: 20 });
  await other.close();
});
