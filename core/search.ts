/** What is asked of a search engine and what it answers: the one vocabulary of the query language and both engines. */

import type { Instant } from './feed.ts';
import type { Kind } from './post.ts';

/** A document of the index: one cluster, shown as its original. */
export type IndexDocument = {
  readonly id: string;
  readonly clusterId: string;
  readonly url: string;
  readonly title: string;
  readonly excerpt: string;
  readonly headings: readonly string[];
  readonly body: string;
  /** Slugs of the taxonomy, best first. */
  readonly tags: readonly string[];
  readonly authors: readonly string[];
  readonly sourceId: string | null;
  readonly publisher: string;
  /** The original's host without `www.`. */
  readonly host: string;
  readonly kind: Kind;
  readonly language: string | null;
  readonly codeLanguages: readonly string[];
  readonly publishedAt: Instant | null;
  readonly wordCount: number;
  readonly quality: number;
  /** Sum over the cluster's mentions. */
  readonly points: number;
  readonly comments: number;
  /** How many copies the cluster has beside the original. */
  readonly copyCount: number;
  readonly modifiedAt: Instant;
};

/** A word or phrase to find, with where it stands in what was typed. */
export type TextTerm = {
  readonly text: string;
  readonly phrase: boolean;
  /** True for the last bare word while it may still be being typed: it matches as a beginning too. */
  readonly prefix: boolean;
  /** Offset in the query string, in UTF-16 units. */
  readonly start: number;
};

export type FilterField = 'tag' | 'source' | 'kind' | 'language' | 'code' | 'author' | 'title' | 'is';

/**
 * A condition on fields. `source` matches a source's id, a host (with its subdomains) or a publisher's slug; `author`
 * and `title` match words within the field (a phrase where it has several); `is` knows `original`.
 */
export type Filter =
  | { readonly type: 'and' | 'or'; readonly clauses: readonly Filter[] }
  | { readonly type: 'not'; readonly clause: Filter }
  | { readonly type: 'is'; readonly field: FilterField; readonly value: string }
  /** Published in `[from, before)`; null leaves an end open. Posts without a date never match. */
  | { readonly type: 'published'; readonly from: Instant | null; readonly before: Instant | null };

export const SORTS = ['relevance', 'newest', 'oldest'] as const;
export type Sort = (typeof SORTS)[number];
export const FACETS = ['tag', 'source', 'kind', 'language', 'code', 'year', 'month'] as const;
export type Facet = (typeof FACETS)[number];

export type SearchRequest = {
  /** In the order typed. Empty: everything that passes the filter. */
  readonly terms: readonly TextTerm[];
  readonly excluded: readonly TextTerm[];
  readonly filter: Filter | null;
  readonly sort: Sort;
  /** From 1. */
  readonly page: number;
  /** 1–100. */
  readonly perPage: number;
  readonly facets: readonly Facet[];
  /** False: take the words as typed. */
  readonly correctTypos: boolean;
  /** False: every word must match, whatever the count. */
  readonly dropWords: boolean;
};

/** Marks around what matched, in every text that an engine gives back; removed from all text on its way in. */
export const MARK_START = '\uE000';
export const MARK_END = '\uE001';

export type SearchHit = {
  readonly document: Omit<IndexDocument, 'body' | 'headings'>;
  /** Title and the best passage, with {@link MARK_START} and {@link MARK_END} around matches. */
  readonly title: string;
  readonly snippet: string;
  /** Comparable within one answer only. */
  readonly score: number;
};

export type FacetCount = { readonly value: string; readonly count: number };

export type SearchAnswer = {
  readonly hits: readonly SearchHit[];
  readonly total: number;
  readonly facets: Readonly<Partial<Record<Facet, readonly FacetCount[]>>>;
  /** Words that were replaced because (almost) nothing holds them. */
  readonly corrected: readonly { readonly from: string; readonly to: string }[];
  readonly synonyms: readonly { readonly word: string; readonly matched: readonly string[] }[];
  /** Words that were let go because too few posts hold all; `total` counts without them. */
  readonly dropped: readonly string[];
  /** How many posts match with every word kept; equals `total` where none was dropped. */
  readonly totalWithAllWords: number;
  /** Why the answer is less than it should be (the main engine is away); null when it is not. */
  readonly degraded: string | null;
};

export const SUGGESTION_KINDS = ['title', 'tag', 'publisher', 'word'] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

/** A completion of what is being typed. */
export type Suggestion = {
  readonly kind: SuggestionKind;
  /** What would be searched for: a title, a tag's slug, a publisher's name, or the typed words with the last one completed. */
  readonly text: string;
  /** The post, where a title is suggested. */
  readonly documentId: string | null;
  /** How many posts carry it; 1 for a title. */
  readonly count: number;
};

/** A post like another one, with why. Never one of the same cluster. */
export type SimilarHit = {
  readonly document: Omit<IndexDocument, 'body' | 'headings'>;
  /** 0–1; comparable within one answer only. */
  readonly score: number;
  readonly sharedTags: readonly string[];
  /** Rare words that both hold, the most telling first. */
  readonly sharedTerms: readonly string[];
};

export type EngineStatus = {
  readonly documents: number;
  /** Of the rules the index was built with; null where there is none yet. */
  readonly settingsVersion: string | null;
  /** What differs from the rules in force, one sentence each; empty: nothing. A rebuild clears it. */
  readonly drift: readonly string[];
  readonly healthy: boolean;
  /** One sentence for people. */
  readonly message: string;
};
