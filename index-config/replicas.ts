/** Several servers that hold the same index: a search goes to one that answers and is not behind. */

import { IndexError } from '../core/errors.ts';
import type { EngineStatus } from '../core/search.ts';
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts';
import type { SearchEngine } from './engine.ts';

export type ReplicasOptions = Partial<Omit<BreakerOptions, 'onChange'>> & {
  /** How far a replica is behind the store, in numbers of the outbox, by the name of its cursor. */
  readonly lagOf: (cursor: string) => Promise<number>;
  /** Told when a replica is given up and when it is back (`reason` null). */
  readonly onChange: (cursor: string, reason: string | null) => void;
};

type Replica = { readonly engine: SearchEngine; readonly cursor: string; readonly breaker: Breaker; lag: number };

/** How far a replica may be behind the one that is furthest: about what one sync pass brings. */
const TOLERATED_LAG = 400;
const LAG_IS_FRESH_MS = 2_000;

/**
 * The replicas as one engine. Searches take turns among those that answer and are level with the foremost, then try the others;
 * where none answers they reject as the last one did. Writes and listing are the first replica's alone: each is fed by an
 * outbox cursor of its own.
 */
export function withReplicas(engines: readonly [SearchEngine, ...SearchEngine[]], { lagOf, onChange, ...options }: ReplicasOptions): SearchEngine {
  const replicas = engines.map((engine): Replica => {
    const cursor = engine.cursors[0] ?? engine.name;
    return { engine, cursor, breaker: createBreaker({ ...options, onChange: (reason) => onChange(cursor, reason) }), lag: 0 };
  });
  const refreshLags = createLagReader(replicas, lagOf);
  let turn = 0;
  const ask = async <Answer>(call: (engine: SearchEngine) => Promise<Answer>): Promise<Answer> => {
    refreshLags();
    for (const { breaker, engine } of replicas) if (breaker.reason() !== null) breaker.probe(() => call(engine));
    turn += 1;
    let failure: unknown;
    for (const { breaker, engine } of inOrder(replicas, turn)) {
      try {
        return await breaker.ask(() => call(engine));
      } catch (error) {
        if (!(error instanceof IndexError)) throw error;
        failure = error;
      }
    }
    throw failure;
  };
  return {
    ...engines[0],
    cursors: replicas.map(({ cursor }) => cursor),
    search: (request) => ask((engine) => engine.search(request)),
    suggest: (text, limit) => ask((engine) => engine.suggest(text, limit)),
    similar: (id, limit) => ask((engine) => engine.similar(id, limit)),
    status: async () => joinStatus(replicas, await Promise.all(engines.map((engine) => engine.status()))),
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}

/** Those that answer: the ones level with the foremost in turns, then the others, the least behind first; last those given up, which may be back. */
function inOrder(replicas: readonly Replica[], turn: number): readonly Replica[] {
  const [alive, away] = [replicas.filter(({ breaker }) => breaker.reason() === null), replicas.filter(({ breaker }) => breaker.reason() !== null)];
  const foremost = Math.min(...alive.map(({ lag }) => lag));
  const [level, behind] = [alive.filter(({ lag }) => lag <= foremost + TOLERATED_LAG), alive.filter(({ lag }) => lag > foremost + TOLERATED_LAG)];
  const first = level.length === 0 ? 0 : turn % level.length;
  return [...level.slice(first), ...level.slice(0, first), ...behind.toSorted((a, b) => a.lag - b.lag), ...away];
}

/** No search waits for the lags: what was last known decides. */
function createLagReader(replicas: readonly Replica[], lagOf: ReplicasOptions['lagOf']): () => void {
  let readAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - readAtMs < LAG_IS_FRESH_MS) return;
    readAtMs = performance.now();
    for (const replica of replicas) void lagOf(replica.cursor).then((lag) => { replica.lag = lag; }, () => {});
  };
}

/** As good as the best of them; what is wrong with any of them is said. */
function joinStatus(replicas: readonly Replica[], statuses: readonly EngineStatus[]): EngineStatus {
  const best = statuses.find(({ healthy, drift }) => healthy && drift.length === 0) ?? statuses.find(({ healthy }) => healthy) ?? statuses[0];
  if (best === undefined) throw new Error('there is no replica');
  return {
    ...best,
    drift: [...new Set(statuses.flatMap(({ drift }) => drift))],
    message: statuses.map(({ message }, at) => `${replicas[at]?.cursor}: ${message}`).join(' '),
  };
}
