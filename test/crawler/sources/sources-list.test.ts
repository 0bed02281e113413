import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { builtInSources } from '../../../crawler/sources/source-list.ts';
import { resolveUrl } from '../../../core/url.ts';

const ADDRESS = z.string().refine((address) => resolveUrl(address) === address, 'an absolute http(s) address in normal form');
const SOURCE = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u),
  publisher: z.string().min(2),
  title: z.string().min(2),
  siteUrl: ADDRESS,
  feedUrl: ADDRESS.nullable(),
  kind: z.enum(['company', 'project', 'person']),
  country: z.string().regex(/^[A-Z]{2}$/u).nullable(),
  topics: z.array(z.string().regex(/^[a-z0-9][a-z0-9+.#-]*$/u)),
});

const sources = builtInSources();

describe('the built-in source list', () => {
  test('follows its schema', () => {
    expect(z.array(SOURCE).safeParse(sources).error?.issues ?? []).toEqual([]);
  });

  test('holds 500 blogs or more', () => {
    expect(sources.length).toBeGreaterThanOrEqual(500);
  });

  test('is sorted by id, so that changes are easy to review', () => {
    const ids = sources.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
  });

  test.each([
    ['id', sources.map(({ id }) => id)],
    ['publisher', sources.map(({ publisher }) => publisher.toLowerCase())],
    ['site', sources.map(({ siteUrl }) => sameAddress(siteUrl))],
    ['feed', sources.flatMap(({ feedUrl }) => (feedUrl === null ? [] : sameAddress(feedUrl)))],
  ])('names each %s once', (_field, values) => {
    expect(values.filter((value, at) => values.indexOf(value) !== at)).toEqual([]);
  });

  test('lists topics sorted and once', () => {
    const unsorted = sources.filter(({ topics }) => topics.join() !== [...new Set(topics)].toSorted().join());
    expect(unsorted).toEqual([]);
  });

  test('uses country codes that exist', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(sources.filter(({ country }) => country !== null && names.of(country) === undefined)).toEqual([]);
  });

  test('gives no page of a content management API as a feed', () => {
    expect(sources.filter(({ feedUrl }) => feedUrl?.includes('/wp-json/wp/v2/pages/'))).toEqual([]);
  });
});

/** Scheme, `www.` and a final slash do not make another address. */
function sameAddress(address: string): string {
  return address.toLowerCase().replace(/^https?:\/\/(?:www\.)?/u, '').replace(/\/$/u, '');
}
