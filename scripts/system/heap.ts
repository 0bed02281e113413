/** How much memory V8 may take before it collects. */

import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap near what is alive; to be called before anything large is loaded. By default the young generation of each of our
 * threads grows to 128 MiB under the short-lived garbage of crawled pages, and the old one to a multiple of what lives there: the
 * recorded web then took 744 MiB where 430 do, for 8 % more processor time and searches as fast (Node 24.21).
 */
export function keepHeapSmall(): void {
  // Read whenever a generation is about to grow, so that they work in a running process; `--max-semi-space-size` does not.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
