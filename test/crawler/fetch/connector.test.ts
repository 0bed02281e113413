import { Agent, buildConnector } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGuardedAgent, createGuardedLookup, createLoopbackAgent, guardConnector, type Resolve } from '../../../crawler/fetch/connector.ts';
import { failureOfError } from '../../../crawler/fetch/failures.ts';
import { createFetcher } from '../../../crawler/fetch/fetcher.ts';
import { DEFAULT_LIMITS } from '../../../crawler/fetch/limits.ts';
import { startWeb, type LocalWeb } from './local-web.ts';
import { DISGUISED_HOSTS, PRIVATE_ADDRESSES } from './private-addresses.ts';

const limits = { ...DEFAULT_LIMITS, connectMs: 2_000, headersMs: 2_000 };
const NAMES = /[a-z]{5}|ⓛ|ｌ/iu;

let web: LocalWeb;
beforeAll(async () => {
  web = await startWeb((request, response) => {
    const target = decodeURIComponent(new URL(request.url ?? '/', 'http://x').search.slice(1));
    response.writeHead(302, { location: Buffer.from(target).toString('latin1') }).end();
  });
});
afterAll(() => web.close());

/** How a request straight through a dispatcher fails; the checks of the URL are left out on purpose. */
async function failureThrough(agent: Agent, origin: string): Promise<string> {
  try {
    const response = await agent.request({ origin, path: '/', method: 'GET', signal: AbortSignal.timeout(3_000) });
    await response.body.dump();
    return 'none';
  } catch (error) {
    return failureOfError(error, origin)?.kind ?? `bug: ${String(error)}`;
  }
}

function answering(...addresses: string[]): Resolve {
  return async () => addresses;
}

test('addresses spelled out in the URL are refused by the dispatcher itself, with no packet sent (R2 a)', async () => {
  const agent = createGuardedAgent(limits, answering('8.8.8.8'));
  const before = web.connections();
  const hosts = [
    ...PRIVATE_ADDRESSES.map(([address]) => (address.includes(':') ? `[${address}]` : address)),
    ...DISGUISED_HOSTS.flatMap(([host]) => (NAMES.test(host) ? [] : [host])),
  ];
  for (const host of hosts) {
    for (const scheme of ['http', 'https']) expect([host, await failureThrough(agent, new URL(`${scheme}://${host}:${web.port}`).origin)]).toEqual([host, 'private-address']);
  }
  expect(web.connections()).toBe(before);
  await agent.destroy();
});

test.each(PRIVATE_ADDRESSES)('a name that resolves to %s is refused, alone and beside public addresses: %s', async (address) => {
  const before = web.connections();
  for (const answers of [[address], ['8.8.8.8', address], [address, '2606:4700::1111']]) {
    const agent = createGuardedAgent(limits, answering(...answers));
    for (const scheme of ['http', 'https']) expect(await failureThrough(agent, `${scheme}://rebound.example:${web.port}`)).toBe('private-address');
    await agent.destroy();
  }
  expect(web.connections()).toBe(before);
});

test('a name that turns private between two requests is refused the second time (rebinding)', async () => {
  const answers = [['93.184.216.34'], ['127.0.0.1']];
  const lookup = createGuardedLookup(async () => answers.shift() ?? []);
  const ask = (): Promise<unknown> => new Promise((resolve) => lookup('flip.example', { all: true }, (error, addresses) => resolve(error ?? addresses)));
  expect(await ask()).toEqual([{ address: '93.184.216.34', family: 4 }]);
  expect(failureOfError(await ask(), 'http://flip.example/')?.kind).toBe('private-address');
});

test('what the socket really reached is judged too, whatever the lookup said (R2 c)', async () => {
  const plain = buildConnector({ timeout: 2_000 });
  const misled = guardConnector((options, callback) => plain({ ...options, hostname: '127.0.0.1' }, callback));
  const agent = new Agent({ connect: misled });
  const before = web.requests.length;
  expect(await failureThrough(agent, `http://public.example:${web.port}`)).toBe('private-address');
  expect(web.requests.length).toBe(before);
  await agent.destroy();
});

