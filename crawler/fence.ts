/** Writes that land only while the writer's turn lasts. */

import type { CrawlDeps } from './deps.ts';

type Transaction = Parameters<Parameters<CrawlDeps['transact']>[0]>[0];

/** The turn has passed to another process: this one stood still for too long, and what it would write is that one's to write. */
export class LostTurn extends Error {
  override readonly name = 'LostTurn';
}

/** The same effects, but every transaction first asks whether the turn still holds. @throws LostTurn from `transact` where it does not. */
export function fenced(deps: CrawlDeps, holds: (transaction: Transaction) => Promise<boolean>): CrawlDeps {
  return {
    ...deps,
    transact: (work) => deps.transact(async (transaction) => {
      if (!await holds(transaction)) throw new LostTurn('Another process goes on with this.');
      return work(transaction);
    }),
  };
}
