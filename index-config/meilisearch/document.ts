/** Our document in the shape that the server indexes, and back. */

import type { IndexDocument, SearchHit } from '../../core/search.ts';
import { slug, words } from '../../core/text.ts';

/** The server buckets positions past 1,024 words and stops at 65,536: a longer body only costs. */
const MAX_BODY_CHARS = 60_000;

export type MeiliDocument = Omit<IndexDocument, 'body' | 'headings'> & {
  readonly headings: readonly string[];
  readonly body: string;
  readonly tagNames: readonly string[];
  readonly hosts: readonly string[];
  readonly publisherSlug: string;
  readonly titleWords: readonly string[];
  readonly authorWords: readonly string[];
  readonly publishedTs: number | null;
  readonly year: string | null;
  /** 1: good enough; 0: shown last. */
  readonly qualityRank: number;
};

/** Names of the fields that make up a hit's document. */
export const HIT_FIELDS = [
  'id', 'clusterId', 'url', 'title', 'excerpt', 'tags', 'authors', 'sourceId', 'publisher', 'host', 'kind', 'language', 'codeLanguages',
  'publishedAt', 'wordCount', 'quality', 'points', 'comments', 'copyCount', 'modifiedAt',
] as const;

const LOW_QUALITY = 0.4;

/** The document as it is sent. */
export function toMeiliDocument(document: IndexDocument): MeiliDocument {
  const { body, headings, ...rest } = document;
  return {
    ...rest,
    headings,
    body: body.slice(0, MAX_BODY_CHARS).toWellFormed(),
    tagNames: document.tags.map((tag) => tag.replaceAll('-', ' ')),
    hosts: hostWithParents(document.host),
    publisherSlug: slug(document.publisher),
    titleWords: unique(words(document.title)),
    authorWords: unique(words(document.authors.join(' '))),
    publishedTs: document.publishedAt === null ? null : Math.floor(Date.parse(document.publishedAt) / 1000),
    year: document.publishedAt?.slice(0, 4) ?? null,
    qualityRank: document.quality >= LOW_QUALITY ? 1 : 0,
  };
}

/** The part of a stored document that a hit shows. */
export function toHitDocument(stored: Partial<MeiliDocument>): SearchHit['document'] {
  return Object.fromEntries(HIT_FIELDS.map((field) => [field, stored[field] ?? null])) as unknown as SearchHit['document'];
}

/** `eng.blog.example.com` is found by `blog.example.com` and `example.com` too. */
function hostWithParents(host: string): string[] {
  const labels = host.split('.');
  return labels.slice(0, -1).map((_label, index) => labels.slice(index).join('.')).concat(labels.length === 1 ? [host] : []);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
