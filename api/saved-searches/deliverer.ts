/** How news of a saved search reach somebody: what each kind of target is handed, and what it may answer. */

import type { Instant } from '../../core/feed.ts';
import type { Kind } from '../../core/post.ts';
import type { SavedSearchEvent, TargetKind } from '../../store/saved-searches.ts';

/** A post as it is told of; everything in it is its author's and untrusted. */
export type NoticePost = {
  readonly id: string;
  readonly url: string;
  /** Our own page about it. */
  readonly pageUrl: string;
  readonly title: string;
  readonly publisher: string;
  readonly authors: readonly string[];
  readonly publishedAt: Instant | null;
  readonly kind: Kind;
  /** Slugs. */
  readonly tags: readonly string[];
  readonly excerpt: string;
  readonly points: number;
  readonly comments: number;
};

/** What is delivered. A repeated delivery has the same id and content. */
export type Notice = {
  readonly id: string;
  readonly event: SavedSearchEvent;
  readonly createdAt: Instant;
  readonly search: {
    readonly id: string;
    readonly name: string;
    readonly q: string;
    /** Of the event `points`; null for others. */
    readonly minPoints: number | null;
    /** The search page with this query. */
    readonly pageUrl: string;
  };
  /** At least one, oldest news first. */
  readonly posts: readonly NoticePost[];
};

/** Where it goes: a webhook's or chat room's address, a mail address, a Telegram chat's id. Secrets sign webhooks, newest first. */
export type Target = { readonly kind: TargetKind; readonly address: string; readonly secrets: readonly string[] };

export type DeliveryResult =
  /** The receiver said that it has it. */
  | { readonly outcome: 'delivered'; readonly status: number | null }
  /** Will be tried again; `retryAfterSeconds` is what the receiver asked for. */
  | { readonly outcome: 'failed'; readonly status: number | null; readonly message: string; readonly retryAfterSeconds: number | null }
  /** Never to be tried again: the target is gone or has forbidden it. The search is paused with this reason. */
  | { readonly outcome: 'refused'; readonly status: number | null; readonly message: string };

/** One way to reach people. Expected failures are results; what is thrown counts as a failure too, and is logged as a bug. */
export type Deliverer = {
  /** What is wrong with an address, as the end of a sentence (`is no address of Slack`); null where it can be used. */
  checkAddress(address: string): string | null;
  /** Should settle within half a minute: one slow receiver holds up only its own search. */
  deliver(notice: Notice, target: Target): Promise<DeliveryResult>;
};

/** The kinds of targets that this server can reach. */
export type Deliverers = Readonly<Partial<Record<TargetKind, Deliverer>>>;
