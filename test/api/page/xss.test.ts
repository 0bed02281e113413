import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { load } from 'cheerio';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanLine } from '../../../core/text.ts';
import { saveClusters } from '../../../store/clusters.ts';
import { upsertMention } from '../../../store/mentions.ts';
import { createKey } from '../../../store/keys.ts';
import { addSource } from '../../../store/sources.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { CHROMIUM, launchBrowser, NEEDS_CHROMIUM, openPage } from '../../helpers/browser.ts';
import { NOW } from '../../helpers/store.ts';

const SUITE = new URL('../../../../shared/suites/security/dompurify.jsonl.gz', import.meta.url);
const OURS = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'><svg onload=alert(1)>", '</title><script>alert(1)</script>', '</script><script>alert(1)</script>',
  '" autofocus onfocus="alert(1)', '{{constructor.constructor("alert(1)")()}}', '\uE000<img src=x onerror=alert(1)>\uE001', '<mark onclick=alert(1)>', '<!--', ']]>', '\u2028alert(1)\u2029',
];
const suite = existsSync(SUITE)
  ? gunzipSync(readFileSync(SUITE)).toString().trim().split('\n').map((line): string => JSON.parse(line).payload) : [];
const PAYLOADS = [...OURS, ...suite];

/** Everything that a browser could run or follow: elements with their attributes' names, and addresses that are not plain. */
function structure(markup: string): { readonly elements: string[]; readonly dangerous: string[] } {
  const $ = load(markup);
  const elements: string[] = [];
  const dangerous: string[] = [];
  $('*').each((_, element) => {
    if (!('attribs' in element)) return;
    const names = Object.keys(element.attribs).toSorted();
    elements.push(`${element.name}[${names.join(' ')}]`);
    if (names.some((name) => name.startsWith('on') || name === 'style' || name === 'srcdoc')) dangerous.push($.html(element));
    if (['iframe', 'object', 'embed', 'base', 'math', 'img', 'style'].includes(element.name)) dangerous.push($.html(element));
    for (const name of ['href', 'src', 'action', 'xlink:href', 'formaction']) {
      if (/^\s*(?:javascript|data|vbscript):/iu.test(element.attribs[name] ?? '')) dangerous.push($.html(element));
    }
    if (element.name === 'script' && (!(element.attribs['src'] ?? '').startsWith('/static/') || $(element).text() !== '')) dangerous.push($.html(element));
  });
  return { elements, dangerous };
}

let api: TestApi;
/** For each payload a post in which every text is the payload, with a copy, a mention and a source; gives the posts' ids. */
async function addHostile(payloads: readonly string[]): Promise<string[]> {
  const ids = await api.add(payloads.flatMap((payload, number) => {
    const texts = { title: `${payload} needle`, publisher: payload, authors: [payload], excerpt: payload, text: `needle ${payload}`, categories: [payload] };
    return [
      { ...texts, canonicalUrl: `https://h${number}.example/a`, tags: [{ tag: 'kafka', score: 0.9, evidence: payload }], quality: { score: 0.9, reasons: [payload] }, codeLanguages: [payload] },
      { ...texts, canonicalUrl: `https://h${number}.example/copy` },
    ];
  }));
  for (const [number, payload] of payloads.entries()) await addSurroundings(payload, number, [ids[number * 2] ?? '', ids[number * 2 + 1] ?? '']);
  await api.sync(ids);
  return ids.filter((_, index) => index % 2 === 0);
}

async function addSurroundings(payload: string, number: number, [id, copyId]: readonly [string, string]): Promise<void> {
  await saveClusters(api.store.db, [{ originalId: id, memberIds: [id, copyId] }], NOW);
  await upsertMention(api.store.db, {
    postId: id, sourceId: null, site: payload, url: 'javascript:alert(1)', canonicalUrl: `https://h${number}.example/a`, discussionUrl: 'javascript:alert(1)', title: payload,
    points: 3, comments: 1, submittedAt: NOW, submittedRange: null,
  }, NOW);
  await addSource(api.store.db, {
    id: `s${number}`, kind: 'feed', url: `https://h${number}.example/feed`, addedUrl: `https://h${number}.example`, siteUrl: 'javascript:alert(1)', title: payload, publisher: payload, discovery: payload, topics: [],
  }, NOW);
}

let hostileIds: string[];
let plainId: string;
beforeAll(async () => {
  api = await startTestApi();
  [plainId = '', ...hostileIds] = await addHostile(['harmless words', ...PAYLOADS]);
}, 120_000);
afterAll(() => api.close());

const html = async (path: string) => (await api.get(path, { headers: { Accept: 'text/html' } })).text();

