import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CorrectedPostSchema } from '../../api/admin/schema.ts';
import { rederive } from '../../crawler/rederive.ts';
import { createKey } from '../../store/keys.ts';
import { findPost, upsertPost } from '../../store/posts.ts';
import { startTestApi, type TestApi } from '../helpers/api.ts';
import { makePost, NOW } from '../helpers/store.ts';

const OWN = { kind: 'migration', tags: [{ tag: 'queues', score: 0.8, evidence: 'our queue' }, { tag: 'java', score: 0.5, evidence: 'Java' }] } as const;

let api: TestApi;
let secret: string;
let id: string;
beforeAll(async () => {
  api = await startTestApi();
  secret = (await createKey(api.store.db, { name: 'admin', scopes: ['admin'], expiresAt: null }, NOW)).secret;
  [id = ''] = await api.add([OWN]);
});
afterAll(() => api.close());

const say = (body: unknown) => api.get(`/api/v1/posts/${id}/tags`, { method: 'POST', headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const corrected = async (body: unknown) => CorrectedPostSchema.parse(await (await say(body)).json());
const stored = async () => {
  const post = await findPost(api.store.db, id);
  return { tags: post?.tags.map(({ tag }) => tag), kind: post?.kind };
};
/** New rules for every post, which find what `found` says. */
const retag = (found: { readonly tags: typeof OWN.tags | readonly []; readonly kind: typeof OWN.kind | 'news' }) => rederive({
  db: api.store.db, transact: (work) => api.store.db.transaction().execute(work), tag: () => ({ ...found, kindEvidence: '' }), now: () => NOW, log: api.deps.log, extract: () => Promise.reject(new Error('not asked')),
}, 'tags');

describe('an administrator’s word on what a post is about', () => {
  test('counts at once, topics by any of their names', async () => {
    const answer = await corrected({ add: ['Postgres'], remove: ['Java'], kind: 'postmortem' });
    expect(answer.tags.map(({ tag }) => tag)).toEqual(['postgresql', 'queues']);
    expect(answer.decisions).toEqual({ added: ['postgresql'], removed: ['java'], kind: 'postmortem' });
    expect(await stored()).toEqual({ tags: ['postgresql', 'queues'], kind: 'postmortem' });
    expect((await api.json('/api/v1/tags') as { tags: unknown }).tags).toBeDefined();
  });

  test('reaches the search', async () => {
    await api.sync([]);
    await api.sync([id]);
    expect(await api.json('/api/v1/search?q=tag:postgresql+kind:postmortem')).toMatchObject({ total: 1 });
    expect(await api.json('/api/v1/search?q=tag:java')).toMatchObject({ total: 0 });
  });

  test('survives new rules for topics, which are told to have changed nothing the second time', async () => {
    await retag({ tags: [], kind: 'news' });
    expect(await stored()).toEqual({ tags: ['postgresql'], kind: 'postmortem' });
    expect((await retag({ tags: [], kind: 'news' })).changed).toBe(0);
  });

  test('survives a changed page', async () => {
    await upsertPost(api.store.db, makePost({ ...OWN, text: 'We moved it again.' }), NOW);
    expect(await stored()).toEqual({ tags: ['postgresql', 'queues'], kind: 'postmortem' });
  });

  test('is taken back: then the rules’ last word counts', async () => {
    expect((await corrected({ forget: ['java'] })).tags.map(({ tag }) => tag)).toEqual(['postgresql', 'queues', 'java']);
    expect((await corrected({ remove: ['postgresql'], kind: null })).decisions).toEqual({ added: [], removed: ['postgresql'], kind: null });
    expect((await corrected({ forget: ['postgresql'] })).tags).toEqual(OWN.tags);
    expect(await api.store.db.selectFrom('corrections').selectAll().execute()).toEqual([]);
  });

  test.each([
    [{}, 'names nothing'], [{ add: ['no such topic'] }, 'no-such-topic'], [{ add: ['kafka'], remove: ['kafka'] }, 'kafka'], [{ kind: 'poem' }, 'kind'], [{ tags: ['kafka'] }, 'tags'],
  ])('%j is refused', async (body, word) => {
    const answer = await say(body);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(word)]);
  });

  test('needs a key that may', async () => {
    expect((await api.get(`/api/v1/posts/${id}/tags`, { method: 'POST' })).status).toBe(401);
  });
});
