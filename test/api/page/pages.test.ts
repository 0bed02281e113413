import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSource } from '../../../store/sources.ts';
import { startServer } from '../../../api/server.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

let api: TestApi;
let ids: string[];
beforeAll(async () => {
  api = await startTestApi();
  ids = await api.add(POSTS);
  await addSource(api.store.db, {
    id: 'netflix', kind: 'feed', url: 'https://netflixtechblog.com/feed', addedUrl: 'https://netflixtechblog.com', siteUrl: 'https://netflixtechblog.com/', title: 'Netflix Tech Blog',
    publisher: 'Netflix', discovery: 'A link tag names it.', topics: [],
  }, NOW);
});
afterAll(() => api.close());

const page = async (path: string) => load(await (await api.get(path, { headers: { Accept: 'text/html' } })).text());

describe('the search page without JavaScript', () => {
  test('shows everything at first, newest first, with its size', async () => {
    const $ = await page('/');
    expect($('.intro').text()).toBe('4 writeups from 1 source, newest first');
    expect($('.hit h2').first().text()).toBe('Postmortem: the DNS outage of March');
    expect($('form.search').attr('action')).toBe('/');
  });

  test('a hit has what is known of it, and leads to the original', async () => {
    const $ = await page('/?q=flink');
    const hit = $('.hit').first();
    expect(hit.find('h2 a').attr('href')).toBe('https://uber.com/blog/flink');
    expect(hit.find('h2 a').attr('rel')).toBe('noopener nofollow ugc');
    expect(hit.find('h2 mark').text()).toBe('Flink');
    expect(hit.find('.meta').text()).toBe('UberWei Chen1 Mar 20215 minarchitecture');
    expect(hit.find('.tag').map((_, tag) => $(tag).text()).get()).toEqual(['Apache Flink', 'Apache Kafka']);
  });

  test('every facet link narrows to what it says', async () => {
    const $ = await page('/?q=kafka');
    const links = $('.facets li a').map((_, link) => ({ href: $(link).attr('href') ?? '', count: Number($(link).find('.count').text()) })).get();
    expect(links.length).toBeGreaterThan(4);
    for (const { href, count } of links) expect((await page(href))('.hit').length).toBe(count);
  });

  test('the histogram leads to a year', async () => {
    const $ = await page('/?q=kafka');
    const bars = $('.histogram a').map((_, bar) => ({ href: $(bar).attr('href') ?? '', label: $(bar).attr('aria-label') })).get();
    expect(bars.map(({ label }) => label)).toEqual(['2019: 1', '2021: 1']);
    expect((await page(bars[0]?.href ?? ''))('.hit h2').text()).toBe('Exactly once semantics in Kafka');
  });

  test('a chip takes its condition away, and keeps the others', async () => {
    const $ = await page('/?q=streaming+tag:kafka+-dns');
    expect($('.chip').map((_, chip) => $(chip).attr('aria-label')).get()).toEqual(['Remove: topic Apache Kafka', 'Remove: without dns']);
    expect($('.chip').first().attr('href')).toBe('/?q=streaming+-dns');
  });

  test('pages lead forward and back', async () => {
    const many = await startTestApi();
    await many.add(Array.from({ length: 45 }, (_, index) => ({ canonicalUrl: `https://a.example/${index}`, title: `Number ${index}` })));
    const pages = await Promise.all([1, 2, 3].map(async (number) => load(await (await many.get(`/?page=${number}`)).text())));
    expect(pages.map(($) => $('.hit').length)).toEqual([20, 20, 5]);
    expect(pages.map(($) => $('a[rel=next]').attr('href'))).toEqual(['/?page=2', '/?page=3', undefined]);
    expect(pages.map(($) => $('a[rel=prev]').attr('href'))).toEqual([undefined, '/', '/?page=2']);
    expect(pages[1]?.('ol.hits').attr('start')).toBe('21');
    expect(load(await (await many.get('/?page=9')).text())('.empty .lead').text()).toBe('There are no more pages.');
    await many.close();
  });

  test('corrected, and the way back to what was typed', async () => {
    const $ = await page('/?q=kubrenetes');
    expect($('.note').text()).toContain('Corrected to kubernetes. Search instead for kubrenetes');
    expect($('.note a').attr('href')).toBe('/?q=kubrenetes&correct=false');
  });

  test('where nothing matches, what would', async () => {
    const $ = await page('/?q=kafka+kind:postmortem');
    expect($('.looser li').map((_, line) => $(line).text()).get()).toEqual(['1 writeup without kafka', '2 writeups without kind:postmortem']);
  });

  test('what was not understood is named', async () => {
    const $ = await page('/?q=kafka+after:2019-13+autor:bob');
    expect($('.notes').text()).toContain('after:2019-13 is not used: 2019-13 has no month 13');
    expect($('.notes a:contains("author:bob")').attr('href')).toBe('/?q=kafka+after%3A2019-13+author%3Abob');
  });

  test('a query that is too long is answered with a page', async () => {
    const response = await api.get(`/?q=${'x'.repeat(300)}`);
    expect(response.status).toBe(400);
    expect(load(await response.text())('.lead').text()).toContain('256 characters');
  });

  test('an old or broken address falls back to what is usual', async () => {
    expect((await page('/?q=kafka&page=x&sort=best&utm_source=mail'))('.hit').length).toBe(2);
  });
});

