import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPeriod } from '../../../api/digest/calendar.ts';
import { renderConfirmation } from '../../../api/digest/render/confirmation.ts';
import { renderMail } from '../../../api/digest/render/mail.ts';
import { renderText } from '../../../api/digest/render/text.ts';
import { viewOf, type IssueView } from '../../../api/digest/render/view.ts';
import type { Candidate, Scored } from '../../../api/digest/select/candidate.ts';
import { CHROMIUM, keepPicture, launchBrowser, NEEDS_CHROMIUM, openPage } from '../../helpers/browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Landmarks are the mail program's: a mail is shown inside of its page. */
const RUN_AXE = 'axe.run(document, { rules: { region: { enabled: false }, "landmark-one-main": { enabled: false } } })';
const HOSTILE = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</style><b>', "' onclick='x", '\u202Egnp.exe', '{{ }} ${x}', '&lt;script&gt;', '<!--', ']]>', '<!channel>', '=?utf-8?q?x?='];
const LINKS = { preferencesUrl: 'https://writeups.example/digest/preferences/t', unsubscribeUrl: 'https://writeups.example/digest/unsubscribe/t', note: 'Writeups, Harbour Street 1, Anytown' };

function scored(changes: Partial<Candidate>, at: number): Scored {
  const candidate: Candidate = {
    clusterId: `c${at}`, postId: `post-${at}`, url: `https://blog-${at}.example/post`, title: `How team ${at} replaced the broker without a pause`, publisher: `Blog ${at}`, domain: `blog-${at}.example`, authors: ['Ada'],
    publishedAt: '2026-08-18T00:00:00.000Z', news: 'published', kind: 'deep-dive', tags: [['kafka', 'rust', 'postgresql', 'react'][at % 4] ?? 'rust'], language: 'en', wordCount: 1_800, codeLanguages: ['go'], quality: 1,
    sentence: { text: 'In this post we explain how the broker was replaced without losing a single message.', from: at % 2 === 0 ? 'passage' : 'author' },
    discussions: [{ site: 'Lobsters', url: `https://lobste.rs/s/${at}`, points: 42, comments: 7, submittedAt: null }], copyHosts: at % 3 === 0 ? ['medium.com'] : [], ...changes,
  };
  return { candidate, score: 1, reasons: [] };
}

function viewWith(items: readonly Scored[]): IssueView {
  const period = findPeriod('2026-W34', 'UTC');
  if (period === null) throw new Error('no such week');
  return viewOf({ items, secondLook: scored({ title: 'An old favourite' }, 99) }, period, { publicUrl: 'https://writeups.example', topic: null });
}

const USUAL = viewWith(Array.from({ length: 10 }, (_, at) => scored({}, at)));

test.each([
  ['ten ordinary writeups', USUAL], ['twenty with everything as long as it can be', viewWith(Array.from({ length: 20 }, (_, at) => scored({ title: 'Titel '.repeat(1_000), publisher: 'P'.repeat(100), sentence: { text: 's'.repeat(260), from: 'author' }, copyHosts: ['a.example', 'b.example', 'c.example'] }, at)))],
])('%s stay under 100 kB, and the text says every link of the HTML', (_, view) => {
  const [html, text] = [renderMail(view, LINKS), renderText(view, LINKS)];
  expect(Buffer.byteLength(html) + Buffer.byteLength(text)).toBeLessThan(100_000);
  for (const [, url = ''] of html.matchAll(/href="([^"]+)"/gu)) expect(text).toContain(url.replaceAll('&amp;', '&'));
  for (const line of text.split('\n').filter((part) => !/https?:|P{50}|s{50}/u.test(part))) expect(line.length).toBeLessThanOrEqual(78);
});

test('an address that is none of the web leads to our page instead', () =>
  expect(renderMail(viewWith([scored({ url: 'javascript:alert(1)', discussions: [{ site: 'X', url: 'data:text/html,x', points: 1, comments: 1, submittedAt: null }] }, 1)]), LINKS)).not.toMatch(/javascript:|data:/u));

describe(`in Chromium${NEEDS_CHROMIUM}`, { skip: CHROMIUM === null }, () => {
  let browser: Browser;
  beforeAll(async () => { browser = await launchBrowser(); });
  afterAll(() => browser.close());

  test.each([[600, 'light'], [600, 'dark'], [360, 'light'], [360, 'dark']] as const)('at %i px, %s: nothing is cut off, contrast and structure are sound', async (width, colorScheme) => {
    const { page, troubles } = await openPage(browser, { viewport: { width, height: 760 }, colorScheme });
    await page.setContent(renderMail(USUAL, LINKS));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(RUN_AXE) as { violations: { id: string }[] };
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(troubles).toEqual([]);
    await keepPicture(page, `digest-mail-${width}-${colorScheme}`);
    await page.context().close();
  });

  test('hostile titles, names and sentences are text (R43)', async () => {
    const { page, troubles } = await openPage(browser, {});
    await page.setContent(renderMail(viewWith(HOSTILE.map((text, at) => scored({ title: text, publisher: text, sentence: { text, from: 'author' }, copyHosts: [text], tags: [] }, at))), LINKS));
    const names = await page.evaluate("[...new Set([...document.querySelectorAll('body *')].map((element) => element.localName))].toSorted()");
    expect(names).toEqual(['a', 'div', 'h1', 'h2', 'h3', 'p', 'table', 'tbody', 'td', 'tr']);
    expect(await page.evaluate("[...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]).filter(({ name }) => name.startsWith('on')).length")).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('the confirmation is sound too', async () => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 700 }, colorScheme: 'dark' });
    await page.setContent(renderConfirmation(`https://writeups.example/digest/confirm/${'x'.repeat(43)}`, null).html);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(RUN_AXE) as { violations: { id: string }[] };
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.context().close();
  });
});
