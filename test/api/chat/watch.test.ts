import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chatDeliverers } from '../../../api/chat/deliverers.ts';
import type { Command } from '../../../api/chat/command.ts';
import { respond } from '../../../api/chat/respond.ts';
import type { Room } from '../../../api/chat/room.ts';
import type { Deps, OutboundAnswer, OutboundMessage } from '../../../api/deps.ts';
import type { Notice } from '../../../api/saved-searches/deliverer.ts';
import { tickSavedSearches } from '../../../api/saved-searches/tick.ts';
import { NO_CHAT } from '../../../core/chat-config.ts';
import { FetchError } from '../../../core/errors.ts';
import { startChatApi, type ChatApi, ALL_CHAT } from '../../helpers/chat.ts';
import { discordProblems, slackProblems, telegramProblems } from '../../helpers/chat-limits.ts';
import { NOW } from '../../helpers/store.ts';

const HOUR_MS = 3_600_000;
let api: ChatApi;
let clockMs = Date.parse(NOW);
beforeAll(async () => { api = await startChatApi({ now: () => new Date(clockMs).toISOString() }); });
afterAll(() => api.close());

const ROOM: Room = { kind: 'slack', ownerId: 'slack:T1:C0ROOM', address: 'C0ROOM' };
const say = async (command: Command, room = ROOM): Promise<string> => JSON.stringify(await respond(api.deps, command, room));
const tell = async (): Promise<string[]> => {
  api.sent.length = 0;
  await tickSavedSearches(api.deps);
  return api.sent.map(({ body }) => body);
};
let count = 0;
const publish = (title: string) => api.add([{ canonicalUrl: `https://new.example/${count += 1}`, title, text: `${title}. In full.`, excerpt: `${title} in short.` }]);

describe('watching from a channel', () => {
  test('at once where that is asked for', async () => {
    await say({ type: 'watch', query: 'quokkas', pace: 'at-once' });
    for (const part of [1, 2]) {
      await publish(`Quokkas ${part}`);
      expect((await tell()).join()).toContain(`Quokkas ${part}`);
    }
  });

  test('one message a day at most, with all that came meanwhile', async () => {
    expect(await say({ type: 'watch', query: 'how do wombats burrow?', pace: 'daily' })).toMatch(/Watching from now on.*wombats burrow.*once a day at most/u);
    expect(await tell()).toEqual([]);
    await publish('Wombats burrow, part 1');
    expect((await tell()).join()).toContain('Wombats burrow, part 1');
    await publish('Wombats burrow, part 2');
    await publish('Wombats burrow, part 3');
    clockMs += 20 * HOUR_MS;
    expect(await tell()).toEqual([]);
    clockMs += 5 * HOUR_MS;
    const [message = '', ...others] = await tell();
    expect(others).toEqual([]);
    for (const part of ['part 2', 'part 3']) expect(message).toContain(part);
    expect(api.sent[0]).toMatchObject({ url: 'https://slack.com/api/chat.postMessage', allowedHosts: ['slack.com'] });
    expect(JSON.parse(message)).toMatchObject({ channel: 'C0ROOM' });
  });

  test('a list, an end, and no sight of other channels’', async () => {
    const list = await say({ type: 'watches' });
    expect(list).toMatch(/wombats burrow \(once a day\)/u);
    const id = /([0-9a-f]{6}) {2}quokkas/u.exec(list)?.[1] ?? '';
    expect(await say({ type: 'unwatch', id }, { ...ROOM, ownerId: 'slack:T1:C0OTHER' })).toContain('Nothing is watched here under');
    expect(await say({ type: 'unwatch', id })).toMatch(/Watched no more.*quokkas/u);
    expect(await say({ type: 'watches' })).not.toContain('quokkas');
    await publish('Quokkas 3');
    expect(await tell()).toEqual([]);
  });

  test.each([
    [{ type: 'watch', query: 'wombats burrow', pace: 'daily' }, ROOM, 'already'],
    [{ type: 'watch', query: 'what is it', pace: 'daily' }, ROOM, 'what to watch for'],
    [{ type: 'watch', query: 'x'.repeat(300), pace: 'daily' }, ROOM, 'at most 256'],
    [{ type: 'watch', query: 'kafka after:2019-13', pace: 'daily' }, ROOM, 'no month 13'],
    [{ type: 'watch', query: 'kafka', pace: 'daily' }, { ...ROOM, address: '' }, 'This channel is neither'],
  ] as const)('%j is refused', async (command, room, why) => expect(await say(command, room)).toContain(why));

  test('a server without a token says so', async () => {
    const deps: Deps = { ...api.deps, deliverers: {} };
    expect(JSON.stringify(await respond(deps, { type: 'watch', query: 'kafka', pace: 'daily' }, ROOM))).toContain('has not given it a bot token');
  });

  test('twenty of a channel are enough', async () => {
    const room = { ...ROOM, ownerId: 'slack:T1:C0FULL' };
    for (let index = 0; index < 20; index += 1) await say({ type: 'watch', query: `thing${index}`, pace: 'daily' }, room);
    expect(await say({ type: 'watch', query: 'numbats', pace: 'daily' }, room)).toContain('may watch for 20');
  });
});

