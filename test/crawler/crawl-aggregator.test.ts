import { afterEach, describe, expect, test } from 'vitest';
import { articlePage, openCrawlWeb, type CrawlWeb, type Respond } from '../helpers/crawl-web.ts';

const LIST = 'https://pins.example/newest.json';
const THREAD = 'https://pins.example/s/abc123/one_lock';
const POST = 'https://far.example/posts/one-lock';

let web: CrawlWeb;
afterEach(() => web.close());

type Story = { id: string; url: string; title?: string; score?: number; comments?: number; at?: string };
const storyOf = ({ id, url, title = 'One lock', score = 3, comments = 1, at = '2026-06-01T11:00:00Z' }: Story) => ({
  short_id: id, short_id_url: `https://pins.example/s/${id}`, created_at: at, title, url, score, comment_count: comments,
  description_plain: '', comments_url: `https://pins.example/s/${id}/one_lock`, submitter_user: 'ada', tags: ['databases'],
});
const listing = (...stories: Story[]): Respond => ({ url }) => {
  if (url === LIST) return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(stories.map(storyOf)) };
  return url.startsWith('https://far.example/posts/') ? { body: articlePage('One lock') } : null;
};
const open = async (env: Record<string, string> = {}) => {
  web = await openCrawlWeb(env);
  await web.follow({ id: 'pins', kind: 'aggregator', url: LIST });
};
const mentions = () => web.store.db.selectFrom('mentions').selectAll().orderBy('title').execute();
const pages = () => web.asked.map(({ url }) => url).filter((url) => url.startsWith('https://far.example/'));

describe('whose pages are fetched', () => {
  test('those of sites that are not followed are not, and the submission stays a mention', async () => {
    await open();
    web.answer(listing({ id: 'abc123', url: POST }));
    await web.pass('pins');
    expect(pages()).toEqual([]);
    expect(await mentions()).toMatchObject([{ url: POST, postId: null, points: 3, comments: 1, discussionUrl: THREAD }]);
  });

  test('with AGGREGATOR_FETCH=any they are, politely, and joined', async () => {
    await open({ AGGREGATOR_FETCH: 'any' });
    web.answer((asked) => (asked.url === 'https://closed.example/robots.txt' ? { headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nDisallow: /' } : listing({ id: 'abc123', url: POST }, { id: 'b', url: 'https://closed.example/x', title: 'Closed' })(asked)));
    await web.pass('pins');
    expect(pages()).toEqual([POST]);
    const [closed, open_] = await mentions();
    expect([closed?.postId, typeof open_?.postId]).toEqual([null, 'string']);
    expect(web.asked.some(({ url }) => url === 'https://closed.example/x')).toBe(false);
  });

  test('a post that is followed later takes up the mentions that waited for it', async () => {
    await open();
    web.answer((asked) => (asked.url === 'https://far.example/feed' ? { headers: { 'content-type': 'application/rss+xml' }, body: `<rss version="2.0"><channel><title>Far</title><link>https://far.example/</link><item><title>One lock</title><link>${POST}?utm_source=rss</link></item></channel></rss>` } : listing({ id: 'abc123', url: POST })(asked)));
    await web.pass('pins');
    await web.follow({ id: 'far', url: 'https://far.example/feed' });
    await web.pass('far');
    expect((await mentions())[0]?.postId).toEqual(expect.any(String));
  });
});

describe('links to the aggregator itself', () => {
  const items = [['/go/1', 'One lock too many in the queue'], ['/go/2', 'Our queue had one lock'], ['/go/3', 'A talk without a page'], ['/go/4', 'What a calendar taught us']] as const;
  const page = `<!doctype html><html><head><title>Quay</title></head><body>${items.map(([path, title], index) => `<div class="link"><a class="t" href="${path}">${title}</a><br><span>Some words about ${title} that go on for a while &hellip; | <a href="${path}">Continue reading</a></span><br><small>@<a href="/hosts/h${index}.example">h${index}.example</a> | 3 years ago</small></div>`).join('')}${['a', 'b', 'c', 'd', 'e'].map((name) => `<div class="link"><a class="t" href="https://${name}.example/posts/about-${name}">All about ${name} and its queue</a><br><span>Words about ${name} that go on for a while &hellip;</span><br><small>@${name}.example | 2 years ago</small></div>`).join('')}</body></html>`;
  const redirects: Readonly<Record<string, string>> = { '/go/1': `http://www.far.example/posts/one-lock?utm_source=quay`, '/go/2': POST, '/go/4': '/go/5', '/go/5': 'https://elsewhere.example/calendar' };

  test('are followed to the original, whose page is not asked for', async () => {
    web = await openCrawlWeb();
    await web.follow({ id: 'quay', kind: 'aggregator', url: 'https://quay.example/' });
    web.answer(({ url }) => {
      if (url === 'https://quay.example/') return { body: page };
      const to = redirects[new URL(url).pathname];
      return new URL(url).hostname === 'quay.example' && to !== undefined ? { status: 302, headers: { location: to } } : null;
    });
    await web.pass('quay');
    const found = (await mentions()).filter(({ canonicalUrl }) => /far|elsewhere/u.test(canonicalUrl));
    expect(found.map(({ title, canonicalUrl }) => [title, canonicalUrl])).toEqual([
      ['One lock too many in the queue', POST], ['Our queue had one lock', POST], ['What a calendar taught us', 'https://elsewhere.example/calendar'],
    ]);
    expect(web.asked.every(({ url }) => new URL(url).hostname === 'quay.example')).toBe(true);
    web.asked.length = 0;
    web.setNow('2026-06-04T12:00:00Z');
    await web.pass('quay');
    expect(web.asked.map(({ url }) => new URL(url).pathname)).toEqual(['/', '/go/3']);
  });
});

describe('points and comments', () => {
  test('are looked at again after 1, 7 and 30 days: in the listing, else at the thread', async () => {
    await open();
    web.answer(listing({ id: 'abc123', url: POST, score: 3 }));
    await web.pass('pins');
    const counts = async (at: string, respond: Respond) => {
      web.setNow(at);
      web.answer(respond);
      await web.pass('pins');
      const [mention] = await mentions();
      return [mention?.points, mention?.nextRefreshAt];
    };
    const other = { id: 'zzz', url: 'https://far.example/posts/z', title: 'Z' };
    expect(await counts('2026-06-02T01:00:00Z', listing({ id: 'abc123', url: POST, score: 9 }))).toEqual([3, '2026-06-02T11:00:00.000Z']);
    expect(await counts('2026-06-02T12:00:00Z', listing({ id: 'abc123', url: POST, score: 40 }, other))).toEqual([40, '2026-06-08T11:00:00.000Z']);
    expect(await counts('2026-06-08T12:00:00Z', listing(other))).toEqual([40, '2026-07-01T11:00:00.000Z']);
    expect(await counts('2026-07-02T12:00:00Z', listing({ id: 'abc123', url: POST, score: 44 }, other))).toEqual([44, null]);
    expect(await counts('2026-07-09T12:00:00Z', listing({ id: 'abc123', url: POST, score: 99 }, other))).toEqual([44, null]);
  });
});