describe('states', () => {
  const stateOf = async (progress: object) => {
    const empty = await startTestApi();
    const server = await startServer({ ...empty.deps, crawler: { ...empty.deps.crawler, progress: () => ({ isRunning: false, sourcesDone: 0, sourcesTotal: 0, isOffline: false, ...progress }) } }, { host: '127.0.0.1', port: 0 });
    const text = load(await (await fetch(server.url)).text())('main').text().replace(/\s+/gu, ' ');
    await server.stop();
    await empty.close();
    return text;
  };
  test('nothing yet', async () => expect(await stateOf({})).toContain('There are no writeups yet.'));
  test('the first crawl is running', async () => {
    expect(await stateOf({ isRunning: true, sourcesDone: 34, sourcesTotal: 512 })).toContain('A crawl is running: 34 of 512 sources, 0 writeups so far.');
  });
  test('no network', async () => {
    expect(await stateOf({ isOffline: true })).toMatch(/The network cannot be reached.*npm run demo/u);
  });
});

describe('other pages', () => {
  test('a writeup', async () => {
    const $ = await page(`/posts/${ids[1]}`);
    expect($('h1 a').attr('href')).toBe('https://uber.com/blog/flink');
    expect($('main').text()).toContain('“…Flink…”');
  });

  test('the sources with their health, and one of them', async () => {
    expect((await page('/sources'))('tbody tr').text()).toContain('Netflix Tech Blog');
    const $ = await page('/sources/netflix');
    expect($('main').text()).toContain('1 writeup held, published from 15 Jun 2019 to 15 Jun 2019.');
    expect($('main').text()).toContain('Not checked yet.');
  });

  test('topics with their counts', async () => {
    const $ = await page('/tags');
    expect($('main').text()).toContain('4 topics with writeups.');
    expect($('a[href="/?q=tag%3Akafka"]').text()).toBe('Apache Kafka');
  });

  test('every example on the page about searching finds its way', async () => {
    const $ = await page('/about');
    const links = $('.examples a').map((_, link) => $(link).attr('href') ?? '').get();
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) expect((await page(link))('.note').text()).not.toContain('is not used');
  });

  test('the documentation names every parameter', async () => {
    const $ = await page('/docs');
    for (const name of ['perPage', 'cursor', 'maxChars', 'facets', 'scopes', 'POST /api/v1/sources', 'publisher']) expect($('code').map((_, code) => $(code).text()).get()).toContain(name);
  });
});
