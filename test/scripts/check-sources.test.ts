/** What `sources check` says of each source. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkSources } from '../../scripts/system/check-sources.ts';
import { openCrawlWeb, rssFeed, type CrawlWeb } from '../helpers/crawl-web.ts';

const XML = { 'content-type': 'application/rss+xml' };
const POSTS = ['Locks', 'Turns', 'Waits', 'Queues'].map((title) => ({ path: `/${title.toLowerCase()}`, title: `${title} that we lost` }));
const podcast = `<rss version="2.0"><channel><title>Talk</title><link>https://talk.example/</link>${[1, 2, 3].map((n) => `<item><title>Episode ${n}</title><link>https://talk.example/${n}</link><enclosure url="https://talk.example/${n}.mp3" type="audio/mpeg" length="1"/></item>`).join('')}</channel></rss>`;

let web: CrawlWeb;
beforeEach(async () => {
  web = await openCrawlWeb();
  web.answer(({ url }) => {
    switch (url) {
      case 'https://blog.example/rss': case 'https://blog.example/feed.xml': return { headers: XML, body: rssFeed('blog.example', POSTS) };
      case 'https://staging.example/rss': return { headers: XML, body: rssFeed('staging.example', POSTS) };
      case 'https://moved.example/rss': return { status: 301, headers: { location: 'https://new.example/rss' } };
      case 'https://new.example/rss': return { headers: XML, body: rssFeed('new.example', [{ path: '/only', title: 'Only this' }]) };
      case 'https://talk.example/rss': return { headers: XML, body: podcast };
      case 'https://empty.example/rss': return { headers: XML, body: rssFeed('empty.example', []) };
      case 'https://lost.example/': return { body: '<html><head><link rel="alternate" type="application/rss+xml" href="/new-feed"></head></html>' };
      case 'https://lost.example/new-feed': return { headers: XML, body: rssFeed('lost.example', [{ path: '/x', title: 'Found again' }]) };
      default: return null;
    }
  });
});
afterEach(() => web.close());

test('every source gets its verdict, twins and recordings are named, lost ones are looked for', async () => {
  const sources = [];
  for (const [id, url] of [['a', 'https://blog.example/rss'], ['b', 'https://blog.example/feed.xml'], ['c', 'https://staging.example/rss'], ['d', 'https://moved.example/rss'], ['e', 'https://talk.example/rss'], ['f', 'https://empty.example/rss'], ['g', 'https://lost.example/old-feed']] as const) {
    sources.push(await web.follow({ id, url }));
  }
  expect((await checkSources(web.crawler.deps, sources)).map(({ id, isFine, message, proposedUrl }) => [id, isFine, message, proposedUrl])).toEqual([
    ['a', true, 'fine, 4 entries', null],
    ['b', true, 'fine, 4 entries; the same posts as a', null],
    ['c', true, 'fine, 4 entries; a copy at other addresses (a staging site or a mirror) of a', null],
    ['d', true, 'fine, 1 entry; now at https://new.example/rss', 'https://new.example/rss'],
    ['e', true, 'fine, 3 recordings: a podcast', null],
    ['f', false, expect.stringContaining('names no posts'), null],
    ['g', false, expect.stringContaining('Perhaps now at https://lost.example/new-feed'), 'https://lost.example/new-feed'],
  ]);
});
