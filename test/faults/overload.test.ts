/** More questions than an engine can answer: what it answers, it answers in time. */

import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withDeadline } from '../../api/search/deadline.ts';
import { IndexError } from '../../core/errors.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { makeRequest } from '../helpers/document.ts';
import { memoryEngine } from '../helpers/memory-engine.ts';

/** One thread that answers a question after the other, whoever still waits for it. */
function oneThread(answerMs: number): SearchEngine & { readonly worked: () => number } {
  const engine = memoryEngine();
  let [last, worked]: [Promise<unknown>, number] = [Promise.resolve(), 0];
  return { ...engine, worked: () => worked, search: (request) => {
    const answer = last.then(async () => {
      worked += 1;
      await wait(answerMs);
      return engine.search(request);
    });
    last = answer;
    return answer;
  } };
}

test('three times as many as it can do: it goes on answering, the others are told in time, and it works for hardly anybody who is gone', async () => {
  const engine = oneThread(10);
  const guarded = withDeadline(engine, 400);
  const answers: Promise<boolean>[] = [];
  for (let asked = 0; asked < 200; asked += 1) {
    answers.push(guarded.search(makeRequest('anything')).then(() => true, (error: unknown) => {
      if (!(error instanceof IndexError) || error.kind !== 'timeout') throw error;
      return false;
    }));
    await wait(3);
  }
  const answered = (await Promise.all(answers)).filter((isAnswered) => isAnswered).length;
  expect(answered).toBeGreaterThan(10);
  expect(engine.worked() - answered).toBeLessThanOrEqual(16);
});

test('a failure of the engine is passed on, and the next question is asked', async () => {
  const engine = memoryEngine();
  const guarded = withDeadline(engine, 1_000);
  engine.failAfterWrites(0);
  await expect(Promise.all(Array.from({ length: 20 }, () => guarded.search(makeRequest('a'))))).rejects.toThrow(IndexError);
  engine.heal();
  await expect(guarded.search(makeRequest('a'))).resolves.toMatchObject({ total: 0 });
});

test('an engine that never answers is given up at the deadline, by those too who come later', async () => {
  const guarded = withDeadline({ ...memoryEngine(), search: () => new Promise(() => {}) }, 40);
  for (let round = 0; round < 2; round += 1) {
    const all = await Promise.allSettled(Array.from({ length: 30 }, () => guarded.search(makeRequest('a'))));
    expect(all.every(({ status }) => status === 'rejected')).toBe(true);
  }
});
