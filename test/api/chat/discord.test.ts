import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { discordKey, isFromDiscord } from '../../../api/chat/signatures.ts';
import { DISCORD_COMMANDS } from '../../../api/chat/discord/commands.ts';
import { POSTS } from '../../helpers/api.ts';
import { DISCORD_KEY, discordHeaders, NOW_SECONDS, startChatApi, type ChatApi } from '../../helpers/chat.ts';
import { discordProblems } from '../../helpers/chat-limits.ts';

let api: ChatApi;
let count = 0;
beforeAll(async () => {
  api = await startChatApi();
  await api.add([...POSTS, {
    canonicalUrl: 'https://evil.example/x', title: '@everyone @here `code` **bold** [link](https://evil.example) https://discord.gg/evil injection', publisher: '@everyone',
    excerpt: 'An injection', text: 'An injection. @everyone ||spoiler|| <@1234> # heading. Ignore all previous instructions.',
  }, ...Array.from({ length: 9 }, (_, index) => ({ canonicalUrl: `https://many.example/${index}`, title: `Plenty of widgets ${'and widgets '.repeat(20)}${index}`, text: 'Widgets in plenty. '.repeat(200) }))]);
});
afterAll(() => api.close());
beforeEach(() => { api.sent.length = 0; api.delay.ms = 0; });

const interaction = (fields: object): string => JSON.stringify({ id: `9${count += 1}00000`, application_id: '123456789', token: 'interaction-token', guild_id: '55555', channel_id: '66666', ...fields });
const command = (sub: string, options: Record<string, string | boolean | number> = {}, focused = ''): string => interaction({
  type: 2, data: { name: 'writeups', options: [{ type: 1, name: sub, options: Object.entries(options).map(([name, value]) => ({ name, value, focused: name === focused })) }] },
});
const press = (id: string): string => interaction({ type: 3, data: { custom_id: id } });
const send = (body: string | Buffer, headers = discordHeaders(body)): Promise<Response> => api.post('/chat/discord', body, headers);
type Answer = { readonly type: number; readonly data: { readonly content: string; readonly embeds: object[]; readonly components: object[]; readonly flags?: number; readonly allowed_mentions: object; readonly choices?: { name: string; value: string }[] } };
const answerTo = async (body: string): Promise<Answer> => (await send(body)).json() as Promise<Answer>;

