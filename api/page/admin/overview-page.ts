/** What goes on: the crawl, the queues, the index, the last runs. */

import type { Instant } from '../../../core/feed.ts';
import type { EngineStatus } from '../../../core/search.ts';
import type { EngineLag, StateCount } from '../../../store/overview.ts';
import type { CrawlProgress } from '../../deps.ts';
import { html, type Html } from '../html.ts';
import { ago, counted, number } from '../words.ts';
import { renderRunList, type RunView } from './runs-page.ts';

export type Overview = {
  readonly posts: { readonly originals: number; readonly copies: number };
  readonly mentions: number;
  readonly corrections: number;
  readonly sources: readonly StateCount[];
  readonly entries: readonly StateCount[];
  readonly progress: CrawlProgress | null;
  readonly engine: { readonly name: string; readonly status: EngineStatus | null };
  readonly lags: readonly EngineLag[];
  readonly runs: readonly RunView[];
};

/** The overview, without its frame. */
export function renderOverview({ posts, mentions, corrections, sources, entries, progress, engine, lags, runs }: Overview, now: Instant): Html {
  return html`<div class="cards">
${card('Crawl', crawlState(progress), html`${states(sources, '/admin/sources?state=')}`)}
${card('Queue of pages', counted(countOf(entries, 'due'), 'page', 'pages') + ' waiting', states(entries, null))}
${card('Index', engineState(engine), html`${lags.map((lag) => html`<li>${lag.name}: ${lag.pending === 0 ? 'has everything' : `${counted(lag.pending, 'change')} behind`}, last moved ${ago(lag.movedAt, now)}</li>`)}`)}
${card('Collection', counted(posts.originals, 'writeup'), html`<li>${number(posts.copies)} copies of them elsewhere</li><li>${counted(mentions, 'mention')}</li><li>${counted(corrections, 'writeup')} with topics set by hand</li>`)}
</div>
<section><h2>Last crawls</h2>${renderRunList(runs, now)}</section>`;
}

function card(name: string, headline: string | Html, lines: Html): Html {
  return html`<section class="card"><h2>${name}</h2><p class="headline">${headline}</p><ul>${lines}</ul></section>`;
}

function states(counts: readonly StateCount[], link: string | null): Html {
  return html`${counts.map(({ state, count }) => html`<li>${link === null ? `${number(count)} ${state}` : html`<a href="${link}${state}">${number(count)} ${state}</a>`}</li>`)}`;
}

function crawlState(progress: CrawlProgress | null): string | Html {
  if (progress === null) return 'None runs in this process';
  if (progress.isOffline) return 'The network cannot be reached';
  if (!progress.isRunning) return 'Waiting for the next that is due';
  return html`${number(progress.sourcesDone)} of ${counted(progress.sourcesTotal, 'source')} <progress max="${Math.max(1, progress.sourcesTotal)}" value="${progress.sourcesDone}" aria-label="Sources crawled"></progress>`;
}

function engineState({ name, status }: Overview['engine']): string {
  if (status === null) return `${name}: does not answer`;
  const trouble = status.healthy ? status.drift[0] ?? null : status.message;
  return `${name}: ${counted(status.documents, 'document')}${trouble === null ? ', healthy' : `. ${trouble}`}`;
}

function countOf(counts: readonly StateCount[], state: string): number {
  return counts.find((count) => count.state === state)?.count ?? 0;
}
