import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FetchError } from '../../../core/errors.ts';
import { discoverSource, type Discovery } from '../../../crawler/sources/discover.ts';
import { findFeedLinks, findMetaRefresh, wellKnownFeedUrls } from '../../../crawler/sources/feed-links.ts';
import { publisherOf } from '../../../crawler/sources/publisher.ts';
import { NOW, openRecordedWeb, WEB } from './recorded-web.ts';

const FEED = (title: string, site = 'https://copperfold.example/'): string => `<rss version="2.0"><channel><title>${title}</title><link>${site}</link><item><title>One</title><link>${site}one-two-three/</link></item></channel></rss>`;
const LIST = [1, 2, 3, 4].map((n) => `<article><h2><a href="/post-number-${n}-of-many/">Post number ${n} of many</a></h2><time datetime="2024-03-0${n}"></time></article>`).join('');

/** Discovery in a web of a few documents. */
function discover(address: string, documents: Readonly<Record<string, string>>): Promise<Discovery> {
  return discoverSource(address, {
    now: NOW,
    get: async (url) => {
      const text = documents[url];
      if (text === undefined) throw new FetchError('not-found', url, 'There is nothing.', { status: 404 });
      return { url, status: 200, headers: {}, body: Buffer.from(text) };
    },
  });
}

