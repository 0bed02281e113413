import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../../api/server.ts';
import { IndexError } from '../../../core/errors.ts';
import type { SearchRequest } from '../../../core/search.ts';
import { createKey } from '../../../store/keys.ts';
import { addSource } from '../../../store/sources.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { CHROMIUM, keepPicture, launchBrowser, NEEDS_CHROMIUM, openPage } from '../../helpers/browser.ts';
import { NOW } from '../../helpers/store.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What moves without having been asked to adds up in `layoutShift`. */
const COUNT_LAYOUT_SHIFT = `globalThis.layoutShift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) layoutShift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });`;

/** Views of which a picture is kept in both colours. */
const IN_THE_DARK = ['home', 'results', 'source', 'trends', 'admin'];

let api: TestApi;
let browser: Browser;
let ids: string[];
beforeAll(async () => {
  if (CHROMIUM === null) return;
  api = await startTestApi();
  ids = await api.add([...POSTS, ...Array.from({ length: 60 }, (_, index) => ({
    canonicalUrl: `https://a.example/${index}`, sourceId: 'netflix', title: `Notes on queue number ${index}`, publishedAt: new Date(Date.UTC(2008 + (index % 15), 3, 4)).toISOString(),
  }))]);
  await addSource(api.store.db, {
    id: 'netflix', kind: 'feed', url: 'https://netflixtechblog.com/feed', addedUrl: 'https://netflixtechblog.com', siteUrl: null, title: 'Netflix', publisher: 'Netflix', discovery: null, topics: [],
  }, NOW);
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await api?.close();
});

const titles = (page: Page) => page.locator('.hit h2').allTextContents();
const query = (page: Page) => new URL(page.url()).searchParams.get('q');

