/** What may stand in an issue, as it was when the issue was frozen. */

import type { Instant } from '../../../core/feed.ts';
import type { Kind } from '../../../core/post.ts';

/** One sentence about a writeup that somebody really wrote; `from` says who: its author's own description, or a passage of the text. */
export type Sentence = { readonly text: string; readonly from: 'author' | 'passage' };

export type DigestDiscussion = {
  readonly site: string;
  readonly url: string;
  readonly points: number | null;
  readonly comments: number | null;
  readonly submittedAt: Instant | null;
};

/** Why it is news: published in the period, found too late for the one before, discussed for the first time, or old and discussed again. */
export type News = 'published' | 'late' | 'discussed' | 'old';

export type Candidate = {
  readonly clusterId: string;
  readonly postId: string;
  readonly url: string;
  readonly title: string;
  readonly publisher: string;
  /** The registrable domain of its address. */
  readonly domain: string;
  readonly authors: readonly string[];
  readonly publishedAt: Instant | null;
  readonly news: News;
  readonly kind: Kind;
  /** Topics, most salient first. */
  readonly tags: readonly string[];
  readonly language: string | null;
  readonly wordCount: number;
  readonly codeLanguages: readonly string[];
  readonly quality: number;
  /** Null where nobody wrote one that can stand alone. */
  readonly sentence: Sentence | null;
  /** Most points first. */
  readonly discussions: readonly DigestDiscussion[];
  /** Where else it stands. */
  readonly copyHosts: readonly string[];
};

/** What speaks for or against a candidate, in words, with what it counts. */
export type Reason = { readonly rule: string; readonly text: string; readonly points: number };

export type Scored = { readonly candidate: Candidate; readonly score: number; readonly reasons: readonly Reason[] };

/** All that an issue can be made of: news best first, and old posts that the period made topical. */
export type Pool = { readonly news: readonly Scored[]; readonly old: readonly Scored[] };
