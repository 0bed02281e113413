import { expect, test } from 'vitest';
import { brokenPromises, measureDigestKills } from '../../../scripts/bench/digest-kills.ts';

test('killed at every marked point and at random, nobody gets two mails, and every mail is accounted for (40 more kills: npm run bench -- digest-kills)', async () => {
  const figures = await measureDigestKills(40, 1);
  expect(brokenPromises(figures)).toEqual([]);
  expect(figures.states.sent).toBeGreaterThan(0);
  expect(figures.states.suppressed).toBeGreaterThan(0);
}, 240_000);
