/** What the application is handed: every effect it has. */

import type { Config } from '../core/config.ts';
import type { Instant } from '../core/feed.ts';
import type { Log } from '../core/log.ts';
import type { SearchEngine } from '../index-config/engine.ts';
import type { Store } from '../store/open.ts';

export type Deps = {
  readonly store: Store;
  readonly engine: SearchEngine;
  readonly config: Pick<Config, 'publicUrl' | 'trustedProxyHops' | 'anonymousRead' | 'rateLimitPerMinute'>;
  readonly now: () => Instant;
  readonly log: Log;
  readonly crawler: CrawlerControl;
};

/** What the page may know of the crawler, which it never imports. */
export type CrawlerControl = {
  /** Null where no crawler runs beside this API. */
  progress(): CrawlProgress | null;
};

export type CrawlProgress = {
  /** Whether a pass runs at the moment; the counts are those of this or the last pass. */
  readonly isRunning: boolean;
  readonly sourcesDone: number;
  readonly sourcesTotal: number;
  /** True when nothing at all could be reached: the machine is likely offline. */
  readonly isOffline: boolean;
};
