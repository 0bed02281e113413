/** Named places at which tests let the program fail (R33). Outside of tests they do nothing. */

/** Every place; a test walks through all of them. */
export const FAULT_POINTS = [
  'document-fetched', 'document-stored', 'page-fetched', 'page-extracted', 'post-written', 'post-enqueued', 'before-commit', 'after-commit',
  'batch-loaded', 'batch-indexed', 'cursor-moved', 'check-finished',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** What happens at a point: whatever it does or throws. */
export type Fault = (point: FaultPoint) => void | Promise<void>;

let injected: Fault | null = null;
const isTest = process.env['NODE_ENV'] === 'test';

/** Sets what happens at the points, or null for nothing. @throws Error outside of tests. */
export function injectFault(fault: Fault | null): void {
  if (!isTest) throw new Error('Faults are for tests: NODE_ENV is not test.');
  injected = fault;
}

/** A place at which the program may be made to fail. */
export async function fault(point: FaultPoint): Promise<void> {
  if (isTest && injected !== null) await injected(point);
}
