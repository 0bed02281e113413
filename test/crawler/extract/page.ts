/** Small pages for the extraction tests. */

import type { Article } from '../../../core/article.ts';
import { extractArticle } from '../../../crawler/extract/extract.ts';
import type { Page } from '../../../crawler/extract/page-evidence.ts';

export const NOW = '2026-06-01T12:00:00.000Z';

/** Three paragraphs that are certainly an article. */
export const PROSE = [
  'The queue grew for eleven minutes before anyone noticed, because the alert watched the wrong percentile of the wrong histogram.',
  'We moved the consumer to a pool of its own, gave it a deadline, and made the producer refuse work that could not be finished in time.',
  'Since then the longest backlog was four seconds, and the pager has been quiet on Sundays, which is all that we had hoped for.',
].map((text) => `<p>${text}</p>`).join('\n');

export function makePage(body: string, options: { readonly head?: string; readonly url?: string; readonly headers?: Readonly<Record<string, string>> } = {}): Page {
  const html = `<!doctype html><html lang="en"><head>${options.head ?? ''}</head><body>${body}</body></html>`;
  return { url: options.url ?? 'https://blog.example.com/posts/quiet-queues', html, headers: options.headers ?? {} };
}

export function extract(body: string, options: Parameters<typeof makePage>[1] = {}): Article {
  return extractArticle(makePage(body, options), NOW);
}
