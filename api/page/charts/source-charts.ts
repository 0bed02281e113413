/** What a source wrote over the years, drawn. */

import type { TopicYears, YearOfSource } from '../../../store/source-history.ts';
import { topicName } from '../../query/topics.ts';
import type { Html } from '../html.ts';
import { counted, number } from '../words.ts';
import { draw, wholeTicks } from './draw.ts';

const WIDTH = 720;
/** A name that is longer is told in full by the table below the chart. */
const MAX_NAME_CHARS = 24;

/** Bars of held and missing posts by year. */
export function drawCoverage(years: readonly YearOfSource[]): Promise<Html> {
  const span = everyYear(years.map(({ year }) => year));
  const [held, missing] = [years.reduce((sum, year) => sum + year.held, 0), years.reduce((sum, year) => sum + year.missing, 0)];
  return draw({
    id: 'coverage', title: 'Writeups held and missing, by year of publication',
    description: `From ${span[0] ?? ''} to ${span.at(-1) ?? ''}: ${number(held)} held, ${number(missing)} known and not held.`,
    width: WIDTH, height: 180, marginLeft: 40, r: null,
    x: { type: 'band', domain: span, label: null, ...sparse(span) }, y: { label: null, grid: true, ticks: wholeTicks(years.map((year) => year.held + year.missing)), nice: true },
    marks: (plot) => [
      plot.barY(years, { x: 'year', y: 'held', className: 'held', title: ({ year, held: count }: YearOfSource) => `${year}: ${number(count)} held` }),
      plot.barY(years.filter((year) => year.missing > 0), { x: 'year', y1: 'held', y2: ({ held: count, missing: rest }: YearOfSource) => count + rest, className: 'missing', title: ({ year, missing: rest }: YearOfSource) => `${year}: ${number(rest)} not held` }),
      plot.ruleY([0]),
    ],
  });
}

/** A row of circles for each topic: the larger, the more was written about it in that year. */
export function drawTopics(topics: readonly TopicYears[]): Promise<Html> {
  const cells = topics.flatMap(({ tag, years }) => [...years].map(([year, count]) => ({ name: shortName(tag), year, count })));
  const span = everyYear(cells.map(({ year }) => year));
  return draw({
    id: 'topics', title: 'Topics by year', description: `The most frequent: ${topics.map(({ tag, count }) => `${topicName(tag)}, ${counted(count, 'writeup')}`).join('; ')}.`,
    width: WIDTH, height: 50 + topics.length * 28, marginLeft: 150, r: { range: [0, 11] },
    x: { type: 'point', domain: span, label: null, ...sparse(span) }, y: { type: 'point', domain: topics.map(({ tag }) => shortName(tag)), label: null, grid: true, tickSize: 0 },
    marks: (plot) => [plot.dot(cells, { x: 'year', y: 'name', r: 'count', className: 'series series-0 filled', title: ({ name, year, count }: (typeof cells)[number]) => `${name} ${year}: ${number(count)}` })],
  });
}

/** Years without a post are part of the picture. */
function everyYear(years: readonly number[]): number[] {
  const [first, last] = [years.reduce((a, b) => Math.min(a, b), Infinity), years.reduce((a, b) => Math.max(a, b), -Infinity)];
  return Number.isFinite(first) ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : [];
}

/** Labels that do not touch each other, and no thousands' comma in a year. */
function sparse(span: readonly number[]): { readonly ticks: number[]; readonly tickFormat: (year: number) => string } {
  const step = Math.max(1, Math.ceil(span.length / 12));
  return { ticks: span.filter((year) => year % step === 0), tickFormat: String };
}

function shortName(tag: string): string {
  const name = topicName(tag);
  return name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS - 1)}…` : name;
}
