import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { canonicalise } from '../../crawler/canonicalise.ts';
import { parseFeed } from '../../crawler/parse/feed.ts';
import { articlePage, openCrawlWeb, type CrawlWeb } from '../helpers/crawl-web.ts';

const SHARED = new URL('../../../shared/web/', import.meta.url).pathname;
type Version = { readonly host: string; readonly path: string; readonly file: string; readonly date: string };

/** The recorded versions of each feed, oldest first. Lists of aggregators are no feeds. */
const feeds = (): readonly (readonly [string, readonly Version[]])[] => {
  if (!existsSync(SHARED)) return [];
  const versions = readFileSync(join(SHARED, 'history.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Version);
  const byFeed = Map.groupBy(versions.filter(({ file }) => !file.endsWith('.json')), ({ host, path }) => `${host}/${path}`);
  return [...byFeed].map(([name, list]) => [name, list.sort((a, b) => Date.parse(a.date) - Date.parse(b.date))] as const);
};

let web: CrawlWeb;
afterEach(() => web.close());

describe.skipIf(!existsSync(SHARED))('dated versions of real feeds (skipped where shared/web is absent)', () => {
  test.each(feeds())('%s: exactly the new and the edited posts are taken', async (name, versions) => {
    const host = name.split('/')[0] ?? '';
    const feedUrl = `https://${host}/${name.split('/').slice(1).join('/')}`;
    let body = Buffer.alloc(0);
    web = await openCrawlWeb({}, /./u);
    web.answer(({ url }) => {
      if (url === feedUrl) return { headers: { 'content-type': 'application/xml', etag: `"${body.length}"` }, body };
      return url.endsWith('/robots.txt') ? null : { body: articlePage(`What stands at ${url.replace(/[^\w/.:-]/gu, '')}`) };
    });
    await web.follow({ id: 'feed', url: feedUrl });
    const known = new Map<string, string>();
    for (const { file, date } of versions) {
      body = readFileSync(join(SHARED, file));
      web.setNow(new Date(Date.parse(date) + 3_600_000).toISOString());
      web.asked.length = 0;
      const { brokenSources, outcomes } = await web.pass('feed');
      expect({ brokenSources, outcome: outcomes[0]?.outcome }).toEqual({ brokenSources: 0, outcome: 'ok' });
      const wanted = newsOf(feedUrl, body, known);
      const taken = web.asked.filter(({ url }) => url !== feedUrl && !url.endsWith('/robots.txt')).map(({ url }) => canonicalise(url));
      expect(taken.sort(), `${file}: each once`).toEqual(wanted.sort());
      const open = await web.store.db.selectFrom('entries').select('url').where('state', '!=', 'held').execute();
      expect(open).toEqual([]);
    }
    expect((await web.store.db.selectFrom('entries').select('key').execute()).map(({ key }) => key).sort()).toEqual([...known.keys()].sort());
  }, 60_000);
});

/** Canonical addresses of the entries that are new or read differently than before; `known` takes them in. */
function newsOf(url: string, body: Buffer, known: Map<string, string>): string[] {
  const last = new Map(parseFeed({ url, body, headers: {} }).entries.map((entry) => {
    const { title, publishedAt, updatedAt, summary, contentText } = entry;
    return [canonicalise(entry.url ?? ''), JSON.stringify([title, publishedAt, updatedAt, summary, contentText])] as const;
  }));
  const news = [...last].filter(([address, words]) => known.get(address) !== words).map(([address]) => address);
  for (const [address, words] of last) known.set(address, words);
  return news;
}
