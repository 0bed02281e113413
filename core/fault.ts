/** Named places at which tests let the program fail (R33). Outside of tests they do nothing. */

/** Every place, in the order in which a post's way passes them; tests walk through all of them. */
export const FAULT_POINTS = [
  'fetched', 'extracted', 'post-written', 'enqueued', 'before-commit', 'after-commit', 'check-finished', 'batch-loaded', 'batch-indexed', 'cursor-moved',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** What happens at a point: whatever it does or throws. */
export type Fault = (point: FaultPoint) => void | Promise<void>;

const isTest = process.env['NODE_ENV'] === 'test';
let injected: Fault | null = isTest ? killAt(process.env['FAULT'] ?? '') : null;

/** Sets what happens at the points, or null for nothing. @throws Error outside of tests. */
export function injectFault(fault: Fault | null): void {
  if (!isTest) throw new Error('Faults are for tests: NODE_ENV is not test.');
  injected = fault;
}

/** A place at which the program may be made to fail. */
export async function fault(point: FaultPoint): Promise<void> {
  if (injected !== null) await injected(point);
}

/** `point:3` ends the process without a word when it comes to the point for the third time. */
function killAt(order: string): Fault | null {
  const [wanted, count = '1'] = order.split(':');
  let left = Number(count);
  if (wanted === '') return null;
  return (point) => {
    if (point !== wanted) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
