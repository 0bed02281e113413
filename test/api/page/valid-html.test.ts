import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../../../store/keys.ts';
import { addSource } from '../../../store/sources.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

/** Everything that html-validate recommends, but for matters of taste. */
const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    'doctype-style': 'off', // ours is in lower case
    'no-trailing-whitespace': 'off', 'attribute-boolean-style': 'off',
    'long-title': 'off', // titles are other people's
    'form-dup-name': 'off', // each of the queries that are compared is a `q`
    'prefer-native-element': ['error', { exclude: ['search', 'region'] }], // <search> is not known to every browser that we serve; a region that scrolls is no section of its own
    'valid-id': ['error', { relaxed: true }], // problems are named `bad-query`, endpoints `getPost`
  },
});

let api: TestApi;
let cookie: string;
let id: string;
beforeAll(async () => {
  api = await startTestApi();
  [id = ''] = await api.add([...POSTS, ...Array.from({ length: 30 }, (_, index) => ({ canonicalUrl: `https://a.example/${index}`, sourceId: 'netflix', publishedAt: `${2008 + (index % 9)}-05-01T00:00:00.000Z` }))]);
  await addSource(api.store.db, { id: 'netflix', kind: 'feed', url: 'https://netflixtechblog.com/feed', addedUrl: 'https://netflixtechblog.com', siteUrl: null, title: 'Netflix', publisher: 'Netflix', discovery: null, topics: [] }, NOW);
  const { secret } = await createKey(api.store.db, { name: 'admin', scopes: ['admin'], expiresAt: null }, NOW);
  cookie = (await api.get('/admin/login', { method: 'POST', body: new URLSearchParams({ key: secret }) })).headers.get('Set-Cookie')?.split(';')[0] ?? '';
});
afterAll(() => api.close());

test.each([
  '/', '/?q=kafka', '/?q=queue&page=2', '/?q=kubrenetes+after:2019-13', '/?q=kafka+kind:postmortem', '/?q=kafka+tag:kafka+-dns+(lang:en+OR+lang:de)', `/?q=${'x'.repeat(300)}`, '/posts/ID', '/sources', '/sources?sort=posts', '/sources/netflix', '/tags',
  '/trends', '/trends?q=kafka&q=dns', '/about', '/docs', '/problems', '/nowhere',
  '/admin/login', '/admin', '/admin/sources', '/admin/sources/netflix', '/admin/runs', '/admin/posts', '/admin/posts?find=x', '/admin/posts/ID', '/admin/mail', '/admin/mail?done=saved',
])('%s is valid HTML', async (path) => {
  const response = await api.get(path.replace('ID', id), { headers: { Accept: 'text/html', Cookie: cookie } });
  const { results } = await validator.validateString(await response.text());
  expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message, line, selector }) => `${ruleId}: ${message} (line ${line}, ${selector ?? ''})`))).toEqual([]);
});
