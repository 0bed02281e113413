import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveClusters } from '../../../store/clusters.ts';
import { upsertMention } from '../../../store/mentions.ts';
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

  test('a host goes by its publisher’s name, where it has one alone', async () => {
    const own = await startTestApi();
    await own.add(['https://a.example/1', 'https://b.example/1', 'https://medium.com/@c/1', 'https://d.example/1'].map((canonicalUrl) => ({ canonicalUrl, title: 'Once' })));
    const sources = [['a', 'https://www.a.example/feed', 'Acme'], ['b1', 'https://b.example/x/feed', 'Bee'], ['b2', 'https://b.example/y/feed', 'Bumble']] as const;
    for (const [id, url, publisher] of sources) await addSource(own.store.db, { id, kind: 'feed', url, addedUrl: url, siteUrl: null, title: id, publisher, discovery: null, topics: [] }, NOW);
    const $ = load(await (await own.get('/?q=once')).text());
    const section = $('.facet').filter((_, facet) => $(facet).find('h3').text() === 'Publisher');
    expect(section.find('.value').map((_, value) => $(value).text()).get()).toEqual(['Acme', 'b.example', 'd.example', 'Medium']);
    expect(section.find('a').first().attr('href')).toBe('/?q=once+source%3Aa.example');
    await own.close();
  });

  test('the histogram leads to a year', async () => {
    const $ = await page('/?q=kafka');
    const bars = $('.histogram a').map((_, bar) => ({ href: $(bar).attr('href') ?? '', label: $(bar).attr('aria-label') })).get();
    expect(bars.map(({ label }) => label)).toEqual(['2019: 1', '2021: 1']);
    expect((await page(bars[0]?.href ?? ''))('.hit h2').text()).toBe('Exactly once semantics in Kafka');
  });

  test('years can be chosen by a form, and become part of the query', async () => {
    const $ = await page('/?q=kafka+age:<9y&sort=oldest');
    const form = $('form.span');
    expect(form.find('option[selected]').map((_, option) => $(option).text()).get()).toEqual(['2019', '2021']);
    const sent = new URLSearchParams(Object.fromEntries(form.find('input').toArray().map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? ''])));
    const response = await api.get(`/?${sent.toString()}&from=2021&to=2019`);
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/?q=kafka+after%3A2019+before%3A2022&sort=oldest']);
    const narrowed = await page(response.headers.get('Location') ?? '');
    expect(narrowed('.hit').length).toBe(2);
    expect(narrowed('.presets a').first().attr('href')).toBe('/?q=kafka&sort=oldest');
    expect((await api.get('/?q=kafka&from=2019')).status).toBe(200);
  });

  describe('what is marked', () => {
    const cases = [
      ['postgr', 'Moving to PostgreSQL 16', 'en', ['PostgreSQL'], 'the whole word, though its beginning was asked for'],
      ['分布', '分布式系统', 'zh', ['分布'], 'scripts without spaces: what was asked for'],
      ['شبكة', 'شبكة الأنابيب', 'ar', ['شبكة'], 'from right to left'],
    ] as const;
    let own: TestApi;
    beforeAll(async () => {
      own = await startTestApi();
      await own.add(cases.map(([, title, language], at) => ({ canonicalUrl: `https://a.example/${at}`, title, language, excerpt: title, text: title, publishedAt: null })));
    });
    afterAll(() => own.close());

    test.each(cases)('%s marks in %s (%s) %j: %s', async (q, _title, language, marks) => {
      const $ = load(await (await own.get(`/?q=${encodeURIComponent(q)}`)).text());
      expect($('.hit h2 mark').map((_, mark) => $(mark).text()).get()).toEqual(marks);
      expect([$('.hit h2').attr('lang'), $('.hit h2').attr('dir'), $('.hit time').length]).toEqual([language, 'auto', 0]);
    });
  });

  test('where else a writeup stands and is discussed', async () => {
    const many = await startTestApi();
    const addresses = ['https://a.example/x', 'https://medium.com/@a/x', 'https://a.medium.com/x', 'https://dev.to/a/x'];
    const posts = await many.add(addresses.map((canonicalUrl) => ({ canonicalUrl, title: 'Once' })));
    await saveClusters(many.store.db, [{ originalId: posts[0] ?? '', memberIds: posts }], NOW);
    for (const [site, points] of [['Hacker News', 312], ['Hacker News', 4], ['Lobsters', null]] as const) {
      await upsertMention(many.store.db, {
        postId: posts[0] ?? '', sourceId: null, site, url: 'https://a.example/x', canonicalUrl: 'https://a.example/x', discussionUrl: `https://talk.example/${site}/${points ?? 0}`, title: 'Once',
        points, comments: null, submittedAt: NOW, submittedRange: null,
      }, NOW);
    }
    await many.sync(posts);
    const $ = load(await (await many.get('/?q=once')).text());
    expect($('.hit').length).toBe(1);
    expect($('.also').map((_, part) => $(part).text()).get()).toEqual(['also at dev.to, Medium', '312 points on Hacker News', 'on Lobsters']);
    await many.close();
  });

  test('a chip takes its condition away, and keeps the others', async () => {
    const $ = await page('/?q=streaming+tag:kafka+-dns');
    expect($('.chip').map((_, chip) => $(chip).attr('aria-label')).get()).toEqual(['Remove: the word streaming', 'Remove: topic Apache Kafka', 'Remove: without dns']);
    expect($('.chip').eq(1).attr('href')).toBe('/?q=streaming+-dns');
    expect($('.understood').text()).toBe('Understood asstreaming×topic Apache Kafka×without dns×');
    expect((await page('/?q=streaming+kafka'))('.understood').length).toBe(0);
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

describe('the beginning of an answer, while one types', () => {
  test('title and first hits as on the page, and nothing else', async () => {
    const [$, whole] = await Promise.all([page('/instant?q=kafka+-dns&sort=oldest'), page('/?q=kafka+-dns&sort=oldest')]);
    expect($('title').text()).toBe('kafka -dns · Writeups');
    expect($('body').children().map((_, element) => $(element).attr('class')).get()).toEqual(['results']);
    const markup = (document: typeof $) => document('.results').html()?.replace(/in \d+ ms/u, '');
    expect(markup($)).toBe(markup(whole));
  });

  test('ten hits, without further pages', async () => {
    const many = await startTestApi();
    await many.add(Array.from({ length: 25 }, (_, index) => ({ canonicalUrl: `https://a.example/${index}`, title: `Number ${index}` })));
    const $ = load(await (await many.get('/instant?q=number&page=2')).text());
    expect([$('.hit').length, $('.status').text(), $('.paging').length]).toEqual([10, expect.stringContaining('25 writeups'), 0]);
    await many.close();
  });

  test('is kept until the index changes', async () => {
    const own = await startTestApi();
    const hits = async () => load(await (await own.get('/instant?q=k')).text())('.hit').length;
    await own.add(POSTS.slice(0, 1));
    const first = await (await own.get('/instant?q=k')).text();
    expect(await (await own.get('/instant?q=k')).text()).toBe(first);
    await own.add(POSTS.slice(1));
    expect(await hits()).toBe(3);
    await own.close();
  });

  test('the reason, where there is no answer', async () => {
    const response = await api.get(`/instant?q=${'x'.repeat(300)}`);
    expect(response.status).toBe(400);
    expect(load(await response.text())('.results .lead').text()).toContain('256 characters');
  });
});

describe('what others are told of a page', () => {
  const told = ($: Awaited<ReturnType<typeof page>>, property: string) => $(`meta[property="${property}"]`).map((_, meta) => $(meta).attr('content')).get();
  test.each(['/', '/?q=kafka', '/sources', '/sources/netflix', '/tags', '/trends?q=kafka', '/about', '/docs', '/problems'])('%s has its address, a picture and a kind', async (path) => {
    const $ = await page(path);
    expect(told($, 'og:url')).toEqual([`https://writeups.example${path}`]);
    expect(told($, 'og:type')).toEqual(['website']);
    const [picture = ''] = told($, 'og:image');
    expect(picture).toMatch(/^https:\/\/writeups\.example\/static\/card\.png\?v=/u);
    const response = await api.get(new URL(picture).pathname);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'image/png']);
  });

  test('of a writeup who wrote it, when and about what', async () => {
    const $ = await page(`/posts/${ids[1]}`);
    expect(['og:type', 'og:title', 'article:published_time', 'article:author', 'article:tag'].map((property) => told($, property))).toEqual([
      ['article'], ['Streaming with Flink and Kafka · Writeups'], ['2021-03-01T00:00:00.000Z'], ['Wei Chen'], ['Apache Kafka', 'Apache Flink'],
    ]);
  });
});

