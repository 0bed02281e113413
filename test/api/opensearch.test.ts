import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POSTS, startTestApi, type TestApi } from '../helpers/api.ts';

/** @see https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md */
const NAMESPACE = 'http://a9.com/-/spec/opensearch/1.1/';
/** §4.2: the elements that a description may have, and how long the texts of some may be. */
const MOST_CHARS: Readonly<Record<string, number>> = {
  ShortName: 16, Description: 1024, Tags: 256, LongName: 48, Developer: 64, Attribution: 256, Contact: 255, SyndicationRight: 20, AdultContent: 5, Language: 20, InputEncoding: 20, OutputEncoding: 20, Image: 2048, Url: 0, Query: 0,
};
/** §4.5.1 */
const PARAMETERS = ['searchTerms', 'count', 'startIndex', 'startPage', 'language', 'inputEncoding', 'outputEncoding'];

let api: TestApi;
let description: ReturnType<typeof load>;
beforeAll(async () => {
  api = await startTestApi();
  await api.add(POSTS);
  const response = await api.get('/opensearch.xml');
  expect(response.headers.get('Content-Type')).toMatch(/^application\/opensearchdescription\+xml/u);
  description = load(await response.text(), { xml: true });
});
afterAll(() => api.close());

type Url = { readonly type: string; readonly template: string };
const urls = (): Url[] => description('Url').toArray().map((url) => ({ type: description(url).attr('type') ?? '', template: description(url).attr('template') ?? '' }));
/** The path that a reader asks for with these words. */
const pathFor = (template: string, words: string): string => template.replace('{searchTerms}', encodeURIComponent(words)).replace('https://writeups.example', '');

describe('the OpenSearch description', () => {
  test('§4.1 one root of the namespace, with elements that the specification knows, none too long', () => {
    const root = description.root().children();
    expect([root.length, root.get(0)?.tagName, root.attr('xmlns')]).toEqual([1, 'OpenSearchDescription', NAMESPACE]);
    const children = root.children().toArray();
    for (const child of children) {
      const most = MOST_CHARS[child.tagName];
      expect(most, child.tagName).toBeDefined();
      expect(description(child).text().length).toBeLessThanOrEqual(most ?? 0);
      expect(description(child).children().length).toBe(0);
    }
    for (const once of ['ShortName', 'Description']) expect(children.filter(({ tagName }) => tagName === once)).toHaveLength(1);
  });

  test('§4.3 and §4.5 every address is whole, has a type, and parameters that exist', () => {
    expect(urls().map(({ type }) => type)).toContain('text/html');
    for (const { type, template } of urls()) {
      expect(type).toMatch(/^[\w.+-]+\/[\w.+-]+$/u);
      expect([...template.matchAll(/\{([^}]*)\}/gu)].map(([, name = '']) => name.replace(/\?$/u, '')).every((name) => PARAMETERS.includes(name)), template).toBe(true);
      expect(template).toContain('{searchTerms}');
      expect(URL.canParse(template.replaceAll(/\{[^}]*\}/gu, 'x'))).toBe(true);
    }
    expect(new Set(urls().map(({ type }) => type)).size).toBe(urls().length);
  });

  test('§4.2 the image is one of ours, of the type that it says', async () => {
    const image = description('Image');
    expect(Number(image.attr('width'))).toBeGreaterThan(0);
    const response = await api.get(image.text().replace('https://writeups.example', ''));
    expect([response.status, response.headers.get('Content-Type')?.split(';')[0]]).toEqual([200, image.attr('type')]);
  });

  test.each(['kafka', 'C++ & <b>"exactly once"</b> 100 %', 'größe 日本', ''])('what browsers send for %j is answered in the type that was promised', async (words) => {
    for (const { type, template } of urls()) {
      const response = await api.get(pathFor(template, words));
      expect([type, response.status, response.headers.get('Content-Type')?.split(';')[0]]).toEqual([type, 200, type]);
    }
  });

  test('browsers find it from every page', async () => {
    const page = load(await (await api.get('/about')).text());
    const link = page('link[rel=search]');
    expect([link.attr('type'), link.attr('href'), link.attr('title')]).toEqual(['application/opensearchdescription+xml', '/opensearch.xml', description('ShortName').text()]);
  });
});
