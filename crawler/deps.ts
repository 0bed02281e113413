/** What the crawl is handed: every effect it may have. */

import type { Article } from '../core/article.ts';
import type { Instant } from '../core/feed.ts';
import type { Log } from '../core/log.ts';
import type { Database } from '../store/schema.ts';
import type { FetchRequest, Fetched } from './fetch/fetcher.ts';
import type { Tagger } from './tag/tag.ts';

/** A page as it came. */
export type PageInput = { readonly url: string; readonly html: string; readonly headers: Readonly<Record<string, string>> };

/** What happened, for progress bars and the page. */
export type CrawlEvent =
  | { readonly type: 'run-started'; readonly sources: number }
  | { readonly type: 'source-done'; readonly sourceId: string; readonly message: string; readonly isFailure: boolean }
  | { readonly type: 'entry-done' };

/** What a piece of work cost and gave, counted while it goes on. */
export type Tally = { requests: number; bodyBytes: number; entries: number; newPosts: number };

export type CrawlDeps = {
  readonly db: Database;
  /** Runs work in one transaction. */
  readonly transact: <T>(work: (transaction: Database) => Promise<T>) => Promise<T>;
  /** Asks robots.txt, waits for the host's turn, fetches. @throws FetchError */
  readonly fetch: (request: FetchRequest) => Promise<Fetched>;
  /** @throws ExtractError */
  readonly extract: (page: PageInput, now: Instant) => Promise<Article>;
  readonly tag: Tagger;
  readonly now: () => Instant;
  readonly log: Log;
  readonly onEvent: (event: CrawlEvent) => void;
  readonly concurrency: number;
  /** Whether posts that aggregators name are fetched from sites that we do not follow. */
  readonly aggregatorFetch: 'followed' | 'any';
  /** Waits a while: the past is walked more slowly than news are fetched. */
  readonly restBetweenBackfills: () => Promise<void>;
  /** Entries that this process is at: the news and the past of a source may be crawled at the same time. */
  readonly entriesInWork: Set<number>;
  /** True once the process is to stop: what has begun ends, nothing new begins. */
  readonly isStopping: () => boolean;
};
