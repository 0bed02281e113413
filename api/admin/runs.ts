/** `GET /api/v1/runs`: what the crawler did. */

import { z } from 'zod';
import { RequestError } from '../../core/errors.ts';
import { findRun, listRuns, outcomesOfRun, type CrawlRun } from '../../store/runs.ts';
import { action } from '../http/action.ts';
import { badParameter, Refusal } from '../http/problems.ts';
import { RunIdParams, RunSchema, RunsQuery, RunsSchema } from './schema.ts';

const Summary = RunSchema.shape.summary;

export const runsEndpoint = action({
  method: 'get', path: '/api/v1/runs', operationId: 'listRuns', tag: 'Runs', summary: 'What the crawler did, newest first', description: 'Each run with its summary.',
  scope: 'admin', status: 200, problems: [], params: z.object({}), query: RunsQuery, body: null, answer: RunsSchema,
  async handle(deps, { query: { limit, cursor } }) {
    const last = cursor === undefined ? null : await findRun(deps.store.db, cursor);
    if (cursor !== undefined && last === null) throw new Refusal(badParameter('cursor', 'is none that was given out'));
    const runs = await listRuns(deps.store.db, { after: last, limit: limit + 1 });
    return { runs: runs.slice(0, limit).map(viewOf), nextCursor: runs.length > limit ? runs[limit - 1]?.id ?? null : null };
  },
});

export const runEndpoint = action({
  method: 'get', path: '/api/v1/runs/:id', operationId: 'getRun', tag: 'Runs', summary: 'One run, with what happened to each source', description: 'A run that has not ended shows what it has done so far.',
  scope: 'admin', status: 200, problems: [404], params: RunIdParams, query: z.object({}), body: null, answer: RunSchema,
  async handle(deps, { params: { id } }) {
    const run = await findRun(deps.store.db, id);
    if (run === null) throw new RequestError('not-found', `There is no run ${id}.`);
    const outcomes = await outcomesOfRun(deps.store.db, id);
    return { ...viewOf(run), outcomes: outcomes.map(({ runId: _run, ...outcome }) => outcome) };
  },
});

/** Summaries are stored as they were made; of an older kind only the times are told. */
function viewOf({ id, trigger, startedAt, endedAt, summary }: CrawlRun) {
  return { id, trigger, startedAt, endedAt, summary: Summary.safeParse(summary).data ?? null };
}
