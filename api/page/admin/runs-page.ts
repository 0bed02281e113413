/** What the crawler did. */

import type { z } from 'zod';
import type { Instant } from '../../../core/feed.ts';
import type { RunSchema, RunsSchema } from '../../admin/schema.ts';
import { html, type Html } from '../html.ts';
import { ago, counted, day, number } from '../words.ts';

export type RunView = z.output<typeof RunsSchema>['runs'][number];
type Run = z.output<typeof RunSchema>;

const SECONDS = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const GOOD = ['ok', 'unchanged', 'held-elsewhere'];

/** Runs in a table, newest first. */
export function renderRunList(runs: readonly RunView[], now: Instant): Html {
  if (runs.length === 0) return html`<p class="note">None yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Crawls"><table><caption class="sr">Crawls</caption><thead><tr><th scope="col">Began</th><th scope="col">By</th><th scope="col">Took</th><th scope="col" class="figure-column">Sources</th><th scope="col" class="figure-column">failed</th><th scope="col" class="figure-column">Requests</th><th scope="col" class="figure-column">New writeups</th></tr></thead><tbody>${runs.map((run) => runRow(run, now))}</tbody></table></div>`;
}

/** All runs, a page at a time. */
export function renderRuns(runs: readonly RunView[], nextCursor: string | null, now: Instant): Html {
  return html`${renderRunList(runs, now)}${nextCursor === null ? null : html`<p><a href="/admin/runs?cursor=${nextCursor}">Older</a></p>`}`;
}

/** One run with what happened to each source, troubles first. `titles` by source. */
export function renderRun({ summary, outcomes, ...run }: Run, titles: ReadonlyMap<string, string>, now: Instant): Html {
  const isGood = ({ outcome }: Run['outcomes'][number]): boolean => GOOD.includes(outcome);
  const failed = outcomes.filter((outcome) => !isGood(outcome));
  return html`<p class="lead">${run.endedAt === null ? 'Still runs, or was cut off' : `Ended ${ago(run.endedAt, now)}`}: ${counted(outcomes.length, 'source')} so far, ${number(failed.length)} failed.</p>
${summary === null ? null : html`<p>${counted(summary.requests, 'request')}, ${(summary.bodyBytes / 1e6).toFixed(1)} MB, ${counted(summary.entries, 'entry', 'entries')}, ${counted(summary.newPosts, 'new writeup')}${summary.brokenSources === 0 ? '' : `; a bug of ours stopped ${counted(summary.brokenSources, 'source')}`}.</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="Outcomes"><table><caption class="sr">Outcomes</caption><thead><tr><th scope="col">Source</th><th scope="col">Outcome</th><th scope="col" class="figure-column">Requests</th><th scope="col" class="figure-column">New</th><th scope="col">Ended</th></tr></thead><tbody>${[...failed, ...outcomes.filter(isGood)].map((outcome) => html`<tr><th scope="row"><a href="/admin/sources/${encodeURIComponent(outcome.sourceId)}">${titles.get(outcome.sourceId) ?? outcome.sourceId}</a></th><td><span class="state ${isGood(outcome) ? 'healthy' : 'failing'}">${outcome.outcome}</span><span class="note">${outcome.message}</span></td><td class="figure-column">${number(outcome.requests)}</td><td class="figure-column">${number(outcome.newPosts)}</td><td>${ago(outcome.endedAt, now)}</td></tr>`)}</tbody></table></div>`;
}

function runRow({ id, trigger, startedAt, endedAt, summary }: RunView, now: Instant): Html {
  const took = endedAt === null ? 'runs' : `${SECONDS.format((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)} s`;
  const cell = (value: number | undefined) => html`<td class="figure-column">${value === undefined ? '–' : number(value)}</td>`;
  return html`<tr><th scope="row"><a href="/admin/runs/${id}">${ago(startedAt, now)}</a><span class="note">${day(startedAt)}</span></th><td>${trigger}</td><td>${took}</td>${cell(summary?.sources)}${cell(summary?.failedSources)}${cell(summary?.requests)}${cell(summary?.newPosts)}</tr>`;
}