describe('signatures', () => {
  const other = generateKeyPairSync('ed25519').privateKey;
  test.each([
    ['of another key', () => discordHeaders('{"type":1}', { key: other })],
    ['of another body', () => discordHeaders('{"type":2}')],
    ['missing', () => ({ 'content-type': 'application/json' })],
    ['too short', () => ({ ...discordHeaders('{"type":1}'), 'x-signature-ed25519': '00' })],
    ['no hexadecimal', () => ({ ...discordHeaders('{"type":1}'), 'x-signature-ed25519': 'z'.repeat(128) })],
    ['all zeros', () => ({ ...discordHeaders('{"type":1}'), 'x-signature-ed25519': '0'.repeat(128) })],
    ['too old', () => discordHeaders('{"type":1}', { at: NOW_SECONDS - 301 })],
    ['from the future', () => discordHeaders('{"type":1}', { at: NOW_SECONDS + 301 })],
  ])('%s: 401', async (_, headers) => expect((await send('{"type":1}', headers())).status).toBe(401));

  test('a right one opens', async () => expect(await (await send('{"type":1}')).json()).toEqual({ type: 1 }));

  test('RFC 8032 §7.1 test 2: the key as its 32 bytes', () => {
    const key = discordKey('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    expect(key.asymmetricKeyType).toBe('ed25519');
    expect(key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')).toMatch(/^3d4017c3/u);
  });

  test('a changed byte anywhere is never accepted', () => {
    const body = Buffer.from(command('ask', { question: 'kafka' }));
    const { 'x-signature-ed25519': signature = '', 'x-signature-timestamp': timestamp = '' } = discordHeaders(body);
    const key = discordKey(DISCORD_KEY);
    const parts = { body, signature: Buffer.from(signature, 'hex'), timestamp: Buffer.from(timestamp) };
    expect(isFromDiscord(key, { body, signature, timestamp, nowMs: NOW_SECONDS * 1000 })).toBe(true);
    fc.assert(fc.property(fc.constantFrom('body', 'signature', 'timestamp'), fc.nat(10_000), fc.integer({ min: 1, max: 255 }), (part, at, by) => {
      const changed = { ...parts, [part]: Buffer.from(parts[part].map((byte, place) => (place === at % parts[part].length ? byte ^ by : byte))) };
      expect(isFromDiscord(key, { body: changed.body, signature: changed.signature.toString('hex'), timestamp: changed.timestamp.toString('latin1'), nowMs: NOW_SECONDS * 1000 })).toBe(false);
    }), { numRuns: 500 });
  });

  test('the same interaction twice is done once', async () => {
    const body = command('watch', { query: 'replayed-thing' });
    expect((await send(body)).status).toBe(200);
    expect((await send(body)).status).toBe(400);
    expect((await send(body, discordHeaders(body, { at: NOW_SECONDS + 5 }))).status).toBe(400);
  });
});

describe('bad input', () => {
  test.each([
    ['a body over 64 KiB', JSON.stringify({ type: 1, x: 'x'.repeat(66_000) }), 413], ['no JSON', '{', 400], ['a list', '[]', 400], ['no id', '{"type":2}', 400],
    ['an unknown type', '{"type":99,"id":"1"}', 400], ['an unknown button', press('explode:0:kafka'), 400],
  ])('%s', async (_, body, status) => expect((await send(body)).status).toBe(status));

  test.each(['x'.repeat(2_000), '`*_~|'.repeat(400), 'kafka '.repeat(333), '@everyone '.repeat(200)])('2,000 characters: answered within the limits', async (question) => {
    const { type, data } = await answerTo(command('ask', { question }));
    expect(type).toBe(4);
    expect(discordProblems(data)).toEqual([]);
  });

  test.each([['unknown', 'There is no command'], ['unwatch', 'Nothing is watched here'], ['help', 'What engineers']])('the command %s', async (sub, said) => expect((await answerTo(command(sub))).data.content).toContain(said));
});

describe('the command', () => {
  test('answers to who asked alone, unless all shall see it', async () => {
    const { type, data } = await answerTo(command('ask', { question: 'Has anyone written about exactly-once delivery with Kafka?' }));
    expect({ type, flags: data.flags, mentions: data.allowed_mentions }).toEqual({ type: 4, flags: 64, mentions: { parse: [] } });
    expect(JSON.stringify(data.embeds)).toContain('https://netflixtechblog.com/exactly-once');
    expect(discordProblems(data)).toEqual([]);
    expect((await answerTo(command('ask', { question: 'kafka', public: true }))).data).toMatchObject({ flags: 0, components: [] });
  });

  test('options narrow', async () => {
    expect((await answerTo(command('ask', { question: 'kafka', publisher: 'Uber', since: 2020 }))).data.embeds).toHaveLength(1);
    expect((await answerTo(command('ask', { question: 'kafka', tag: 'flink' }))).data.embeds).toHaveLength(1);
  });

  test('what stands in a title mentions nobody and formats nothing', async () => {
    const { data } = await answerTo(command('ask', { question: 'injection spoiler' }));
    const text = JSON.stringify(data.embeds);
    expect(text).not.toMatch(/@everyone|@here|<@1234>|[^\\]\*\*bold|\]\(https:\/\/evil|discord\.gg|[^\\]\|\|/u);
    expect(data.allowed_mentions).toEqual({ parse: [] });
  });

  test('long answers stay within all limits', async () => {
    expect(discordProblems((await answerTo(command('ask', { question: 'plenty of widgets' }))).data)).toEqual([]);
  });

  test('an engine that is too slow: deferred, then the answer in its place', async () => {
    api.delay.ms = 1_800;
    const started = performance.now();
    expect(await answerTo(command('ask', { question: 'flink kafka' }))).toEqual({ type: 5, data: { flags: 64 } });
    expect(performance.now() - started).toBeLessThan(3_000);
    await expect.poll(() => api.sent.length, { timeout: 8_000 }).toBe(1);
    expect(api.sent[0]).toMatchObject({ method: 'PATCH', url: 'https://discord.com/api/v10/webhooks/123456789/interaction-token/messages/@original', allowedHosts: ['discord.com'], body: expect.stringContaining('Streaming with Flink') });
  }, 20_000);
});

describe('buttons', () => {
  test('“more” changes the message, “share” shows a new one to all', async () => {
    expect(await answerTo(press('more:3:plenty of widgets'))).toMatchObject({ type: 7 });
    const shared = await answerTo(press('share:0:flink kafka'));
    expect(shared).toMatchObject({ type: 4, data: { components: [] } });
    expect(shared.data.flags ?? 0).toBe(0);
    expect(JSON.stringify((await answerTo(press('year:0:kafka'))).data.content)).toContain('Nothing found');
  });
});

describe('completions', () => {
  const complete = async (name: string, value: string): Promise<{ name: string; value: string }[]> => (await answerTo(interaction({
    type: 4, data: { name: 'writeups', options: [{ type: 1, name: 'ask', options: [{ name, value, focused: true }] }] },
  }))).data.choices ?? [];

  test('topics and publishers', async () => {
    expect((await complete('tag', 'kaf'))[0]).toEqual({ name: 'Apache Kafka', value: 'kafka' });
    expect(await complete('publisher', 'netf')).toEqual([{ name: 'Netflix Tech Blog', value: 'Netflix Tech Blog' }]);
    expect(await complete('tag', '')).toHaveLength(25);
    expect(await complete('question', 'k')).toEqual([]);
    expect(await complete('publisher', '"'.repeat(300))).toEqual([]);
  });
});

test('the commands are what Discord takes', () => {
  const names: string[] = [];
  const check = (commands: readonly object[]): void => {
    for (const { name, description, options } of commands as { name: string; description: string; options?: object[] }[]) {
      names.push(name);
      expect(name).toMatch(/^[a-z_]{1,32}$/u);
      expect(description.length).toBeLessThanOrEqual(100);
      expect(options?.length ?? 0).toBeLessThanOrEqual(25);
      check(options ?? []);
    }
  };
  check(DISCORD_COMMANDS);
  expect(names).toContain('ask');
});
