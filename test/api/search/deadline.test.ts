import { expect, test } from 'vitest';
import { withDeadline } from '../../../api/search/deadline.ts';
import type { SearchRequest } from '../../../core/search.ts';
import { startTestApi } from '../../helpers/api.ts';

const REQUEST: SearchRequest = {
  terms: [], excluded: [], filter: null, sort: 'newest', page: 1, perPage: 10, facets: [], correctTypos: true, dropWords: true,
};

test('an engine that is stuck is an engine that is away', async () => {
  const api = await startTestApi();
  const stuck = () => new Promise<never>(() => {});
  const engine = withDeadline({ ...api.engine, search: stuck, suggest: stuck, similar: stuck }, 20);
  for (const question of [engine.search(REQUEST), engine.suggest('a', 3), engine.similar('a', 3)]) {
    await expect(question).rejects.toMatchObject({ name: 'IndexError', kind: 'timeout' });
  }
  await api.close();
});

test('answers and failures that come in time are passed on', async () => {
  const api = await startTestApi();
  await api.add([{}]);
  expect((await withDeadline(api.engine, 5_000).search(REQUEST)).total).toBe(1);
  await expect(withDeadline({ ...api.engine, search: () => Promise.reject(new Error('broken')) }, 5_000).search(REQUEST)).rejects.toThrow('broken');
  await api.close();
});
