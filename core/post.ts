/** The domain as it is stored: sources, posts with their copies and mentions, and what a crawl did. */

import type { Instant, InstantRange } from './feed.ts';
import type { Quality, Section } from './article.ts';

export type SourceKind = 'feed' | 'archive' | 'sitemap' | 'aggregator';
export type SourceState = 'active' | 'paused' | 'gone';

/** Something we follow. */
export type Source = {
  readonly id: string;
  readonly kind: SourceKind;
  /** What is fetched: the feed's, listing's or sitemap's address. */
  readonly url: string;
  /** What the person gave. */
  readonly addedUrl: string;
  readonly siteUrl: string | null;
  readonly title: string;
  readonly publisher: string;
  readonly state: SourceState;
  /** How the address was found, in words. */
  readonly discovery: string | null;
  readonly topics: readonly string[];
  readonly addedAt: Instant;
  readonly nextCheckAt: Instant;
  readonly lastCheckedAt: Instant | null;
  readonly lastSuccessAt: Instant | null;
  /** Failures since the last success. */
  readonly failureCount: number;
  /** The last failure as one sentence; null after a success. */
  readonly failure: string | null;
};

export const KINDS = [
  'postmortem', 'migration', 'deep-dive', 'architecture', 'performance', 'release', 'tutorial',
  'case-study', 'research', 'culture', 'news', 'media', 'other',
] as const;
/** What sort of writeup it is. */
export type Kind = (typeof KINDS)[number];

/** A topic of the taxonomy, how much the post is about it (0–1) and the passage that shows it. */
export type TagEvidence = { readonly tag: string; readonly score: number; readonly evidence: string };

/** One writeup at one canonical address. Whether it is an original or a copy, its cluster says. */
export type Post = {
  readonly id: string;
  readonly clusterId: string;
  readonly sourceId: string | null;
  readonly url: string;
  readonly canonicalUrl: string;
  readonly host: string;
  readonly publisher: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly publishedAt: Instant | null;
  readonly publishedRange: InstantRange | null;
  readonly updatedAt: Instant | null;
  readonly language: string | null;
  readonly kind: Kind;
  readonly tags: readonly TagEvidence[];
  readonly categories: readonly string[];
  readonly excerpt: string;
  readonly text: string;
  readonly markdown: string;
  readonly sections: readonly Section[];
  readonly wordCount: number;
  readonly codeLanguages: readonly string[];
  readonly imageUrl: string | null;
  readonly quality: Quality;
  /** True where only the feed's or listing's own words could be had. */
  readonly excerptOnly: boolean;
  readonly contentHash: string;
  readonly firstSeenAt: Instant;
  readonly modifiedAt: Instant;
};

/** Why two posts are taken for one writeup. Measures are 0–1. */
export type JoinEvidence = {
  /** A rule's name in kebab case, such as `same-text` or `contained`. */
  readonly rule: string;
  /** One sentence for people. */
  readonly reason: string;
  readonly similarity: number;
  readonly containment: number;
};

/** A join of two posts; undone ones stay, so that they are not made again. */
export type Join = JoinEvidence & {
  readonly leftId: string;
  readonly rightId: string;
  readonly joinedAt: Instant;
  readonly undoneAt: Instant | null;
};

/** An aggregator's or newsletter's submission of a post. */
export type Mention = {
  readonly id: string;
  readonly postId: string | null;
  readonly sourceId: string | null;
  /** The aggregator's name, such as `Lobsters`. */
  readonly site: string;
  readonly url: string;
  readonly discussionUrl: string | null;
  readonly title: string;
  readonly points: number | null;
  readonly comments: number | null;
  readonly submittedAt: Instant | null;
  readonly submittedRange: InstantRange | null;
};
