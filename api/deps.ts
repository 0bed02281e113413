/** What the application is handed: every effect it has. */

import type { Config } from '../core/config.ts';
import type { Instant } from '../core/feed.ts';
import type { Log } from '../core/log.ts';
import type { Source } from '../core/post.ts';
import type { SearchEngine } from '../index-config/engine.ts';
import type { Store } from '../store/open.ts';
import type { Mailer } from './digest/mail/mail.ts';
import type { Deliverers } from './saved-searches/deliverer.ts';

export type Deps = {
  readonly store: Store;
  readonly engine: SearchEngine;
  readonly config: Pick<Config, 'publicUrl' | 'trustedProxyHops' | 'anonymousRead' | 'rateLimitPerMinute' | 'digest' | 'mail' | 'chat'>;
  readonly now: () => Instant;
  readonly log: Log;
  readonly crawler: CrawlerControl;
  readonly outbound: Outbound;
  readonly mailer: Mailer;
  /** How saved searches reach their owners, by kind of target; what this server cannot do is absent. */
  readonly deliverers: Deliverers;
};

/**
 * Sends a message to an address that somebody gave, past the guard against private networks, and gives whatever was answered; redirects are not followed.
 * @throws FetchError where there is no answer, or the address must not be reached.
 */
export type Outbound = (message: OutboundMessage) => Promise<OutboundAnswer>;

export type OutboundMessage = {
  readonly method: 'POST' | 'PATCH';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The only hosts that it may go to, by https; null: any public one. */
  readonly allowedHosts: readonly string[] | null;
};

/** `body` is the beginning of what was answered, at most 64 KiB. */
export type OutboundAnswer = { readonly status: number; readonly body: string; readonly retryAfterSeconds: number | null };

/** What the API may know and ask of the crawler, which it never imports. */
export type CrawlerControl = {
  /** Null where no crawler runs beside this API. */
  progress(): CrawlProgress | null;
  /** Begins to check a source; false where no crawler runs beside this API, and another one will find it when it is due. */
  checkNow(source: Source): boolean;
  /** An administrator's word that two posts are one writeup, or are not. */
  decideJoin(postIds: readonly [string, string], decision: 'same' | 'different'): Promise<void>;
  /** Tells the search engine at once what changed in the store; one that is away learns it later. */
  indexChanges(): Promise<void>;
  /** Finds out what stands at an address and follows it. What goes wrong is said in the answer, never thrown. */
  addSource(address: string): Promise<SourceAddition>;
};

/** What can be followed at an address. */
export type SourceCandidate = Pick<Source, 'kind' | 'url' | 'siteUrl'> & { readonly title: string | null };

export type SourceAddition = {
  /** The source that follows the address now, whether new or not; null where nothing to follow was found. */
  readonly source: Source | null;
  readonly isNew: boolean;
  /** One sentence for people. */
  readonly message: string;
  /** Null where nothing had to be looked for. Candidates best first; steps say what was tried, in order. */
  readonly discovery: { readonly chosen: SourceCandidate | null; readonly candidates: readonly SourceCandidate[]; readonly steps: readonly string[] } | null;
};

export type CrawlProgress = {
  /** Whether a pass runs at the moment; the counts are those of this or the last pass. */
  readonly isRunning: boolean;
  readonly sourcesDone: number;
  readonly sourcesTotal: number;
  /** True when nothing at all could be reached: the machine is likely offline. */
  readonly isOffline: boolean;
};
