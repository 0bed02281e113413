import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readTelegramCommand } from '../../../api/chat/telegram/routes.ts';
import { POSTS } from '../../helpers/api.ts';
import { startChatApi, TELEGRAM_SECRET, telegramHeaders, type ChatApi } from '../../helpers/chat.ts';
import { telegramProblems } from '../../helpers/chat-limits.ts';

let api: ChatApi;
let count = 0;
beforeAll(async () => {
  api = await startChatApi();
  await api.add([...POSTS, {
    canonicalUrl: 'https://evil.example/x?a="><b>', title: '<b>bold</b> @everyone <a href="https://evil.example">link</a> & injection', publisher: 'Evil & <Co>',
    excerpt: 'An injection', text: 'An injection. </blockquote><script>alert(1)</script>',
  }]);
});
afterAll(() => api.close());
beforeEach(() => { api.sent.length = 0; });

const send = (body: string, headers = telegramHeaders()): Promise<Response> => api.post('/chat/telegram', body, headers);
const update = (fields: object): string => JSON.stringify({ update_id: count += 1, ...fields });
const message = (text: string, type = 'private'): string => update({ message: { message_id: 7, text, chat: { id: -100123, type } } });
type Method = { readonly method: string; readonly text: string; readonly chat_id: number; readonly results?: { id: string; title: string; url: string; input_message_content: { message_text: string } }[]; readonly reply_markup?: object };
const answerTo = async (body: string): Promise<Method> => (await send(body)).json() as Promise<Method>;

describe('the secret', () => {
  test.each([['wrong', 'x'], ['empty', ''], ['longer', `${TELEGRAM_SECRET}0`], ['in capitals', TELEGRAM_SECRET.toUpperCase()]])('%s: 401', async (_, secret) => {
    expect((await send(message('kafka'), telegramHeaders(secret))).status).toBe(401);
  });

  test('the same update twice is done once', async () => {
    const body = message('/watch replayed');
    expect((await answerTo(body)).text).toContain('Watching');
    const again = await send(body);
    expect([again.status, await again.text()]).toEqual([200, '']);
  });
});

describe('bad input', () => {
  test.each([['a body over 64 KiB', message('x'.repeat(66_000)), 413], ['no JSON', '{', 400], ['no id', '{}', 400], ['nothing to answer', update({ poll: {} }), 200], ['no chat', update({ message: { text: 'kafka' } }), 200]])('%s', async (_, body, status) => {
    expect((await send(body)).status).toBe(status);
  });

  test.each(['x'.repeat(2_000), '<b>'.repeat(600), 'kafka '.repeat(333), '&'.repeat(2_000)])('2,000 characters: answered within the limits', async (text) => {
    expect(telegramProblems(await answerTo(message(text)))).toEqual([]);
  });
});

describe('messages', () => {
  test('are answered in the same exchange', async () => {
    const method = await answerTo(message('Has anyone written about exactly-once delivery with Kafka?'));
    expect(method).toMatchObject({ method: 'sendMessage', chat_id: -100123, parse_mode: 'HTML', text: expect.stringContaining('<a href="https://netflixtechblog.com/exactly-once">Exactly once semantics in Kafka</a>') });
    expect(telegramProblems(method)).toEqual([]);
  });

  test('what stands in a title is no markup', async () => {
    const method = await answerTo(message('injection'));
    expect(telegramProblems(method)).toEqual([]);
    expect(method.text).not.toMatch(/<script|@everyone|href="https:\/\/evil\.example">/u);
    expect(method.text).toContain('&lt;b&gt;bold');
  });

  test.each([
    ['/ask kafka', false, { type: 'ask', question: 'kafka' }], ['/ask@writeupsbot kafka', false, { type: 'ask', question: 'kafka' }], ['kafka', false, null], ['kafka', true, { type: 'ask', question: 'kafka' }],
    ['/watch kafka', false, { type: 'watch', query: 'kafka', pace: 'daily' }], ['/watch kafka --at-once', false, { type: 'watch', query: 'kafka', pace: 'at-once' }], ['/watch list', false, { type: 'watches' }], ['/watches', false, { type: 'watches' }],
    ['/start', true, { type: 'help', unknown: null }], ['/other', false, null], ['/other', true, { type: 'help', unknown: '/other' }], ['', true, null],
  ])('%j (private: %j)', (text, isPrivate, command) => expect(readTelegramCommand(text, isPrivate)).toEqual(command));

  test('buttons find the question in the message that was answered', async () => {
    const callback = (data: string, text: string | null): string => update({ callback_query: { id: 'cb', data, message: { message_id: 8, chat: { id: 5 }, ...(text === null ? {} : { reply_to_message: { text } }) } } });
    expect(await answerTo(callback('more:1', '/ask kafka'))).toMatchObject({ method: 'editMessageText', chat_id: 5, message_id: 8 });
    expect((await answerTo(callback('year:0', 'kafka'))).text).toContain('Nothing found');
    for (const broken of [callback('more:1', null), callback('explode', 'kafka')]) expect(await answerTo(broken)).toMatchObject({ method: 'answerCallbackQuery' });
  });
});

test('inline queries give articles within the limits', async () => {
  const method = await answerTo(update({ inline_query: { id: 'q', query: 'kafka' } }));
  expect(method).toMatchObject({ method: 'answerInlineQuery', results: [{ type: 'article' }, { type: 'article' }] });
  for (const { id, input_message_content: content } of method.results ?? []) {
    expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64);
    expect(telegramProblems({ text: content.message_text })).toEqual([]);
  }
  expect(await answerTo(update({ inline_query: { id: 'q', query: ' ' } }))).toMatchObject({ results: [] });
});
