/** Something fails at the first operation of a kind, then at the second, and so on until the work needs no more of them (R33). */

import { FAULT_POINTS } from '../../../core/fault.ts';

/**
 * What can fail: a statement by a bug or a full disk, a request to a site, a site that never answers, the clock, a call of the search
 * engine, a mail; and the named points of the program.
 */
export const FAILING = ['database', 'disk', 'network', 'silence', 'clock', 'engine', 'mail', ...FAULT_POINTS] as const;
export type Failing = (typeof FAILING)[number];

/** Asked before every operation; what it answers says how the operation fails, by the number of the turn, or null: it does not. */
export type Strike = (kind: Failing) => number | null;

/** Work that can be begun anew, disturbed, and looked at. */
export type Scene = {
  /** Everything as it was before the work began. */
  readonly reset: () => Promise<void>;
  /** One round, as a server would do it; failures that were injected end there. */
  readonly work: (strike: Strike) => Promise<void>;
  /** Rounds that nothing disturbs, as much later as it takes until everything is tried again. */
  readonly recover: () => Promise<void>;
  /** How what is there now differs from what an undisturbed round leaves; null: not at all. */
  readonly difference: () => Promise<string | null>;
};

export type Found = { readonly turns: number; readonly broken: readonly string[] };

/** An error that was injected. SQLite's own number makes it a full disk. */
export class Injected extends Error {
  override readonly name = 'Injected';
  readonly errcode: number | null;
  constructor(errcode: number | null = null) {
    super('injected: something fails here');
    this.errcode = errcode;
  }
}

/** Goes through the turns; `stride` above 1 leaves some out, ever more of them. */
export async function failEverywhere(scene: Scene, kind: Failing, stride: number): Promise<Found> {
  const broken: string[] = [];
  let turns = 0;
  for (let nth = 1; ; nth = Math.max(nth + 1, Math.ceil(nth * stride))) {
    await scene.reset();
    let met = 0;
    await scene.work((at) => {
      if (at !== kind) return null;
      met += 1;
      return met === nth ? nth : null;
    });
    if (met < nth) return { turns, broken };
    turns += 1;
    await scene.recover();
    const difference = await scene.difference();
    if (difference !== null) broken.push(`${kind} ${nth}: ${difference}`);
  }
}
