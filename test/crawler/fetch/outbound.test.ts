import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbound, type OutboundMessage } from '../../../crawler/fetch/outbound.ts';
import { startReceiver } from '../../helpers/receiver.ts';

let [server, port, hits]: [Server, number, number] = [createServer((_request, response) => { hits += 1; response.end('reached'); }), 0, 0];
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const message = (url: string, changes: Partial<OutboundMessage> = {}): OutboundMessage => ({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '{}', allowedHosts: null, ...changes });

describe('nothing inside is reached', () => {
  const FORMS = [
    'http://127.0.0.1/', 'http://2130706433/', 'http://0177.0.0.1/', 'http://0x7f.1/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://localhost/', 'http://0.0.0.0/',
    'http://169.254.169.254/latest/meta-data', 'http://10.0.0.1/', 'http://192.168.1.1/', 'http://168.63.129.16/', 'http://[fd00::1]/', 'http://[64:ff9b::7f00:1]/', 'http://intranet/', 'http://printer.local/', 'http://vault.internal/',
    'https://user:secret@hooks.example/', 'ftp://hooks.example/', 'file:///etc/passwd', 'not an address', 'http://8.8.8.8:6379/',
  ];
  test.each(FORMS)('%s', async (url) => {
    const outbound = createOutbound({ userAgent: 'test', transport: null, resolve: () => Promise.resolve(['127.0.0.1']), totalMs: 2_000 });
    await expect(outbound.send(message(url))).rejects.toMatchObject({ name: 'FetchError' });
    await outbound.close();
    expect(hits).toBe(0);
  });

  test.each([
    ['a name that leads inside', ['127.0.0.1']], ['a name with one address inside', ['8.8.8.8', '127.0.0.1']], ['a name without addresses', []],
  ])('%s', async (_why, addresses) => {
    const outbound = createOutbound({ userAgent: 'test', transport: null, resolve: () => Promise.resolve(addresses), totalMs: 2_000 });
    await expect(outbound.send(message('http://hooks.example/'))).rejects.toMatchObject({ name: 'FetchError' });
    await outbound.close();
    expect(hits).toBe(0);
  });

  test('the port of a server of ours is no port of the web', async () => {
    const outbound = createOutbound({ userAgent: 'test', transport: null, resolve: () => Promise.resolve(['127.0.0.1']) });
    await expect(outbound.send(message(`http://hooks.example:${port}/`))).rejects.toMatchObject({ kind: 'bad-address' });
    await outbound.close();
  });
});

describe('messages of one kind go to their hosts alone', () => {
  test.each([
    ['https://hooks.slack.com/services/x', true], ['http://hooks.slack.com/services/x', false], ['https://hooks.slack.com.evil.example/x', false],
    ['https://evil.example/hooks.slack.com', false], ['https://hooks.slack.com@evil.example/', false], ['https://HOOKS.slack.com/x', true],
  ])('%s: %s', async (url, isAllowed) => {
    const receiver = await startReceiver();
    const outbound = createOutbound({ userAgent: 'test', transport: receiver.transport });
    const sent = outbound.send(message(url, { allowedHosts: ['hooks.slack.com'] }));
    if (isAllowed) expect(await sent).toMatchObject({ status: 204 });
    else await expect(sent).rejects.toMatchObject({ kind: 'bad-address' });
    expect(receiver.received).toHaveLength(isAllowed ? 1 : 0);
    await outbound.close();
    await receiver.close();
  });
});

test('what is sent arrives whole, as who we are; what is answered comes back, its beginning at least', async () => {
  const receiver = await startReceiver();
  receiver.answerWith(() => ({ status: 202, headers: { 'Retry-After': '30' }, body: 'é'.repeat(200_000) }));
  const outbound = createOutbound({ userAgent: 'Writeups/test', transport: receiver.transport });
  const answer = await outbound.send(message('https://hooks.example/a?b=c', { method: 'PATCH', body: '{"é":1}' }));
  expect(receiver.received).toMatchObject([{ url: '/a?b=c', body: '{"é":1}', headers: { host: 'hooks.example', 'user-agent': 'Writeups/test', 'content-type': 'application/json' } }]);
  expect([answer.status, answer.retryAfterSeconds, Buffer.byteLength(answer.body) <= 65_600, answer.body.startsWith('éé')]).toEqual([202, 30, true, true]);
  await outbound.close();
  await receiver.close();
});

test.each([
  ['redirects', { status: 302, headers: { Location: 'http://127.0.0.1/' } }, { status: 302 }],
  ['a packed answer is not unpacked', { status: 200, headers: { 'Content-Encoding': 'gzip' }, body: 'no gzip' }, { status: 200, body: 'no gzip' }],
])('%s is an answer like another', async (_why, answer, expected) => {
  const receiver = await startReceiver();
  receiver.answerWith(() => answer);
  const outbound = createOutbound({ userAgent: 'test', transport: receiver.transport });
  expect(await outbound.send(message('https://hooks.example/'))).toMatchObject(expected);
  expect(receiver.received).toHaveLength(1);
  await outbound.close();
  await receiver.close();
});

test('a receiver that does not answer is waited for no longer than told', async () => {
  const receiver = await startReceiver();
  receiver.answerWith(() => ({ status: 200, delayMs: 5_000 }));
  const outbound = createOutbound({ userAgent: 'test', transport: receiver.transport, totalMs: 200 });
  const started = performance.now();
  await expect(outbound.send(message('https://hooks.example/'))).rejects.toMatchObject({ kind: 'timeout' });
  expect(performance.now() - started).toBeLessThan(2_000);
  await outbound.close();
  await receiver.close();
});
