import { expect, test } from 'vitest';
import { parseStage } from '../../../crawler/parse/parse-stage.ts';

const FEED = '<rss version="2.0"><channel><title>Notes</title><link>https://copperfold.example/</link><item><title>One</title><link>/one</link><pubDate>Thu, 07 Mar 2024 10:00:00 GMT</pubDate></item></channel></rss>';

test('a job gives its feed, header names in any case', () => {
  const parsed = parseStage({ id: 'j1', url: 'https://copperfold.example/feed', bodyBase64: Buffer.from(FEED).toString('base64'), headers: { 'Content-Type': 'text/xml', 'Content-Location': 'https://copperfold.example/deep/' } });
  expect(parsed).toMatchObject({ id: 'j1', format: 'rss', title: 'Notes', siteUrl: 'https://copperfold.example/', entries: [{ title: 'One', url: 'https://copperfold.example/one', publishedAt: '2024-03-07T10:00:00.000Z' }] });
  expect(Object.keys(parsed.entries[0] ?? {})).toEqual(expect.arrayContaining(['guid', 'url', 'title', 'authors', 'publishedAt', 'updatedAt', 'summary', 'contentText', 'categories', 'contentHtml', 'imageUrl', 'enclosures']));
  expect(Object.keys(parsed)).toEqual(expect.arrayContaining(['language', 'updatedAt', 'selfUrl', 'hubUrl', 'nextUrl']));
});

test('a job without headers is one', () => {
  expect(parseStage({ id: 'j2', url: 'https://copperfold.example/feed', bodyBase64: Buffer.from(FEED).toString('base64') }).entries.length).toBe(1);
});

test.each([[null], [{}], [{ id: 1, url: 'x', bodyBase64: '' }], [{ id: 'x', url: 'x' }]])('%j is no job', (job) => {
  expect(() => parseStage(job)).toThrow(TypeError);
});

test('a feed that cannot be read is a ParseError with its kind', () => {
  expect(() => parseStage({ id: 'j3', url: 'https://copperfold.example/', bodyBase64: Buffer.from('<html></html>').toString('base64') })).toThrow(expect.objectContaining({ kind: 'unknown-format' }));
});