test.each([...PRIVATE_ADDRESSES.map(([address, why]) => [address.includes(':') ? `[${address}]` : address, why] as const), ...DISGUISED_HOSTS])('a redirect to %s is not followed: %s', async (host) => {
  const fetcher = createFetcher({ userAgent: 'Test/1', transport: web.transport });
  for (const target of [`http://${host}/`, `//${host}:80/x`]) {
    await expect(fetcher.fetch({ url: `http://public.example/?${encodeURIComponent(target)}`, kind: 'page', validators: null })).rejects.toMatchObject({ kind: 'private-address' });
  }
  await fetcher.close();
});

test.each([
  ['ENOTFOUND', /There is no host/u], ['ENODATA', /There is no host/u], ['ESERVFAIL', /No name server/u], ['ETIMEOUT', /No name server/u], ['ECONNREFUSED', /No name server/u], [null, /There is no host/u],
])('a name server that answers %j is told apart from a host that is down', async (code, message) => {
  const resolve: Resolve = async () => (code === null ? [] : Promise.reject(Object.assign(new Error(code), { code })));
  const fetcher = createFetcher({ userAgent: 'Test/1', transport: null, resolve });
  await expect(fetcher.fetch({ url: 'https://nowhere.example/feed', kind: 'feed', validators: null })).rejects.toMatchObject({ kind: 'dns', url: 'https://nowhere.example/feed', message: expect.stringMatching(message) });
  await fetcher.close();
});

test('without a transport this machine is out of reach, whatever the environment says (R6, R7)', async () => {
  const before = web.connections();
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'NODE_USE_ENV_PROXY'];
  const saved = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${web.port}`;
  const fetcher = createFetcher({ userAgent: 'Test/1', transport: null, resolve: answering('127.0.0.1') });
  for (const url of ['http://anything.example/', 'https://anything.example/', `http://127.0.0.1/`]) {
    await expect(fetcher.fetch({ url, kind: 'page', validators: null })).rejects.toMatchObject({ kind: 'private-address' });
  }
  names.forEach((name, index) => {
    if (saved[index] === undefined) delete process.env[name];
    else process.env[name] = saved[index];
  });
  expect(web.connections()).toBe(before);
  await fetcher.close();
});

test('the loopback dispatcher reaches nothing but 127.0.0.1', async () => {
  const agent = createLoopbackAgent(limits);
  for (const host of ['localhost', '[::1]', '[::ffff:127.0.0.1]', '127.0.0.2', '8.8.8.8', 'example.org']) {
    expect(await failureThrough(agent, new URL(`http://${host}:${web.port}`).origin)).toBe('private-address');
  }
  expect(await failureThrough(agent, `http://127.0.0.1:${web.port}`)).toBe('none');
  await agent.destroy();
});

test('with a transport, hosts that it does not know do not exist', async () => {
  const fetcher = createFetcher({ userAgent: 'Test/1', transport: web.transport, resolve: answering('8.8.8.8') });
  await expect(fetcher.fetch({ url: 'https://elsewhere.org/', kind: 'page', validators: null })).rejects.toMatchObject({ kind: 'dns' });
  await fetcher.close();
});

test('hosts that are done with leave nothing behind', async () => {
  const agent = createLoopbackAgent({ ...limits });
  for (let port = 0; port < 3; port += 1) await failureThrough(agent, `http://127.0.0.1:${web.port}`);
  for (let index = 0; index < 200; index += 1) await failureThrough(agent, `http://127.0.0.1:${1 + index}`);
  // Only the one host that keeps a connection open for a few seconds is still known.
  expect(Object.keys(agent.stats).length).toBeLessThanOrEqual(1);
  await agent.destroy();
});