describe.skipIf(CHROMIUM === null)(`the page in a real browser${NEEDS_CHROMIUM}`, () => {
  test('finds while one types; the address follows, the focus stays, back leads back', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(api.server.url);
    await page.locator('#q').pressSequentially('umz', { delay: 20 });
    await expect.poll(() => titles(page)).toEqual(['Umzug nach Kubernetes']);
    await expect.poll(() => query(page)).toBe('umz');
    expect(await page.evaluate('document.activeElement?.id === "q"')).toBe(true);
    expect(await page.locator('#live').textContent()).toContain('1 writeup');
    expect(await page.title()).toBe('umz · Writeups');
    await page.goBack();
    await expect.poll(() => titles(page)).toContain('Postmortem: the DNS outage of March');
    expect(await page.locator('#q').inputValue()).toBe('');
    await page.goForward();
    await expect.poll(() => titles(page)).toEqual(['Umzug nach Kubernetes']);
    expect(troubles).toEqual([]);
  });

  test('suggestions are a combobox: arrows choose, Enter takes, Escape closes', async () => {
    const { page } = await openPage(browser);
    await page.goto(api.server.url);
    const box = page.getByRole('combobox', { name: 'Search writeups' });
    await box.pressSequentially('kube');
    await page.getByRole('option').first().waitFor();
    await keepPicture(page, 'suggestions');
    expect(await box.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await box.getAttribute('aria-activedescendant')).toBe('suggestion-0');
    expect(await page.getByRole('option', { selected: true }).textContent()).toContain('Kubernetes');
    await page.keyboard.press('Escape');
    expect(await box.getAttribute('aria-expanded')).toBe('false');
    expect(await box.inputValue()).toBe('kube');
    await box.pressSequentially('r');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => query(page)).toBe('tag:kubernetes');
    await expect.poll(() => titles(page)).toEqual(['Umzug nach Kubernetes']);
  });

  test('a facet, a chip, a sort and a page, all by links', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${api.server.url}/?q=queue`);
    await page.locator('.histogram a').first().click();
    await expect.poll(() => query(page)).toBe('queue after:2008 before:2009');
    await expect.poll(() => page.locator('.hit').count()).toBe(4);
    await page.getByRole('link', { name: 'Remove: published before 1 January 2009' }).click();
    await expect.poll(() => query(page)).toBe('queue after:2008');
    await page.getByRole('link', { name: 'Oldest' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('oldest');
    await page.getByRole('link', { name: 'Next →' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('page')).toBe('2');
    expect(await page.evaluate('scrollY')).toBe(0);
  });

  test('years are chosen by dragging, and by Shift and the arrows', async () => {
    const { page, troubles } = await openPage(browser);
    await page.goto(`${api.server.url}/?q=queue`);
    const box = await page.locator('.histogram').boundingBox();
    if (box === null) throw new Error('there is no histogram');
    const year = (number: number) => ({ x: box.x + (box.width * (number - 2008 + 0.5)) / 15, y: box.y + box.height / 2 });
    await page.mouse.move(year(2010).x, year(2010).y);
    await page.mouse.down();
    await page.mouse.move(year(2012).x, year(2012).y, { steps: 3 });
    expect(await page.locator('.histogram .chosen').count()).toBe(3);
    await keepPicture(page, 'brush');
    await page.mouse.up();
    await expect.poll(() => query(page)).toBe('queue after:2010 before:2013');
    await expect.poll(() => page.locator('.hit').count()).toBe(12);
    await page.getByRole('link', { name: 'Any time' }).click();
    await expect.poll(() => query(page)).toBe('queue');
    await page.keyboard.press('f');
    for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => query(page)).toBe('queue after:2009 before:2012');
    await page.goBack();
    await expect.poll(() => query(page)).toBe('queue');
    expect(troubles).toEqual([]);
  });

  test('by keyboard alone', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${api.server.url}/?q=kafka`);
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement?.id')).toBe('q');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.evaluate('document.activeElement?.textContent')).toBe((await titles(page))[0]);
    await page.keyboard.press('f');
    expect(await page.evaluate('document.activeElement?.closest(".facets") !== null')).toBe(true);
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog', { name: 'Keys' }).isVisible()).toBe(true);
    await keepPicture(page, 'keys');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement?.textContent')).toBe((await titles(page))[0]);
    await page.route('https://uber.com/**', (route) => route.fulfill({ body: 'there' }));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await Promise.all([page.waitForURL('https://uber.com/**'), page.keyboard.press('Enter')]);
  });

  test('offline: what stands there stays, and the question is asked again', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${api.server.url}/?q=kafka`);
    await page.context().setOffline(true);
    await page.locator('#q').fill('outage');
    expect(await page.getByRole('alert').textContent()).toContain('You are offline.');
    expect(await titles(page)).toHaveLength(2);
    await keepPicture(page, 'offline');
    await page.context().setOffline(false);
    await expect.poll(() => titles(page)).toEqual(['Postmortem: the DNS outage of March']);
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('a slow answer is shown to be under way, and moves nothing', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = await startServer({ ...api.deps, engine: { ...api.engine, search: async (request) => (request.terms.length > 0 ? gate.promise : Promise.resolve()).then(() => api.engine.search(request)) } }, { host: '127.0.0.1', port: 0 });
    const { page } = await openPage(browser);
    await page.addInitScript(COUNT_LAYOUT_SHIFT);
    await page.goto(slow.url);
    await page.locator('#q').fill('kafka');
    await page.locator('#main[aria-busy=true]').waitFor();
    await keepPicture(page, 'slow');
    expect(await page.locator('.hit').count()).toBe(20);
    gate.resolve();
    await expect.poll(() => titles(page)).toHaveLength(2);
    expect(await page.locator('#main').getAttribute('aria-busy')).toBeNull();
    expect(await page.evaluate('layoutShift')).toBe(0);
    await slow.stop();
  });

  test('the first crawl: its progress, and its first writeups, appear by themselves', async () => {
    const own = await startTestApi();
    const crawl = { isRunning: true, sourcesDone: 34, sourcesTotal: 512, isOffline: false };
    const server = await startServer({ ...own.deps, crawler: { ...own.deps.crawler, progress: () => crawl } }, { host: '127.0.0.1', port: 0 });
    const { page } = await openPage(browser);
    await page.clock.install();
    await page.goto(server.url);
    expect(await page.locator('.banner').textContent()).toContain('34 of 512 sources, 0 writeups so far.');
    await keepPicture(page, 'first-crawl');
    await own.add(POSTS);
    crawl.sourcesDone = 35;
    await page.clock.runFor(5_100);
    await expect.poll(() => page.locator('.hit').count()).toBe(4);
    expect(await page.locator('.banner').textContent()).toContain('35 of 512 sources');
    await server.stop();
    await own.close();
  });

  test('administration: in, a form, and out, under the same policy', async () => {
    const { secret } = await createKey(api.store.db, { name: 'Ada', scopes: ['admin'], expiresAt: null }, NOW);
    const { page, troubles } = await openPage(browser);
    await page.goto(`${api.server.url}/admin`);
    await page.getByLabel('Key with the scope admin').fill(secret);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin');
    await keepPicture(page, 'admin');
    await page.goto(`${api.server.url}/admin/posts/${ids[0]}`);
    await page.getByLabel('It is about').fill('PostgreSQL');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/posts/*?done=topics');
    expect(await page.getByRole('button', { name: 'Not about this: PostgreSQL' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Not about this: PostgreSQL' }).click();
    await page.getByRole('button', { name: 'Leave it to the rules: PostgreSQL' }).click();
    await keepPicture(page, 'admin-post');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/admin/login');
    expect(troubles).toEqual([]);
  });

  test('without motion, and on paper', async () => {
    const { page } = await openPage(browser, { reducedMotion: 'reduce' });
    await page.goto(`${api.server.url}/?q=kafka`);
    expect(await page.evaluate('[...document.querySelectorAll("*")].filter((element) => getComputedStyle(element).transitionDuration !== "0s" || getComputedStyle(element).animationName !== "none").length')).toBe(0);
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.top', '.facets', '.foot']) expect(await page.locator(hidden).isVisible()).toBe(false);
    await keepPicture(page, 'print');
  });

  test('the answer to the last keystroke wins, however slow the ones before were', async () => {
    const slow = await delayed((request) => (request.terms.some((term) => term.text === 'dn') ? 600 : 0));
    const { page } = await openPage(browser);
    await page.goto(slow.url);
    await page.locator('#q').pressSequentially('dn', { delay: 5 });
    await page.waitForTimeout(150);
    await page.locator('#q').pressSequentially('s outage', { delay: 5 });
    await expect.poll(() => titles(page)).toEqual(['Postmortem: the DNS outage of March']);
    await page.waitForTimeout(800);
    expect(query(page)).toBe('dns outage');
    expect(await titles(page)).toEqual(['Postmortem: the DNS outage of March']);
    await slow.stop();
  });

  test('without JavaScript: search, filter, page and back', async () => {
    const { page } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(api.server.url);
    await page.locator('#q').fill('kafka');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?q=kafka');
    expect(await titles(page)).toHaveLength(2);
    await page.locator('.facets a', { hasText: 'Apache Flink' }).click();
    expect(await titles(page)).toEqual(['Streaming with Flink and Kafka']);
    await page.goBack();
    expect(await titles(page)).toHaveLength(2);
    await keepPicture(page, 'without-javascript');
  });

  test('on a phone nothing is wider than the screen', async () => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 740 }, hasTouch: true });
    for (const path of ['/', '/?q=kafka', `/posts/${ids[0]}`, '/sources', '/sources/netflix', '/trends?q=kafka&q=dns', '/tags', '/about', '/docs', '/problems', '/admin/login']) {
      await page.goto(api.server.url + path);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360);
    }
    await page.goto(`${api.server.url}/?q=kafka`);
    await keepPicture(page, 'phone');
    await page.evaluate(AXE);
    expect(await page.evaluate("axe.run({ runOnly: ['target-size'] }).then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)))")).toEqual([]);
    await page.getByRole('link', { name: 'Filters' }).click();
    expect(await page.evaluate('document.querySelector("#filters").getBoundingClientRect().top < innerHeight')).toBe(true);
  });

  test('the theme follows the system, and a choice lasts', async () => {
    const { page } = await openPage(browser, { colorScheme: 'dark' });
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.goto(api.server.url);
    expect(await paper()).toBe('rgb(20, 23, 26)');
    await keepPicture(page, 'dark');
    await page.getByRole('button', { name: 'Dark or light' }).click();
    expect(await paper()).toBe('rgb(255, 255, 255)');
    await page.reload();
    expect(await paper()).toBe('rgb(255, 255, 255)');
  });

  test('the engine away: a page that says so', async () => {
    const server = await startServer({ ...api.deps, engine: { ...api.engine, search: () => Promise.reject(new IndexError('unreachable', '')) } }, { host: '127.0.0.1', port: 0 });
    const { page } = await openPage(browser);
    await page.goto(`${server.url}/?q=kafka`);
    expect(await page.locator('.lead').textContent()).toContain('The search engine does not answer at the moment.');
    expect(await page.locator('#q').inputValue()).toBe('kafka');
    await keepPicture(page, 'engine-away');
    await server.stop();
  });

  test('nothing moves while it loads and while one types; the first visit weighs little', async () => {
    const { page } = await openPage(browser);
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => sizes.push(request.sizes().then((size) => size.responseBodySize)));
    await page.addInitScript(COUNT_LAYOUT_SHIFT);
    await page.goto(`${api.server.url}/?q=queue`, { waitUntil: 'networkidle' });
    const weight = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    const paint = await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0') as number;
    expect(weight).toBeLessThan(60_000);
    expect(await page.evaluate('layoutShift')).toBe(0);
    const answers: number[] = [];
    page.on('requestfinished', (request) => { if (request.url().includes('/?q=')) answers.push(request.timing().responseEnd); });
    await page.locator('#q').fill('');
    await page.locator('#q').pressSequentially('kafka streaming', { delay: 120 });
    await page.waitForTimeout(300);
    const p95 = answers.toSorted((a, b) => a - b)[Math.floor(answers.length * 0.95)] ?? 0;
    console.log(`page: ${Math.round(weight / 1000)} KB, first paint ${Math.round(paint)} ms, instant answer p95 ${Math.round(p95)} ms of ${answers.length}`);
    expect(answers.length).toBeGreaterThan(5);
  });

  describe.each(['light', 'dark'] as const)('axe finds nothing in %s', (colorScheme) => {
    let page: Page;
    beforeAll(async () => {
      ({ page } = await openPage(browser, { colorScheme }));
      const { secret } = await createKey(api.store.db, { name: 'Ada', scopes: ['admin'], expiresAt: null }, NOW);
      const response = await api.get('/admin/login', { method: 'POST', body: new URLSearchParams({ key: secret }) });
      const value = /writeups_admin=([\w-]+)/u.exec(response.headers.get('Set-Cookie') ?? '')?.[1] ?? '';
      await page.context().addCookies([{ name: 'writeups_admin', value, url: `${api.server.url}/admin` }]);
    });
    afterAll(() => page?.context().close());
    test.each([
      ['/', 'home'], ['/?q=kafka+tag:kafka', 'results'], ['/?q=kubrenetes+after:2019-13', 'notes'], ['/?q=kafka+kind:postmortem', 'nothing'], ['/posts/ID', 'post'], ['/sources', 'sources'],
      ['/sources/netflix', 'source'], ['/trends?q=kafka&q=dns&q=queue', 'trends'], ['/tags', 'topics'], ['/about', 'about'], ['/docs', 'docs'], ['/problems', 'problems'], ['/nowhere', 'not-found'],
      ['/admin/login', 'admin-login'], ['/admin', 'admin'], ['/admin/sources', 'admin-sources'], ['/admin/sources/netflix', 'admin-source'], ['/admin/runs', 'admin-runs'], ['/admin/posts/ID', 'admin-post'], ['/admin/mail', 'admin-mail'],
    ])('%s', async (path, name) => {
      await page.goto(api.server.url + path.replace('ID', ids[1] ?? ''));
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(`axe.run({ resultTypes: ['violations']${colorScheme === 'dark' ? ", runOnly: ['color-contrast', 'link-in-text-block']" : ''} })`) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`)).toEqual([]);
      if (colorScheme === 'light' || IN_THE_DARK.includes(name)) await keepPicture(page, `${name}-${colorScheme}`);
    });
  });
});

/** The same application over an engine that takes its time. */
function delayed(delayMs: (request: SearchRequest) => number): Promise<RunningServer> {
  return startServer({
    ...api.deps, engine: {
      ...api.engine, search: async (request) => {
        await new Promise((resolve) => setTimeout(resolve, delayMs(request)));
        return api.engine.search(request);
      },
    },
  }, { host: '127.0.0.1', port: 0 });
}