const html = (head: string, body = ''): string => `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;
const link = (href: string, title = ''): string => `<link rel="alternate" type="application/rss+xml" title="${title}" href="${href}">`;
const SITE = 'https://copperfold.example/';

test.each([
  ['the address is a feed', SITE, { [SITE]: FEED('Copperfold Blog') }, 'feed', SITE],
  ['the page declares one', 'copperfold.example', { [SITE]: html(link('/f.xml')), [`${SITE}f.xml`]: FEED('x') }, 'feed', `${SITE}f.xml`],
  ['comments and categories come last', SITE, { [SITE]: html(link('/comments/feed/', 'Comments') + link('/category/x/feed/') + link('/feed/')), [`${SITE}comments/feed/`]: FEED('c'), [`${SITE}category/x/feed/`]: FEED('k'), [`${SITE}feed/`]: FEED('all') }, 'feed', `${SITE}feed/`],
  ['the feed of the section goes before that of the site', `${SITE}blog/`, { [`${SITE}blog/`]: html(link('/news.xml') + link('/blog/rss.xml')), [`${SITE}news.xml`]: FEED('n'), [`${SITE}blog/rss.xml`]: FEED('b') }, 'feed', `${SITE}blog/rss.xml`],
  ['a declared feed that is gone is passed over', SITE, { [SITE]: html(link('/gone.xml') + link('/here.xml')), [`${SITE}here.xml`]: FEED('h') }, 'feed', `${SITE}here.xml`],
  ['the page only links it', SITE, { [SITE]: html('', '<footer><a href="/subscribe.xml">RSS</a></footer>'), [`${SITE}subscribe.xml`]: FEED('s') }, 'feed', `${SITE}subscribe.xml`],
  ['it stands at a usual place', SITE, { [SITE]: html(''), [`${SITE}atom.xml`]: FEED('a') }, 'feed', `${SITE}atom.xml`],
  ['a soft 404 at the usual places is no feed', SITE, { [SITE]: html('', LIST), [`${SITE}feed`]: html('', 'Not found'), [`${SITE}rss`]: html('', 'Not found') }, 'archive', SITE],
  ['the page lists posts', `${SITE}blog`, { [`${SITE}blog`]: html('', LIST) }, 'archive', `${SITE}blog`],
  ['there is only a sitemap, named in robots.txt', SITE, { [SITE]: html('', 'Hello'), [`${SITE}robots.txt`]: `Sitemap: ${SITE}map.xml`, [`${SITE}map.xml`]: `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${[1, 2, 3].map((n) => `<url><loc>${SITE}2024/03/0${n}/a-post/</loc></url>`).join('')}</urlset>` }, 'sitemap', `${SITE}map.xml`],
  ['a stub sends on', SITE, { [SITE]: html('<meta http-equiv="refresh" content="0; url=/blog/">'), [`${SITE}blog/`]: html(link('feed.xml')), [`${SITE}blog/feed.xml`]: FEED('b') }, 'feed', `${SITE}blog/feed.xml`],
  ['the canonical page declares one', `${SITE}p?x=1`, { [`${SITE}p?x=1`]: html(`<link rel="canonical" href="${SITE}p">`), [`${SITE}p`]: html(link('/f.xml')), [`${SITE}f.xml`]: FEED('f') }, 'feed', `${SITE}f.xml`],
] as const)('%s', async (_why, address, documents, kind, url) => {
  const { chosen, steps } = await discover(address, documents);
  expect([chosen?.kind, chosen?.url]).toEqual([kind, url]);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.every((step) => step.endsWith('.'))).toBe(true);
});

const PODCAST = (title: string): string => `<rss version="2.0"><channel><title>${title}</title><item><title>Episode 1</title><link>${SITE}e1</link><enclosure url="${SITE}e1.mp3" type="audio/mpeg" length="9"/></item></channel></rss>`;
const POSTS = (base: string, site = SITE): string => `<rss version="2.0"><channel><title>Blog</title><link>${site}</link>${['how-we-count', 'why-we-wait', 'what-we-broke'].map((path) => `<item><title>The tale of ${path}</title><link>${base}${path}/</link></item>`).join('')}</channel></rss>`;

test.each([
  ['recordings by their enclosures', PODCAST('Copperfold Radio')], ['recordings by their name', FEED('The Copperfold Podcast')],
])('a podcast comes after the blog, and is said to be one: %s', async (_why, podcast) => {
  const { chosen, candidates, steps } = await discover(SITE, { [SITE]: html(link('/radio.xml') + link('/f.xml')), [`${SITE}radio.xml`]: podcast, [`${SITE}f.xml`]: FEED('Blog') });
  expect(candidates.map(({ url }) => url)).toEqual([`${SITE}f.xml`, `${SITE}radio.xml`]);
  expect(chosen?.url).toBe(`${SITE}f.xml`);
  expect(steps[1]).toBe(`${SITE}radio.xml, declared by the page, is a podcast (rss) with 1 entries, followed only where there is nothing to read.`);
});

test('where a page only declares a podcast, the blog is looked for at the usual places; a podcast alone is followed', async () => {
  const documents = { [SITE]: html(link('/radio.xml')), [`${SITE}radio.xml`]: PODCAST('Radio') };
  expect((await discover(SITE, { ...documents, [`${SITE}feed.xml`]: FEED('Blog') })).chosen?.url).toBe(`${SITE}feed.xml`);
  expect((await discover(SITE, documents)).chosen?.url).toBe(`${SITE}radio.xml`);
});

test.each([
  ['the same posts as', POSTS(SITE)], ['a copy at other addresses (a staging site or a mirror) of', POSTS('https://staging.copperfold.example/')],
])('a second feed with %s the first is said, and is no choice', async (how, second) => {
  const { candidates, steps } = await discover(SITE, { [SITE]: html(link('/f.xml') + link('/g.xml')), [`${SITE}f.xml`]: POSTS(SITE), [`${SITE}g.xml`]: second });
  expect(candidates.map(({ url }) => url)).toEqual([`${SITE}f.xml`]);
  expect(steps.at(-1)).toBe(`${SITE}g.xml, declared by the page, is a feed (rss) with 3 entries: ${how} ${SITE}f.xml.`);
});

test('feeds of authors and comments are passed over, and counted', async () => {
  const { candidates, steps } = await discover(SITE, { [SITE]: html(link('/authors/ada/feed.xml') + link('/comments/feed.xml') + link('/f.xml')), [`${SITE}f.xml`]: POSTS(SITE) });
  expect(candidates.length).toBe(1);
  expect(steps.at(-1)).toBe('2 feeds of comments, of one topic or of one author were passed over.');
});

test('feeds are asked for as feeds, a pasted address again where it is too large for a page', async () => {
  const asked: string[] = [];
  const { chosen } = await discoverSource(SITE, {
    now: NOW,
    get: async (url, kind) => {
      asked.push(`${kind} ${url}`);
      if (kind === 'page') throw new FetchError('too-large', url, 'More than 5 MiB.');
      return { url, status: 200, headers: {}, body: Buffer.from(FEED('Large')) };
    },
  });
  expect([chosen?.url, asked]).toEqual([SITE, [`page ${SITE}`, `feed ${SITE}`]]);
});

test.each([
  ['Hacker News Summary', 'https://digest.example/', 'Hacker News Summary'], ['Blog posts on Copperfold - A Database', 'https://copperfold.example/', 'Copperfold'],
  ['The Copperfold Engineering Blog', 'https://copperfold.example/', 'Copperfold'], ['Posts on Copperfold', SITE, 'Copperfold'], ['Engine Notes on Acme Copperfold', SITE, 'Acme Copperfold'],
  ['The Tidewater', 'https://tidewater.example/', 'The Tidewater'], ['New Work', 'https://new-work.example/', 'New Work'], ["Ada's Blog", 'https://ada.example/', "Ada's Blog"],
  ['Engineering Blog', 'https://copperfold.example/', 'Copperfold'], ['Blog | Pike & Sons', 'https://example.org/', 'Pike & Sons'], ['Home', 'https://copperfold.example/', 'Copperfold'],
  ['News of the Harbour Blog Club', 'https://hbc.example/', 'Harbour Blog Club'], [null, 'https://www.copperfold.example/', 'Copperfold'], ['企業テックブログRSS', 'https://blogs.example/', '企業テックブログRSS'],
])('the publisher of %j at %s is %s', (title, site, expected) => {
  expect(publisherOf(title, site)).toBe(expected);
});

test.each([
  ['the page’s title, where the feed has none', null, 'https://kiln.acme.example/', 'Acme Kiln – Fires clay fast', 'Acme Kiln'],
  ['the host, where nobody says', null, 'https://kiln.acme.example/', null, 'Kiln'],
  ['the domain, where the host only says what it is', null, 'https://engineering.acme.example/', null, 'Acme'],
  ['the page’s title, where the feed names the house only', 'Acme', 'https://kiln.acme.example/', 'Acme Kiln', 'Acme Kiln'],
  ['the feed’s title, where it is the house’s own', 'Acme', 'https://www.acme.example/', 'Acme and friends', 'Acme'],
  ['the feed’s title without marks of trade', 'Acme Kiln™', 'https://kiln.acme.example/', null, 'Acme Kiln'],
  ['the site, not the section', 'Kiln (Posts about glazes)', 'https://kiln.example/', null, 'Kiln'],
])('a publisher is named by %s', (_, title, site, siteTitle, expected) => {
  expect(publisherOf(title, site, siteTitle)).toBe(expected);
});

test('nothing to follow is said, not thrown', async () => {
  const { chosen, steps } = await discover(SITE, { [SITE]: html('', 'Hello') });
  expect(chosen).toBeNull();
  expect(steps.at(-1)).toBe('The site has no sitemap that lists posts.');
});

test('an address that cannot be had is a FetchError', async () => {
  await expect(discover('https://nowhere.example/', {})).rejects.toThrow(FetchError);
});

test('publisher and title are those of the feed', async () => {
  const { chosen } = await discover(SITE, { [SITE]: FEED('Copperfold Engineering Blog') });
  expect(chosen).toMatchObject({ title: 'Copperfold Engineering Blog', publisher: 'Copperfold' });
});

test('the API and oEmbed of WordPress are no feeds', () => {
  expect(findFeedLinks('<head><link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2"><link rel="alternate" type="text/xml+oembed" href="/wp-json/oembed/1.0"></head>', SITE)).toEqual([]);
});

test('usual places begin below the given folder', () => {
  const urls = wellKnownFeedUrls('https://copperfold.example/blog/');
  expect(urls[0]).toBe('https://copperfold.example/blog/feed');
  expect(urls).toContain('https://copperfold.example/atom.xml');
});

test.each([
  ['<meta http-equiv="refresh" content="0; url=/a">', `${SITE}a`], ["<META HTTP-EQUIV='Refresh' CONTENT=\"0;URL='/a'\">", `${SITE}a`],
  ['<meta http-equiv="refresh" content="300">', null], ['<meta http-equiv="refresh" content="600; url=/a">', null],
])('%s sends to %s', (markup, expected) => {
  expect(findMetaRefresh(markup, SITE)).toBe(expected);
});

describe.skipIf(!existsSync(WEB))('the recorded web (needs it beside the checkout)', () => {
  const { sources, get } = existsSync(WEB) ? openRecordedWeb() : { sources: [], get: null };

  test.each(sources.map((source) => [source]))('%s can be followed', async (source) => {
    if (get === null) throw new Error('The recorded web is absent.');
    const { chosen } = await discoverSource(source, { get, now: NOW });
    const isAggregator = /lobste|reddit|yamadashy|betacat/u.test(source);
    // What aotu.io calls feed.json is no JSON Feed: its posts are read from the page.
    expect(chosen?.kind).toBe(isAggregator ? 'aggregator' : /aotu/u.test(source) ? 'archive' : 'feed');
    expect(chosen?.title).not.toBeNull();
    expect(chosen?.url).not.toMatch(/podcast|comments|\/tags?\//u);
  });
});
