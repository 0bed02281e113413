import type { Entry } from '../../core/feed.ts';

/** An entry of which only what is given is known. */
export function makeEntry(known: Partial<Entry>): Entry {
  return {
    guid: null, url: null, title: null, authors: [], publishedAt: null, updatedAt: null, publishedRange: null, summary: null,
    contentHtml: null, contentText: null, categories: [], language: null, imageUrl: null, enclosures: [], discussion: null, ...known,
  };
}