describe('states', () => {
  let empty: TestApi;
  beforeAll(async () => { empty = await startTestApi(); });
  afterAll(() => empty.close());
  const stateOf = async (progress: object) => {
    const server = await startServer({ ...empty.deps, crawler: { ...empty.deps.crawler, progress: () => ({ isRunning: false, sourcesDone: 0, sourcesTotal: 0, isOffline: false, ...progress }) } }, { host: '127.0.0.1', port: 0 });
    const text = load(await (await fetch(server.url)).text())('main').text().replace(/\s+/gu, ' ');
    await server.stop();
    return text;
  };
  test('nothing yet', async () => expect(await stateOf({})).toContain('There are no writeups yet.'));
  test('the first crawl is running', async () => {
    expect(await stateOf({ isRunning: true, sourcesDone: 34, sourcesTotal: 512 })).toContain('The first crawl is running: 34 of 512 sources, 0 writeups so far.');
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

  test('sources are sorted and narrowed by links', async () => {
    const many = await startTestApi();
    for (const [id, title] of [['b', 'beta'], ['a', 'Älpha'], ['c', 'Gamma']] as const) {
      await addSource(many.store.db, { id, kind: 'feed', url: `https://${id}.example/feed`, addedUrl: `https://${id}.example`, siteUrl: null, title, publisher: title, discovery: null, topics: [] }, NOW);
    }
    await many.add([{ canonicalUrl: 'https://b.example/1', sourceId: 'b' }, { canonicalUrl: 'https://b.example/2', sourceId: 'b' }, { canonicalUrl: 'https://c.example/1', sourceId: 'c' }]);
    const table = async (path: string) => {
      const $ = load(await (await many.get(path)).text());
      return { names: $('tbody th').map((_, cell) => $(cell).text()).get(), sorted: $('th[aria-sort]').map((_, cell) => `${$(cell).text()} ${$(cell).attr('aria-sort')}`).get(), $ };
    };
    expect((await table('/sources')).names).toEqual(['Älpha', 'beta', 'Gamma']);
    const { $, sorted } = await table('/sources');
    expect(sorted).toEqual(['Source ↑ ascending']);
    const byPosts = await table($('th a:contains("Writeups")').attr('href') ?? '');
    expect([byPosts.names, byPosts.sorted]).toEqual([['beta', 'Gamma', 'Älpha'], ['Writeups ↓ descending']]);
    expect((await table(byPosts.$('th a:contains("Writeups")').attr('href') ?? '')).names).toEqual(['Älpha', 'Gamma', 'beta']);
    expect((await table('/sources?state=failing')).names).toEqual([]);
    expect((await table('/sources?sort=nothing&dir=up&state=odd')).names).toHaveLength(3);
    await many.close();
  });

  test('a source’s years and topics are drawn, with the figures as tables and its feeds', async () => {
    const many = await startTestApi();
    await many.add(Array.from({ length: 12 }, (_, index) => ({
      canonicalUrl: `https://a.example/${index}`, sourceId: 'a', publishedAt: `${2012 + (index % 4) * 2}-05-01T00:00:00.000Z`, tags: [{ tag: index % 3 === 0 ? 'kafka' : 'rust', score: 0.9, evidence: 'it' }],
    })));
    await addSource(many.store.db, { id: 'a', kind: 'feed', url: 'https://a.example/feed', addedUrl: 'https://a.example', siteUrl: null, title: 'A', publisher: 'A', discovery: null, topics: [] }, NOW);
    const $ = load(await (await many.get('/sources/a')).text());
    expect($('svg[role=img] title').map((_, title) => $(title).text()).get()).toEqual(expect.arrayContaining(['Writeups held and missing, by year of publication', 'Topics by year', '2012: 3 held']));
    expect($('.chart .held rect').length).toBe(4);
    expect($('table').first().find('tbody tr').map((_, row) => $(row).text()).get()).toEqual(['201830', '201630', '201430', '201230']);
    expect($('table').eq(1).find('tbody tr').map((_, row) => $(row).text()).get()).toEqual(['Rust22228', 'Apache Kafka11114']);
    expect($('a[href*="search.atom"]').attr('href')).toBe('/api/v1/search.atom?q=source%3Aa');
    expect((await many.get($('a[href*="search.atom"]').attr('href') ?? '')).status).toBe(200);
    await many.close();
  });

  test('trends compare queries in a chart and a table, and hold no style of their own', async () => {
    const $ = await page('/trends?q=kafka&q=dns&by=year');
    expect($('svg.chart > title').text()).toBe('Writeups a year');
    expect($('svg.chart > desc').text()).toBe('From 2019 to 2023. Line 1: 2 writeups, most in 2019 (1). Line 2: 1 writeup, most in 2023 (1).');
    expect($('svg.chart .series path').length).toBeGreaterThan(2);
    expect($('svg.chart style, svg.chart [style]').length).toBe(0);
    expect($('tbody tr').map((_, row) => $(row).text()).get()).toEqual(['2023011', '2022000', '2021101', '2020000', '2019101']);
    expect($('.compare input').map((_, input) => $(input).attr('value')).get()).toEqual(['kafka', 'dns', '']);
    const csv = await api.get($('figcaption a').attr('href') ?? '');
    expect([csv.status, (await csv.text()).split('\r\n')[1]]).toEqual([200, '2019,kafka,1,1']);
  });

  test.each([['/trends', 1], ['/trends?by=month&show=share&q=kafka', 1], ['/trends?q=nothing+at+all', 0], ['/trends?by=x&q=', 1], ['/trends?q=kafka&q=dns&q=flink&q=kubernetes&q=outage&q=f', 5]])('%s draws %i lines', async (path, lines) => {
    const response = await api.get(path);
    expect(response.status).toBe(200);
    expect(load(await response.text())('svg.chart g.series:not(.filled)').length).toBe(lines);
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
