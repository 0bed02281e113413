import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../../api/server.ts';
import { IndexError } from '../../../core/errors.ts';
import type { SearchRequest } from '../../../core/search.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { CHROMIUM, keepPicture, launchBrowser, NEEDS_CHROMIUM, openPage, type Watched } from '../../helpers/browser.ts';
import { startCollection } from './collection.ts';

/** What moves without having been asked to adds up in `layoutShift`. */
const COUNT_LAYOUT_SHIFT = `globalThis.layoutShift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) layoutShift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });`;

let api: TestApi;
let browser: Browser;
beforeAll(async () => {
  if (CHROMIUM === null) return;
  [{ api }, browser] = await Promise.all([startCollection(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await api?.close();
});

/** Pages go on drawing their carets for as long as they are open. */
afterEach(async () => {
  for (const context of browser.contexts()) if (context !== usual?.page.context()) await context.close();
});

let usual: Watched | null = null;
/** The page that tests share which ask for nothing special, without troubles. */
async function usualPage(): Promise<Watched> {
  usual ??= await openPage(browser);
  await usual.page.goto('about:blank');
  usual.troubles.length = 0;
  return usual;
}

const titles = (page: Page) => page.locator('.hit h2').allTextContents();
const query = (page: Page) => new URL(page.url()).searchParams.get('q');

describe.skipIf(CHROMIUM === null)(`the page in a real browser${NEEDS_CHROMIUM}`, () => {
  test('finds while one types; the address follows, the focus stays, back leads back', async () => {
    const { page, troubles } = await usualPage();
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

  test('while one types the hits come first; filters and further hits follow in place, once nobody types', async () => {
    const { page, troubles } = await usualPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(api.server.url);
    const entries = await page.evaluate('history.length') as number;
    asked.length = 0;
    await page.locator('#q').pressSequentially('notes on queue', { delay: 40 });
    await expect.poll(() => page.title()).toBe('notes on queue · Writeups');
    await page.evaluate('document.querySelector(".hit").isTheSame = document.querySelector(".bar").isTheSame = true; document.querySelector(".hit h2 a").focus()');
    await expect.poll(() => page.locator('.hit').count()).toBe(20);
    expect(await page.evaluate('document.querySelector(".hit").isTheSame && document.querySelector(".bar").isTheSame && document.activeElement.matches(".hit h2 a")')).toBe(true);
    expect(await page.locator('.paging .where').textContent()).toBe('Page 1 of 3');
    expect(await page.locator('form.span input[name=q]').getAttribute('value')).toBe('notes on queue');
    const [beginnings, wholes] = ['/instant', '/'].map((wanted) => asked.filter((path) => path === wanted).length) as [number, number];
    expect(beginnings).toBeGreaterThan(5);
    // One, unless the machine itself paused between two keys.
    expect(wholes).toBeLessThan(beginnings / 2);
    expect(asked.findLast((path) => path === '/' || path === '/instant')).toBe('/');
    expect(await page.evaluate('history.length')).toBe(entries + 1);
    expect(troubles).toEqual([]);
  });

  test('suggestions are a combobox: arrows choose, Enter takes, Escape closes', async () => {
    const { page } = await usualPage();
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
    const { page } = await usualPage();
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
    const { page, troubles } = await usualPage();
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
    const { page } = await usualPage();
    await page.goto(`${api.server.url}/?q=kafka`);
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement?.id')).toBe('q');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('[document.activeElement === document.body, document.querySelector("#q").value]')).toEqual([true, 'kafka']);
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
    const slow = await held(({ terms }) => (terms.length > 0 ? gate.promise : Promise.resolve()));
    const { page } = await openPage(browser);
    await page.addInitScript(COUNT_LAYOUT_SHIFT);
    await page.goto(slow.url);
    await page.locator('#q').fill('kafka');
    await page.locator('#main[aria-busy=true]').waitFor();
    await keepPicture(page, 'slow');
    expect(await page.locator('.hit').count()).toBe(20);
    gate.resolve();
    await expect.poll(() => titles(page)).toHaveLength(2);
    await expect.poll(() => page.locator('#main').getAttribute('aria-busy')).toBeNull();
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

  test('the answer to the last keystroke wins, however slow the ones before were', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = await held(({ terms }) => (terms.some(({ text }) => text === 'dn') ? gate.promise : Promise.resolve()));
    const { page } = await usualPage();
    await page.goto(slow.url);
    await Promise.all([page.waitForRequest('**/instant?q=dn'), page.locator('#q').pressSequentially('dn', { delay: 30 })]);
    await page.locator('#q').pressSequentially('s outage', { delay: 30 });
    await expect.poll(() => titles(page)).toEqual(['Postmortem: the DNS outage of March']);
    const late = page.waitForEvent('requestfailed', (request) => request.url().endsWith('q=dn')).catch(() => {});
    gate.resolve();
    await Promise.race([late, page.waitForTimeout(200)]);
    await expect.poll(() => query(page)).toBe('dns outage');
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
    const { page } = await usualPage();
    await page.goto(`${server.url}/?q=kafka`);
    expect(await page.locator('.lead').textContent()).toContain('The search engine does not answer at the moment.');
    expect(await page.locator('#q').inputValue()).toBe('kafka');
    await keepPicture(page, 'engine-away');
    await server.stop();
  });

  test('nothing moves while it loads and while one types; the first visit weighs little', async () => {
    const { page } = await openPage(browser);
    const sizes: Promise<number>[] = [];
    const weigh = (request: Request): void => { sizes.push(request.sizes().then((size) => size.responseBodySize)); };
    page.on('requestfinished', weigh);
    await page.addInitScript(COUNT_LAYOUT_SHIFT);
    await page.goto(`${api.server.url}/?q=queue`);
    // What is asked for later has nobody who waits for its size, and fails with the page.
    page.off('requestfinished', weigh);
    const weight = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    const paint = await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0') as number;
    expect(weight).toBeLessThan(60_000);
    expect(await page.evaluate('layoutShift')).toBe(0);
    const answers: number[] = [];
    page.on('requestfinished', (request) => { if (request.url().includes('/instant?q=')) answers.push(request.timing().responseEnd); });
    await page.locator('#q').fill('');
    await page.locator('#q').pressSequentially('kafka streaming', { delay: 60 });
    await expect.poll(() => query(page)).toBe('kafka streaming');
    const p95 = answers.toSorted((a, b) => a - b)[Math.floor(answers.length * 0.95)] ?? 0;
    console.log(`page: ${Math.round(weight / 1000)} KB, first paint ${Math.round(paint)} ms, instant answer p95 ${Math.round(p95)} ms of ${answers.length}`);
    expect(answers.length).toBeGreaterThan(5);
  });
});

/** The same application over an engine that answers once `wait` has ended. */
function held(wait: (request: SearchRequest) => Promise<void>): Promise<RunningServer> {
  return startServer({
    ...api.deps, engine: {
      ...api.engine, search: async (request) => {
        await wait(request);
        return api.engine.search(request);
      },
    },
  }, { host: '127.0.0.1', port: 0 });
}
