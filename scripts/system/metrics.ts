/** What Prometheus reads (R60). No label ever comes from data: neither address nor host, query or person. */

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { ANSWERED, FETCHED, INDEX_FAILED, type Answered } from '../../core/events.ts';
import { crawlLagSeconds, deliveryCounts, outboxLag, secondsSinceFetch, sourceCounts } from '../../store/measures.ts';
import type { System } from './open-system.ts';

/** From a page out of memory to a search at its deadline. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A request that no route took would otherwise name whatever method a stranger thinks of. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export type Metrics = { readonly text: () => Promise<string>; readonly contentType: string; readonly stop: () => void };

/** The measures of this process and of the store behind it; `roles` and `version` name the build. */
export function createMetrics(system: Pick<System, 'store' | 'now' | 'engine' | 'fed'>, about: { readonly roles: string; readonly version: string }): Metrics {
  const registers = [new Registry()] as const;
  const [collected] = registers;
  collectDefaultMetrics({ register: collected });
  const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'How long answers took, by route', labelNames: ['route', 'method', 'status'], buckets: DURATION_BUCKETS, registers: [collected] });
  const fetches = new Counter({ name: 'crawl_fetch_total', help: 'Fetches by how they ended', labelNames: ['outcome'], registers: [collected] });
  const blocked = new Counter({ name: 'ssrf_blocked_total', help: 'Fetches that were refused because the address is not public', registers: [collected] });
  const failures = new Counter({ name: 'index_task_failed_total', help: 'Times that an engine could not take what the outbox held', labelNames: ['kind'], registers: [collected] });
  new Gauge({ name: 'build_info', help: 'Always 1', labelNames: ['version', 'node', 'roles'], registers: [collected] }).set({ ...about, node: process.versions.node }, 1);
  addStoreMeasures(system, collected);
  const listeners = [
    [ANSWERED, (message: unknown) => {
      const { route, method, status, seconds } = message as Answered;
      duration.observe({ route, method: METHODS.has(method) ? method : 'other', status: `${Math.floor(status / 100)}xx` }, seconds);
    }],
    [FETCHED, (message: unknown) => {
      fetches.inc({ outcome: String(message) });
      if (message === 'private-address') blocked.inc();
    }],
    [INDEX_FAILED, (message: unknown) => failures.inc({ kind: String(message) })],
  ] as const;
  for (const [channel, listener] of listeners) channel.subscribe(listener);
  return {
    text: () => collected.metrics(), contentType: collected.contentType,
    stop: () => listeners.forEach(([channel, listener]) => channel.unsubscribe(listener)),
  };
}

/** What the store can tell is asked of it whenever somebody reads the measures. */
function addStoreMeasures({ store: { db }, now, engine, fed }: Pick<System, 'store' | 'now' | 'engine' | 'fed'>, collected: Registry): void {
  const gauge = (name: string, help: string, labelNames: readonly string[], collect: (gauge: Gauge) => Promise<void>): void => {
    new Gauge({ name, help, labelNames: [...labelNames], registers: [collected], async collect() { await collect(this); } });
  };
  gauge('crawl_lag_seconds', 'How long the source that waits longest is overdue', [], async (each) => each.set(await crawlLagSeconds(db, now())));
  gauge('crawl_last_success_seconds', 'How long ago any source answered well', [], async (each) => each.set(await secondsSinceFetch(db, now())));
  gauge('sources', 'Sources by state', ['state'], async (each) => {
    for (const [state, count] of Object.entries(await sourceCounts(db))) each.set({ state }, count);
  });
  const lags = async (): Promise<{ readonly engine: string; readonly depth: number; readonly oldestSeconds: number }[]> =>
    Promise.all(fed.map(async ({ name, cursors }) => ({ engine: name === engine.name ? name : `${name} (standby)`, ...await outboxLag(db, cursors, now()) })));
  gauge('outbox_depth', 'Changes that an engine has not taken yet', ['engine'], async (each) => {
    each.reset();
    for (const { engine: name, depth } of await lags()) each.inc({ engine: name }, depth);
  });
  gauge('outbox_oldest_seconds', 'Age of the oldest change that an engine has not taken yet', ['engine'], async (each) => {
    for (const { engine: name, oldestSeconds } of await lags()) each.set({ engine: name }, oldestSeconds);
  });
  gauge('digest_send_total', 'Digest mails by state', ['state'], async (each) => {
    for (const [state, count] of Object.entries(await deliveryCounts(db))) each.set({ state }, count);
  });
}
