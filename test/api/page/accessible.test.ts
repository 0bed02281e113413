import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../../../store/keys.ts';
import type { TestApi } from '../../helpers/api.ts';
import { CHROMIUM, keepPicture, launchBrowser, NEEDS_CHROMIUM, openPage } from '../../helpers/browser.ts';
import { NOW } from '../../helpers/store.ts';
import { startCollection } from './collection.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What colours decide; all else is the same in the dark. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

let api: TestApi;
let browser: Browser;
let ids: readonly string[];
beforeAll(async () => {
  if (CHROMIUM === null) return;
  [{ api, ids }, browser] = await Promise.all([startCollection(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await api?.close();
});

/** What axe finds on the page as it stands, with the elements; nothing where all is well. */
async function violations(page: Page, rules: readonly string[] | null = null): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(rules === null ? {} : { runOnly: rules }) };
  const found = await page.evaluate(`axe.run(${JSON.stringify(options)})`) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`);
}

describe.skipIf(CHROMIUM === null)(`the pages for everyone${NEEDS_CHROMIUM}`, () => {
  describe('axe finds nothing, neither in light nor in the dark', () => {
    let page: Page;
    beforeAll(async () => {
      // Without motion, so that no colour is on its way to another one when it is looked at.
      ({ page } = await openPage(browser, { reducedMotion: 'reduce' }));
      await page.context().addCookies([await adminCookie()]);
    });
    afterAll(() => page?.context().close());
    test.each([
      ['/', 'home'], ['/?q=kafka+tag:kafka', 'results'], ['/?q=kubrenetes+after:2019-13', 'notes'], ['/?q=kafka+kind:postmortem', 'nothing'], ['/posts/ID', 'post'], ['/sources', 'sources'],
      ['/sources/netflix', 'source'], ['/trends?q=kafka&q=dns&q=queue', 'trends'], ['/tags', 'topics'], ['/about', 'about'], ['/docs', 'docs'], ['/problems', 'problems'], ['/nowhere', 'not-found'],
      ['/digest', 'digest'], ['/admin/login', 'admin-login'], ['/admin', 'admin'], ['/admin/sources', 'admin-sources'], ['/admin/sources/netflix', 'admin-source'], ['/admin/runs', 'admin-runs'],
      ['/admin/posts/ID', 'admin-post'], ['/admin/mail', 'admin-mail'],
    ])('%s', async (path, name) => {
      await page.emulateMedia({ colorScheme: 'light' });
      const response = await page.goto(api.server.url + path.replace('ID', ids[1] ?? ''));
      expect(response?.status()).toBe(name === 'not-found' ? 404 : 200);
      await page.evaluate(AXE);
      expect(await violations(page)).toEqual([]);
      await keepPicture(page, `${name}-light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, COLOUR_RULES)).toEqual([]);
      await keepPicture(page, `${name}-dark`);
    });
  });

  describe('in a page of its own', () => {
    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

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

    test('on a phone nothing is wider than the screen', async () => {
      const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(4);
      const [long] = await api.add([{ canonicalUrl: `https://${'long-'.repeat(10)}name.example/${word}`, title: word, publisher: word, authors: [word], excerpt: word, text: word, categories: [word], kind: 'case-study' }]);
      const { page } = await openPage(browser, { viewport: { width: 360, height: 740 }, hasTouch: true });
      for (const path of ['/', '/?q=kafka', `/?q=${word.slice(0, 200)}`, `/?q=title:${word}`, `/posts/${long}`, `/posts/${ids[0]}`, '/sources', '/sources/netflix', '/trends?q=kafka&q=dns', '/tags', '/about', '/docs', '/problems', '/admin/login']) {
        await page.goto(api.server.url + path);
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360);
        if (path.includes('title:')) await keepPicture(page, 'phone-long-names');
      }
      await page.goto(`${api.server.url}/?q=kafka`);
      await keepPicture(page, 'phone');
      await page.evaluate(AXE);
      expect(await page.evaluate("axe.run({ runOnly: ['target-size'] }).then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)))")).toEqual([]);
      await page.getByRole('link', { name: 'Filters' }).click();
      expect(await page.evaluate('document.querySelector("#filters").getBoundingClientRect().top < innerHeight')).toBe(true);
    });
  });
});

async function adminCookie(): Promise<{ name: string; value: string; url: string }> {
  const { secret } = await createKey(api.store.db, { name: 'Ada', scopes: ['admin'], expiresAt: null }, NOW);
  const response = await api.get('/admin/login', { method: 'POST', body: new URLSearchParams({ key: secret }) });
  const value = /writeups_admin=([\w-]+)/u.exec(response.headers.get('Set-Cookie') ?? '')?.[1] ?? '';
  return { name: 'writeups_admin', value, url: `${api.server.url}/admin` };
}
