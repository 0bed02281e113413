/** Charts as SVG, drawn on the server: Observable Plot over a document of linkedom. Colours come from the style sheet, by classes. */

import type { Markish, PlotOptions, ScaleOptions } from '@observablehq/plot';
import { drawnHtml, html, type Html } from '../html.ts';

type Plot = typeof import('@observablehq/plot');

type Chart = {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  /** What a person would say who describes it to somebody who cannot see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly marginLeft: number;
  readonly x: ScaleOptions;
  readonly y: ScaleOptions;
  readonly r: ScaleOptions | null;
  /** No text of others may stand in it. */
  readonly marks: (plot: Plot) => readonly Markish[];
};

export const MAX_TICKS = 5;

/** How many lines an axis of counts gets: nobody wrote half a writeup. */
export function wholeTicks(counts: readonly number[]): number {
  return counts.reduce((most, count) => Math.max(most, Math.min(count, MAX_TICKS)), 1);
}

type Library = { readonly plot: Plot; readonly document: NonNullable<PlotOptions['document']> };

/** Loading the library takes longer than the rest of a start, and most processes never draw. */
const loaded: { library: Promise<Library> | null } = { library: null };

async function load(): Promise<Library> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  return { plot, document: parseHTML('<!doctype html><html></html>').document };
}

/** An image with a name and a description for those who hear it; its figures belong in a table beside it. */
export async function draw({ id, title, description, marks, r, ...options }: Chart): Promise<Html> {
  loaded.library ??= load();
  const { plot, document } = await loaded.library;
  const settings: PlotOptions = { ...options, document, className: 'chart', marginTop: 24, marks: [...marks(plot)], ...(r === null ? {} : { r }) };
  const svg = plot.plot(settings);
  return html`<svg class="chart" viewBox="0 0 ${options.width} ${options.height}" width="${options.width}" height="${options.height}" role="img" aria-labelledby="${id}-title ${id}-description"><title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>${drawnHtml(lean(svg.innerHTML))}</svg>`;
}

/** Without what our policy forbids (a style element), what says nothing inside an image (names of its parts), and digits that nobody sees. */
function lean(markup: string): string {
  return markup.replace(/<style>[^<]*<\/style>/gu, '').replace(/ aria-[a-z]+="[^"]*"/gu, '').replace(/(\d\.\d)\d+/gu, '$1');
}
