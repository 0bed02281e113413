/** The figures of the extraction suites may not fall. The full table: `node scripts/bench/extract.ts`. */

import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureExtraction, type Figure } from '../../../scripts/bench/extract.ts';
import { everyNth, SUITES } from '../../../scripts/bench/extract-suites.ts';

/** A fixed sample: every fourth page, and all of those about code, footnotes and tables. */
const STEP = 4;

/** Half a point under what was measured, so that only a change of the rules can fail them. */
const FLOORS: Readonly<Record<string, number>> = {
  'extract F1, all': 0.883, 'extract F1, articles': 0.923, 'extract F1, documentation': 0.917, 'extract title': 0.8, 'extract author': 0.8, 'extract date': 0.81,
  'dates accuracy': 0.9, 'metadata title': 0.865, 'readability F1': 0.945, 'defuddle F1': 0.95, 'defuddle code blocks': 0.93, 'defuddle footnotes': 0.93, 'defuddle tables': 0.99,
};

describe.skipIf(!existsSync(SUITES))('extraction suites (skipped where the shared folder is absent)', () => {
  let figures: readonly Figure[] = [];
  beforeAll(() => {
    figures = measureExtraction(everyNth(STEP));
  }, 600_000);

  test.each(Object.entries(FLOORS))('%s ≥ %d', (name, floor) => {
    expect(figures.find((figure) => figure.name === name)?.all).toBeGreaterThanOrEqual(floor);
  });
});
