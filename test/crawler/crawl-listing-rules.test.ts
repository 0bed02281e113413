/** Sources with CSS rules of their own: added, read, changed, seen to fail. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { addSourceByAddress } from '../../crawler/add-source.ts';
import { findListingRules } from '../../store/listing-rules.ts';
import { openCrawlWeb, type CrawlWeb } from '../helpers/crawl-web.ts';

const PAGE = 'https://works.example/lab/';
const POST = (name: string): string => `<html><head><title>${name}</title></head><body><article><h1>${name}</h1>${`<p>What ${name} taught us about queues, locks and the people who wait for them at night.</p>`.repeat(12)}</article></body></html>`;
/** Names are no links, links say nothing, and a shop stands above: structure alone finds the shop. */
const LISTING = `<html><head><title>Works Lab</title></head><body>
<div class="offers">${[1, 2, 3, 4, 5].map((n) => `<div class="offer"><h3><a href="/shop/item-number-${n}-in-blue">Item number ${n} in blue, now cheaper</a></h3><time>2026-05-0${n}</time></div>`).join('')}</div>
${['ada', 'bob', 'eve'].map((n, day) => `<section data-note="${n}"><b class="n">Note of ${n}</b><i>2026-03-1${day}</i><q>Said by ${n} in short.</q><u>queues</u><a href="/lab/${n}.html">→</a></section>`).join('')}
<a id="more" href="/lab/2/">→</a></body></html>`;
const RULES = { item: 'section[data-note]', link: 'a', title: '.n', date: 'i', excerpt: 'q', tags: 'u', author: null, next: '#more' };

let web: CrawlWeb;
beforeEach(async () => {
  web = await openCrawlWeb();
  web.answer(({ url }) => {
    if (url === PAGE) return { headers: { etag: '"one"' }, body: LISTING };
    const note = /\/lab\/(\w+)\.html$/u.exec(url)?.[1];
    return note === undefined ? null : { body: POST(`Note of ${note}`) };
  });
});
afterEach(() => web.close());

const titles = async (): Promise<string[]> => (await web.store.db.selectFrom('posts').select('title').orderBy('title').execute()).map(({ title }) => title);

test('a page is followed by its rules, which say what they find, and its posts are held', async () => {
  const addition = await addSourceByAddress(web.crawler.deps, PAGE, RULES);
  expect(addition).toMatchObject({ isNew: true, source: { kind: 'archive', url: PAGE } });
  expect(addition.discovery?.steps[0]).toContain('3 posts');
  const id = addition.source?.id ?? '';
  expect(await findListingRules(web.store.db, id)).toEqual(RULES);
  await web.pass(id);
  expect(await titles()).toEqual(['Note of ada', 'Note of bob', 'Note of eve']);
});

test('new rules are read at once, though the page has not changed', async () => {
  await web.follow({ id: 'works', kind: 'archive', url: PAGE, siteUrl: 'https://works.example/' });
  await web.pass('works');
  expect(await titles()).not.toContain('Note of ada');
  const { message, isNew } = await addSourceByAddress(web.crawler.deps, PAGE, RULES);
  expect([isNew, message]).toEqual([false, expect.stringContaining('by these rules from now on')]);
  await web.pass('works');
  expect(await titles()).toContain('Note of ada');
});

test('rules that find nothing are refused at first, and later a failure that says so', async () => {
  expect(await addSourceByAddress(web.crawler.deps, PAGE, { ...RULES, item: '.gone' })).toMatchObject({ source: null, message: expect.stringContaining('rules') });
  const { source } = await addSourceByAddress(web.crawler.deps, PAGE, RULES);
  web.answer(() => ({ body: '<html><body><p>We rebuilt this page.</p></body></html>' }));
  expect((await web.pass(source?.id ?? '')).outcomes[0]).toMatchObject({ outcome: 'unknown-format', message: expect.stringContaining('rules of this source') });
});
