/** Lines of up to five queries over time. */

import type { Trends } from '../../trends/schema.ts';
import type { Html } from '../html.ts';
import { counted, number } from '../words.ts';
import { draw, MAX_TICKS, wholeTicks } from './draw.ts';

/** How each line looks beside its colour, for those who do not tell colours apart. */
export const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star'] as const;
/** Beyond that many periods single points would only thicken the line; its end keeps one. */
const MAX_POINTS = 70;

export type Measure = 'posts' | 'share';

/** The chart; `share` draws hundredths of all posts of a period, so that a growing collection is no growing interest. */
export function drawTrends({ periods, series, by }: Trends, measure: Measure): Promise<Html> {
  const lines = series.map(({ counts }) => periods.map(({ period, from, total }, index) => {
    const count = counts[index] ?? 0;
    const share = total === 0 ? 0 : (count / total) * 100;
    return { at: new Date(from), value: measure === 'share' ? share : count, label: measure === 'share' ? `${period}: ${share.toFixed(1)} % (${number(count)})` : `${period}: ${number(count)}` };
  }));
  return draw({
    id: 'trends', title: measure === 'share' ? `Share of all writeups a ${by}, in per cent` : `Writeups a ${by}`, description: describe({ periods, series }),
    width: 960, height: 300, marginLeft: 44, r: null,
    x: { type: 'utc', label: null }, y: { label: null, grid: true, ticks: measure === 'share' ? MAX_TICKS : wholeTicks(lines.flatMap((points) => points.map(({ value }) => value))), zero: true, nice: true, ...(measure === 'share' ? { tickFormat: (value: number) => `${value} %` } : {}) },
    marks: (plot) => lines.flatMap((points, index) => {
      const look = { x: 'at', y: 'value', className: `series series-${index}` } as const;
      const dots = periods.length > MAX_POINTS ? points.slice(-1) : points.filter(({ value }) => value > 0);
      return [plot.lineY(points, look), plot.dot(dots, { ...look, className: `${look.className} filled`, symbol: SYMBOLS[index] ?? 'circle', r: 2.6, title: 'label' })];
    }),
  });
}

/** What somebody would tell of the lines on the telephone: from when to when, and where each stands highest. */
function describe({ periods, series }: Pick<Trends, 'periods' | 'series'>): string {
  const span = `From ${periods[0]?.period ?? ''} to ${periods.at(-1)?.period ?? ''}.`;
  return [span, ...series.map(({ counts }, index) => {
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    const sum = counts.reduce((a, b) => a + b, 0);
    return `Line ${index + 1}: ${counted(sum, 'writeup')}, most in ${periods[counts.indexOf(most)]?.period ?? ''} (${number(most)}).`;
  })].join(' ');
}
