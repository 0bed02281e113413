import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../../api/server.ts';
import { parseConfig } from '../../../core/config.ts';
import { crawl } from '../../../crawler/crawl.ts';
import { startReplayServer, type ReplayServer } from '../../../scripts/replay/server.ts';
import { apiDeps } from '../../../scripts/system/api-deps.ts';
import { createCrawlerControl } from '../../../scripts/system/crawler-control.ts';
import { createCrawler, type Crawler } from '../../../scripts/system/crawler.ts';
import { openSystem, type System } from '../../../scripts/system/open-system.ts';
import { createKey, revokeKey } from '../../../store/keys.ts';
import { findPost } from '../../../store/posts.ts';
import { EXTRACTION } from '../../helpers/extraction.ts';
import { listSources } from '../../../store/sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'writeups-admin-page-'));
let system: System;
let replay: ReplayServer;
let crawler: Crawler;
let server: RunningServer;
let key: { readonly id: string; readonly secret: string };

beforeAll(async () => {
  replay = await startReplayServer({ webs: [new URL('../../../scripts/demo-web', import.meta.url).pathname] });
  system = await openSystem(parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }));
  crawler = await createCrawler(system, { transport: replay.transport, pool: EXTRACTION, hostDelayMs: 0, onEvent: () => {} });
  const progress = () => ({ isRunning: true, sourcesDone: 34, sourcesTotal: 512, isOffline: false });
  server = await startServer(apiDeps(system, createCrawlerControl(system, { crawler, progress, check: () => {} })), { host: '127.0.0.1', port: 0 });
  key = await createKey(system.store.db, { name: 'Ada', scopes: ['admin'], expiresAt: null }, system.now());
});
afterAll(async () => {
  await server.stop();
  await crawler.close();
  await system.close();
  await replay.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = (path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  fetch(server.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { Accept: 'text/html', ...headers } });
const logIn = async (secret = key.secret) => (await send('/admin/login', { key: secret })).headers.get('Set-Cookie')?.split(';')[0] ?? '';

/** A visitor with a session, who follows redirects and sends the forms of pages with everything that is in them. */
async function visitor() {
  const cookie = await logIn();
  const get = async (path: string) => load(await (await fetch(server.url + path, { headers: { Cookie: cookie, Accept: 'text/html' } })).text());
  const submit = async (path: string, action: string, fields: Readonly<Record<string, string>>) => {
    const page = await get(path);
    const [field] = Object.keys(fields);
    const form = page(`form[action="${action}"]`).filter((_, element) => field === undefined || page(element).find(`[name="${field}"]`).length > 0).first();
    expect(form.length, `${path} has a form for ${action}`).toBe(1);
    const hidden = Object.fromEntries(form.find('input[type=hidden]').toArray().map((input) => [page(input).attr('name') ?? '', page(input).attr('value') ?? '']));
    const response = await send(action, { ...hidden, ...fields }, { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' });
    const location = response.headers.get('Location');
    return { status: response.status, page: location === null ? load(await response.text()) : await get(location) };
  };
  return { cookie, get, submit };
}

describe('who may come in', () => {
  test('without a session every page leads to the login, and says nothing', async () => {
    for (const path of ['/admin', '/admin/sources', '/admin/sources/x', '/admin/runs', '/admin/posts', '/admin/posts/x', '/admin/mail']) {
      const response = await fetch(server.url + path, { redirect: 'manual' });
      expect([response.status, response.headers.get('Location')]).toEqual([303, '/admin/login']);
    }
    expect((await send('/admin/sources', { url: 'blog.ferrywheel.example' })).headers.get('Location')).toBe('/admin/login');
    expect(await listSources(system.store.db)).toEqual([]);
  });

  test('the cookie is for our own pages alone, and the store keeps none of it', async () => {
    const response = await send('/admin/login', { key: key.secret });
    expect(response.headers.get('Set-Cookie')).toMatch(/^writeups_admin=[\w-]{43}; Path=\/admin; Max-Age=43200; HttpOnly; SameSite=Strict$/u);
    expect(response.headers.get('Cache-Control')).toBe('private, no-store');
    const token = /=([\w-]{43});/u.exec(response.headers.get('Set-Cookie') ?? '')?.[1] ?? '';
    expect(JSON.stringify(await system.store.db.selectFrom('sessions').selectAll().execute())).not.toContain(token);
  });

  test('wrong keys, and keys that may less, get the same answer', async () => {
    const { secret } = await createKey(system.store.db, { name: 'reader', scopes: ['read'], expiresAt: null }, system.now());
    const answers = await Promise.all(['', 'x', `wr_${key.id}_${'x'.repeat(43)}`, secret].map(async (wrong) => {
      const response = await send('/admin/login', { key: wrong });
      return [response.status, response.headers.get('Set-Cookie'), await response.text()];
    }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.slice(0, 2)).toEqual([401, null]);
  });

  test.each([['no token', {}, {}], ['another session’s token', { 'form-token': 'x'.repeat(43) }, {}], ['another site’s form', { 'form-token': 'own' }, { 'Sec-Fetch-Site': 'cross-site' }]])('%s changes nothing', async (_why, fields, headers) => {
    const { cookie, get } = await visitor();
    const token = (await get('/admin/sources'))('input[name=form-token]').first().attr('value') ?? '';
    const body = 'form-token' in fields && fields['form-token'] === 'own' ? { 'form-token': token } : fields;
    const response = await send('/admin/sources', { url: 'blog.ferrywheel.example', ...body }, { Cookie: cookie, ...headers });
    expect(response.status).toBe(403);
    expect(await listSources(system.store.db)).toEqual([]);
  });

  test('logging out ends it, and so does revoking the key', async () => {
    const { cookie, submit } = await visitor();
    await submit('/admin', '/admin/logout', {});
    expect((await fetch(`${server.url}/admin`, { headers: { Cookie: cookie }, redirect: 'manual' })).status).toBe(303);
    const other = await createKey(system.store.db, { name: 'Bob', scopes: ['admin'], expiresAt: null }, system.now());
    const session = await logIn(other.secret);
    const state = async () => (await fetch(`${server.url}/admin`, { headers: { Cookie: session }, redirect: 'manual' })).status;
    expect(await state()).toBe(200);
    await revokeKey(system.store.db, other.id, system.now());
    expect(await state()).toBe(303);
  });
});

describe('what administrators do', () => {
  let sourceId: string;

  test('follow an address, with what was found and why', async () => {
    const { submit } = await visitor();
    const { page } = await submit('/admin/sources', '/admin/sources', { url: 'blog.ferrywheel.example' });
    sourceId = (await listSources(system.store.db))[0]?.id ?? '';
    expect(page('.steps li').length).toBeGreaterThan(0);
    expect(page('a.primary').attr('href')).toBe(`/admin/sources/${sourceId}`);
    await crawl(crawler.deps, await listSources(system.store.db), 'request');
    await system.sync();
  }, 60_000);

  test.each([['nothing', ''], ['no address', 'no address'], ['a private one', 'http://127.0.0.1:9/'], ['one that is followed', 'blog.ferrywheel.example']])('%s is refused in words, on the same page', async (_why, url) => {
    const { submit } = await visitor();
    const { status, page } = await submit('/admin/sources', '/admin/sources', { url });
    expect([status, page('.notes .warn').text()]).toEqual([expect.toSatisfy((code: number) => [400, 409, 422].includes(code)), expect.stringMatching(/\S/u)]);
    expect(page('#url').length).toBe(1);
  });

  test('pause, wake, name, and check now', async () => {
    const { submit } = await visitor();
    const path = `/admin/sources/${sourceId}`;
    expect((await submit(path, `${path}/pause`, {})).page('main').text()).toContain('It is paused.');
    expect((await submit(path, `${path}/resume`, {})).page('main').text()).toContain('It is active, and due.');
    expect((await submit(path, `${path}/crawl`, {})).page('main').text()).toContain('The check has begun.');
    await submit(path, `${path}/edit`, { title: 'Ferry', publisher: 'Wheel', topics: 'Kafka, postgres' });
    expect((await listSources(system.store.db))[0]).toMatchObject({ title: 'Ferry', publisher: 'Wheel', topics: ['kafka', 'postgresql'] });
    expect((await submit(path, `${path}/edit`, { title: 'Ferry', publisher: 'Wheel', topics: 'no such topic' })).page('.warn').text()).toContain('no-such-topic');
  });

  test('see crawls, and what happened to each source', async () => {
    const { get } = await visitor();
    const runs = await get('/admin/runs');
    const run = await get(runs('tbody a').first().attr('href') ?? '');
    expect(run('tbody th').text()).toBe('Ferry');
    expect((await get('/admin'))('.card').map((_, card) => load(card)('.headline').text().trim()).get()).toEqual([
      '34 of 512 sources', expect.stringMatching(/^\d+ pages? waiting$/u), expect.stringMatching(/^embedded: \d+ documents, healthy$/u), expect.stringMatching(/^\d+ writeups$/u),
    ]);
  });

  test('join two writeups and split them again', async () => {
    const { get, submit } = await visitor();
    const posts = await system.store.db.selectFrom('posts').select(['id', 'canonicalUrl']).orderBy('publishedAt').limit(2).execute();
    const [first, second] = [posts[0]?.id ?? '', posts[1]];
    const { page } = await submit(`/admin/posts/${first}`, `/admin/posts/${first}/join`, { other: second?.canonicalUrl ?? '' });
    expect(page('main').text()).toContain('They are one writeup now.');
    const original = page('a:contains("Its public page")').attr('href')?.replace('/posts/', '') ?? '';
    expect((await get(`/admin/posts?find=${encodeURIComponent(second?.canonicalUrl ?? '')}`))('h2').first().text()).toBe('Copies');
    expect((await submit(`/admin/posts/${original}`, `/admin/posts/${original}/split`, {})).page('main').text()).toContain('They are two writeups now.');
    expect((await submit(`/admin/posts/${first}`, `/admin/posts/${first}/join`, { other: 'https://nowhere.example/' })).page('.warn').text()).toContain('Nothing is held under');
  });

  test('correct topics and kind', async () => {
    const { submit } = await visitor();
    const post = await system.store.db.selectFrom('posts').select('id').executeTakeFirstOrThrow();
    const path = `/admin/posts/${post.id}`;
    const tags = async () => (await findPost(system.store.db, post.id))?.tags.map(({ tag }) => tag) ?? [];
    const kind = async () => (await findPost(system.store.db, post.id))?.kind;
    const [own, ownKind] = [await tags(), await kind()];
    expect((await submit(path, `${path}/tags`, { add: 'Apache Kafka' })).page('main').text()).toContain('Noted.');
    expect(await tags()).toContain('kafka');
    await submit(path, `${path}/tags`, { remove: 'kafka' });
    expect(await tags()).not.toContain('kafka');
    await submit(path, `${path}/tags`, { forget: 'kafka' });
    await submit(path, `${path}/tags`, { kind: 'research' });
    expect(await kind()).toBe('research');
    await submit(path, `${path}/tags`, { kind: '' });
    expect([await tags(), await kind()]).toEqual([own, ownKind]);
    expect((await submit(path, `${path}/tags`, { add: 'no such topic' })).page('.warn').text()).toContain('no-such-topic');
  });

  test('see who is written to, in counts alone', async () => {
    const { get } = await visitor();
    expect((await get('/admin/mail'))('main').text()).toContain('Subscribers of the digest');
  });

  test('follow no more, after saying so', async () => {
    const { submit } = await visitor();
    const path = `/admin/sources/${sourceId}`;
    expect((await submit(path, `${path}/remove`, {})).status).toBe(400);
    expect((await submit(path, `${path}/remove`, { sure: 'yes' })).page('main').text()).toContain('It is followed no more.');
    expect(await listSources(system.store.db)).toEqual([]);
  });
});