describe(`nothing that is written elsewhere becomes markup: ${PAYLOADS.length} payloads${suite.length === 0 ? ' (without the shared suite: it is not here)' : ''}`, () => {
  test('as title, author, publisher, excerpt, evidence and site of a post', async () => {
    const plain = structure(await html(`/posts/${plainId}`));
    expect(plain.elements.length).toBeGreaterThan(50);
    for (const [index, id] of hostileIds.entries()) {
      const { elements, dangerous } = structure(await html(`/posts/${id}`));
      expect(dangerous, PAYLOADS[index]).toEqual([]);
      expect(new Set(elements), PAYLOADS[index]).toEqual(new Set(plain.elements));
    }
  }, 60_000);

  test('as a hit, with its facets', async () => {
    const seen = new Set<string>();
    for (let page = 1; page < 20; page += 1) {
      const markup = await html(`/?q=needle&page=${page}`);
      const { elements, dangerous } = structure(markup);
      expect(dangerous).toEqual([]);
      for (const element of elements) seen.add(element);
    }
    expect([...seen].filter((element) => /^(?:script|img|form|input|svg|button)\[/u.test(element)).toSorted()).toEqual([
      'button[aria-label type]', 'button[class hidden type]', 'button[class type]', 'form[action class method role]', 'form[method]', 'input[autocapitalize autocomplete enterkeyhint id maxlength name placeholder spellcheck type value]', 'script[src type]', 'script[src]',
      'svg[aria-hidden height viewBox width]',
    ]);
  });

  test('as a query', async () => {
    for (const payload of PAYLOADS) {
      const q = encodeURIComponent(payload.slice(0, 250).toWellFormed());
      for (const path of ['/', '/instant']) expect(structure(await html(`${path}?q=${q}`)).dangerous, payload).toEqual([]);
    }
  }, 60_000);

  test('as a source', async () => {
    expect(structure(await html('/sources')).dangerous).toEqual([]);
    for (const [index] of PAYLOADS.entries()) expect(structure(await html(`/sources/s${index + 1}`)).dangerous).toEqual([]);
  });

  test('as queries that are compared', async () => {
    for (const [index, payload] of PAYLOADS.entries()) {
      if (index >= OURS.length && index % 8 !== 0) continue;
      const markup = await html(`/trends?q=needle&q=${encodeURIComponent(payload.slice(0, 250).toWellFormed())}`);
      expect(structure(markup).dangerous, payload).toEqual([]);
    }
  });

  test('before administrators', async () => {
    const { secret } = await createKey(api.store.db, { name: PAYLOADS[0] ?? '', scopes: ['admin'], expiresAt: null }, NOW);
    const cookie = (await api.get('/admin/login', { method: 'POST', body: new URLSearchParams({ key: secret }) })).headers.get('Set-Cookie')?.split(';')[0] ?? '';
    const page = async (path: string) => (await api.get(path, { headers: { Accept: 'text/html', Cookie: cookie } })).text();
    const pages = ['/admin', '/admin/sources', `/admin/posts?find=${encodeURIComponent(OURS[1] ?? '')}`, ...OURS.flatMap((_, index) => [`/admin/sources/s${index + 1}`, `/admin/posts/${hostileIds[index]}`])];
    for (const path of pages) {
      const { elements, dangerous } = structure(await page(path));
      expect([path, dangerous]).toEqual([path, []]);
      expect(elements.some((element) => element.startsWith('form[action class method]'))).toBe(true);
    }
  });

  test('as an address that is not there', async () => {
    for (const payload of PAYLOADS.slice(0, 60)) expect(structure(await html(`/${encodeURIComponent(payload.slice(0, 200).toWellFormed())}`)).dangerous).toEqual([]);
  });

  test('highlighted HTML in the API holds no element but mark', async () => {
    const answer = await api.json('/api/v1/search?q=needle&perPage=100') as { hits: { highlighted: { title: string; snippet: string }; title: string }[] };
    for (const { highlighted } of answer.hits) {
      const elements = load(highlighted.title + highlighted.snippet, null, false)('*').map((_, element) => ('attribs' in element ? `${element.name}[${Object.keys(element.attribs).join()}]` : '')).get();
      expect(new Set(elements).difference(new Set(['mark[]']))).toEqual(new Set());
    }
    expect(answer.hits.map((hit) => hit.title)).toContain(cleanLine(`${OURS[0]} needle`));
  });
});

describe.skipIf(CHROMIUM === null)(`nothing runs in a real browser${NEEDS_CHROMIUM}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  test('no dialog, no error, no violation of the policy', async () => {
    const { page, troubles } = await openPage(browser);
    for (let number = 1; number < Math.ceil(PAYLOADS.length / 20); number += 1) await page.goto(`${api.server.url}/?q=needle&page=${number}`);
    for (const [index, id] of hostileIds.entries()) if (index < OURS.length || index % 8 === 0) await page.goto(`${api.server.url}/posts/${id}`);
    for (const payload of OURS.slice(0, 4)) await page.goto(`${api.server.url}/trends?q=needle&q=${encodeURIComponent(payload)}`);
    await page.goto(`${api.server.url}/sources/s1`);
    await page.goto(api.server.url);
    for (const payload of OURS) {
      await page.locator('#q').fill(payload);
      await page.waitForTimeout(90);
    }
    expect(troubles).toEqual([]);
  }, 120_000);
});