describe('posting', () => {
  const notice = (posts: number): Notice => ({
    id: 'msg_0123456789abcdef', event: 'new-posts', createdAt: NOW, search: { id: 'ss_abcdef012345', name: '<!channel> @everyone & <b>', q: 'kafka', minPoints: null, pageUrl: 'https://writeups.example/?q=kafka' },
    posts: Array.from({ length: posts }, (_, index) => ({
      id: `p${index}`, url: `https://blog.example/${index}?a=<b>`, pageUrl: `https://writeups.example/posts/p${index}`, title: `<!here> @everyone <b>bold</b> ${index} ${'long '.repeat(60)}`, publisher: '@here & Co', authors: [],
      publishedAt: NOW, kind: 'other', tags: [], excerpt: 'An excerpt `with` *marks* and <@U1>. '.repeat(20), points: 0, comments: 0,
    })),
  });
  const targets = [['slack', 'C0ROOM'], ['slack', 'https://hooks.slack.com/services/T/B/abcdef'], ['discord', '123456789'], ['discord', 'https://discord.com/api/webhooks/123456/abcdefghijkl'], ['telegram', '-100123']] as const;
  const deliver = async (kind: 'slack' | 'discord' | 'telegram', address: string, answer: Partial<OutboundAnswer> | Error, posts = 50) => {
    const sent: OutboundMessage[] = [];
    const deliverer = chatDeliverers(async (message) => {
      sent.push(message);
      if (answer instanceof Error) throw answer;
      return { status: 200, body: '{"ok":true}', retryAfterSeconds: null, ...answer };
    }, ALL_CHAT)[kind];
    return { result: await deliverer?.deliver(notice(posts), { kind, address, secrets: [] }), sent };
  };

  test.each(targets)('%s at %s: fifty hostile posts within the limits, mentioning nobody', async (kind, address) => {
    const { result, sent } = await deliver(kind, address, {});
    expect(result).toEqual({ outcome: 'delivered', status: 200 });
    const [message] = sent;
    const body = JSON.parse(message?.body ?? '') as never;
    expect({ slack: slackProblems, discord: discordProblems, telegram: telegramProblems }[kind](body)).toEqual([]);
    expect(message?.body).not.toMatch({ slack: /<!|<@/u, discord: /@everyone|@here|[^\\]<[@!]/u, telegram: /@everyone|@here|<[!@]/u }[kind]);
    expect(message?.allowedHosts).not.toBeNull();
  });

  test.each([
    ...targets.map(([kind, address]) => [kind, address, { status: 503, body: '', retryAfterSeconds: 7 }, { outcome: 'failed', retryAfterSeconds: 7 }] as const),
    ...targets.map(([kind, address]) => [kind, address, new FetchError('timeout', 'https://x.example/bot12345:telegram-token/', 'https://api.telegram.org/bot12345:telegram-token/ did not answer'), { outcome: 'failed', status: null }] as const),
    ...targets.slice(1).map(([kind, address]) => [kind, address, { status: 403, body: '' }, { outcome: 'refused' }] as const),
    ['slack', 'C0ROOM', { status: 200, body: '{"ok":false,"error":"channel_not_found"}' }, { outcome: 'refused' }] as const,
    ['slack', 'C0ROOM', { status: 200, body: '{"ok":false,"error":"ratelimited"}' }, { outcome: 'failed' }] as const,
    ['telegram', '5', { status: 429, body: '{"parameters":{"retry_after":9}}' }, { outcome: 'failed', retryAfterSeconds: 9 }] as const,
  ])('%s at %s answering %j: %j', async (kind, address, answer, outcome) => {
    const { result } = await deliver(kind, address, answer, 1);
    expect(result).toMatchObject(outcome);
    if (kind === 'telegram') expect(JSON.stringify(result)).not.toContain('telegram-token');
  });

  test.each([
    ['slack', 'C0ROOM', true], ['slack', 'https://hooks.slack.com/services/T/B/x1', true], ['slack', 'https://evil.example/services/T', false], ['slack', 'http://hooks.slack.com/services/T/B/x1', false], ['slack', 'https://hooks.slack.com.evil.example/services/x', false],
    ['discord', '123456', true], ['discord', 'https://discord.com/api/webhooks/123456/abcdefghijkl', true], ['discord', 'https://discord.com/api/other', false], ['telegram', '-100', true], ['telegram', '@name', false],
  ] as const)('%s: %s can be used: %j', (kind, address, isUsable) => {
    expect(chatDeliverers(() => Promise.reject(new Error('not asked')), ALL_CHAT)[kind]?.checkAddress(address) === null).toBe(isUsable);
  });

  test('without tokens, webhooks alone', () => {
    const { slack, discord, telegram } = chatDeliverers(() => Promise.reject(new Error('not asked')), NO_CHAT);
    expect([slack?.checkAddress('C0ROOM'), discord?.checkAddress('123456'), telegram]).toEqual([expect.any(String), expect.any(String), undefined]);
  });
});
