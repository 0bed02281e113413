import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookDeliverer } from '../../../api/saved-searches/webhook.ts';
import { createKey, rotateKey, type Scope } from '../../../store/keys.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ deliverers: { webhook: webhookDeliverer({ outbound: () => Promise.reject(new Error('no network')), now: () => NOW }) } });
});
afterAll(() => api.close());

const keyOf = (scopes: readonly Scope[]) => createKey(api.store.db, { name: 'bot', scopes, expiresAt: null }, NOW);
const ask = async (secret: string, method: string, path = '', body?: object) => {
  const response = await api.get(`/api/v1/saved-searches${path}`, { method, headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, answer: await response.json() as Record<string, unknown> & { errors?: { parameter: string; message: string }[] } };
};
const GOOD = { name: 'Kafka', q: 'tag:kafka', target: { kind: 'webhook', address: 'https://hooks.example/kafka' } };

test.each([
  ['a name that nearly exists', { ...GOOD, taget: 1 }, 'taget', 'did you mean target?'],
  ['a condition that means nothing', { ...GOOD, q: 'after:yesterdayish kafka' }, 'q', 'after:yesterdayish'],
  ['points without a number', { ...GOOD, event: 'points' }, 'minPoints', 'is needed'],
  ['a number without points', { ...GOOD, minPoints: 3 }, 'minPoints', 'event points alone'],
  ['a kind that this server has not', { ...GOOD, target: { kind: 'mail', address: 'a@b.example' } }, 'target', 'not set up'],
  ['no name', { ...GOOD, name: ' \u0000 ' }, 'name', ''],
  ...['ftp://hooks.example/', 'hooks', 'http://127.0.0.1/', 'http://2130706433/', 'http://[::1]/', 'http://localhost/', 'http://intranet/', 'http://db.internal/', 'https://a:b@hooks.example/', 'https://hooks.example:8443/']
    .map((address) => [address, { ...GOOD, target: { kind: 'webhook', address } }, 'target', ''] as const),
] as const)('%s is refused by name', async (_why, body, parameter, message) => {
  const { secret } = await keyOf(['write']);
  const { status, answer } = await ask(secret, 'POST', '', body);
  expect([status, answer.errors?.[0]?.parameter]).toEqual([400, parameter]);
  expect(answer.errors?.[0]?.message).toContain(message);
});

test('a search belongs to its key and to those that take its place; others do not see it, administrators do', async () => {
  const [owner, stranger, admin] = [await keyOf(['write']), await keyOf(['write']), await keyOf(['admin'])];
  const { answer } = await ask(owner.secret, 'POST', '', GOOD);
  const path = `/${String(answer['id'])}`;
  const next = await api.store.transact((transaction) => rotateKey(transaction, owner.id, NOW, NOW));
  for (const [secret, status] of [[next?.secret ?? '', 200], [admin.secret, 200], [stranger.secret, 404]] as const) {
    expect([(await ask(secret, 'GET', path)).status, (await ask(secret, 'GET', `${path}/deliveries`)).status, (await ask(secret, 'PATCH', path, { name: 'Streams' })).status]).toEqual([status, status, status]);
  }
  expect([(await ask(stranger.secret, 'GET')).answer['total'], (await ask(stranger.secret, 'DELETE', path)).status, (await ask((await keyOf(['read'])).secret, 'GET')).status]).toEqual([0, 404, 403]);
  expect((await ask(next?.secret ?? '', 'DELETE', path)).answer).toEqual({ removed: answer['id'], undelivered: 0 });
  expect((await ask(next?.secret ?? '', 'GET', path)).status).toBe(404);
});

test('the secret is told once', async () => {
  const { secret } = await keyOf(['write']);
  const { answer } = await ask(secret, 'POST', '', GOOD);
  const rotated = await ask(secret, 'POST', `/${String(answer['id'])}/rotate-secret`, {});
  const seen = JSON.stringify([(await ask(secret, 'GET')).answer, (await ask(secret, 'GET', `/${String(answer['id'])}`)).answer]);
  expect(answer['secret']).toMatch(/^whsec_[\w+/=]{44}$/u);
  expect(seen).not.toContain(String(answer['secret']).slice(6));
  expect(seen).not.toContain(String(rotated.answer['secret']).slice(6));
});

test('a key has at most a hundred', async () => {
  const { secret } = await keyOf(['write']);
  const statuses: number[] = [];
  for (let count = 0; count < 101; count += 1) statuses.push((await ask(secret, 'POST', '', GOOD)).status);
  expect([statuses.filter((status) => status === 201).length, statuses.at(-1)]).toEqual([100, 409]);
});
