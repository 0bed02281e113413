import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plain } from '../../api/search/markdown.ts';
import { POSTS, startTestApi, type TestApi } from '../helpers/api.ts';

let api: TestApi;
let ids: string[];
beforeAll(async () => {
  api = await startTestApi();
  ids = await api.add([...POSTS, {
    canonicalUrl: 'https://evil.example/a>)[x](javascript:alert(1)', title: '# [Click](javascript:alert(1)) <img src=x onerror=alert(1)> `zebra`', publisher: '1. *Evil*', text: 'The zebra.\n\nSecond.', markdown: '# Inside\n\nThe zebra.', excerpt: '---',
  }]);
});
afterAll(() => api.close());

const asMarkdown = (path: string) => api.get(path, { headers: { Accept: 'text/markdown' } });

test('a search as Markdown names what was found, with links', async () => {
  const response = await asMarkdown('/api/v1/search?q=kafka');
  const text = await response.text();
  expect(response.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
  expect(response.headers.get('Vary')).toContain('Accept');
  expect(text).toContain('# Writeups for kafka\n\n2 found, 1 to 2 of them here.');
  expect(text).toMatch(/^\d\. \[Exactly once semantics in Kafka\]\(<https:\/\/netflixtechblog\.com\/exactly-once>\)$/mu);
  expect(text).toContain(`[details](<https://writeups.example/posts/${ids[0]}>)`);
});

test('what was corrected or left out is said', async () => {
  expect(await (await asMarkdown('/api/v1/search?q=kafkaa+tag%3Anonsense-topic')).text()).toMatch(/- Note: kafkaa was corrected to kafka/u);
});

test('a post as Markdown has its facts and its text', async () => {
  const text = await (await asMarkdown(`/api/v1/posts/${ids[4]}`)).text();
  expect(text).toContain('\n---\n\n# Inside\n\nThe zebra.');
  expect(text).toContain('- Publisher: 1\\. \\*Evil\\*');
});

test.each([['/api/v1/search?q=zebra'], ['POST']])('titles of others are text, and their links go nowhere else: %s', async (path) => {
  const text = await (await asMarkdown(path === 'POST' ? `/api/v1/posts/${ids[4]}` : path)).text();
  const targets = [...text.matchAll(/(?<!\\)<([^<>]*)>/gu)].map(([, target]) => target ?? '');
  expect(targets.filter((target) => !/^https:\/\/(?:evil|writeups)\.example\/\S+$/u.test(target))).toEqual([]);
  expect(text.replaceAll(/(?<!\\)<[^<>]*>/gu, '')).not.toMatch(/(?<!\\)\]\((?!\))|(?<!\\)[<>]/u);
});

test.each([
  ['*/*', 'application/json'], ['text/html,application/xhtml+xml', 'application/json'], ['text/markdown;q=0.5, application/json', 'application/json'],
  ['text/markdown, text/html;q=0.9', 'text/markdown'], ['text/*', 'text/markdown'],
])('who accepts %s gets %s', async (accept, type) => {
  expect((await api.get('/api/v1/search?q=kafka', { headers: { Accept: accept } })).headers.get('Content-Type')).toContain(type);
});

describe('fields', () => {
  test('only what is asked for is in each hit', async () => {
    expect(await api.json('/api/v1/search?q=title%3Aexactly&fields=title,url')).toMatchObject({ total: 1, hits: [{ title: 'Exactly once semantics in Kafka', url: 'https://netflixtechblog.com/exactly-once' }] });
    expect(Object.keys(((await api.json('/api/v1/search?q=kafka&fields=title,url')) as { hits: object[] }).hits[0] ?? {})).toEqual(['title', 'url']);
    const lines = (await (await api.get('/api/v1/search.ndjson?q=kafka&fields=id')).text()).trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual([['id'], ['id']]);
  });

  test('a part that there is not is refused by name', async () => {
    const response = await api.get('/api/v1/search?q=kafka&fields=title,body');
    expect([response.status, ((await response.json()) as { errors: unknown }).errors]).toMatchObject([400, [{ parameter: 'fields' }]]);
  });
});

test.each([
  ['plain words stay 1.28 as-is', 'plain words stay 1.28 as-is'], ['# heading', '\\# heading'], ['- item', '\\- item'], ['12. item', '12\\. item'], ['a\n\n# b', 'a # b'],
  ['<b>&amp;</b>', '\\<b\\>\\&amp;\\</b\\>'], ['a_b*c`d', 'a\\_b\\*c\\`d'], ['![x](y)', '!\\[x\\](y)'],
])('%j is %j', (text, expected) => expect(plain(text)).toBe(expected));
