/** Sources of lists: every kind as it is, and what folders tell. */

import { expect, test } from 'vitest';
import { readOpml } from '../../crawler/sources/opml.ts';
import { addListedSources, ofBuiltIn, ofSubscription } from '../../scripts/system/listed-sources.ts';
import { findListingRules } from '../../store/listing-rules.ts';
import { findSource } from '../../store/sources.ts';
import { openTestStore } from '../helpers/store.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const outline = (attributes: string): string => `<outline text="X Y" ${attributes}/>`;
const read = (xml: string) => readOpml(`<opml version="2.0"><body>${xml}</body></opml>`).map(ofSubscription);

test.each([
  ['a topic’s folder is a topic', `<outline text="PostgreSQL">${outline('xmlUrl="https://a.example/f"')}</outline>`, { topics: ['postgresql'], publisher: 'X Y' }],
  ['somebody’s own folder is none', `<outline text="Read on Sundays">${outline('xmlUrl="https://a.example/f"')}</outline>`, { topics: [], publisher: 'X Y' }],
  ['a folder that the domain is named after is the publisher', `<outline text="Copper Field">${outline('xmlUrl="https://eng.copperfield.example/f"')}</outline>`, { topics: [], publisher: 'Copper Field' }],
  ['the list’s own word for the publisher stays', `<outline text="Copper Field">${outline('xmlUrl="https://copperfield.example/f" writeupsPublisher="CF Inc"')}</outline>`, { publisher: 'CF Inc' }],
  ['a listing is no feed', outline('writeupsKind="archive" url="https://a.example/all" htmlUrl="https://a.example/"'), { kind: 'archive', url: 'https://a.example/all' }],
  ['nor is a sitemap', outline('writeupsKind="sitemap" url="https://a.example/s.xml"'), { kind: 'sitemap', url: 'https://a.example/s.xml' }],
])('%s', (_, xml, expected) => {
  expect(read(xml)).toEqual([expect.objectContaining(expected)]);
});

test('they are followed as they are listed, once', async () => {
  const store = await openTestStore();
  const system = { store, now: () => NOW } as never;
  const rules = '{&quot;item&quot;:&quot;li&quot;}';
  const listed = read(`${outline(`writeupsKind="archive" url="https://a.example/all" htmlUrl="https://a.example/" writeupsRules="${rules}"`)}${outline('xmlUrl="https://b.example/f" htmlUrl="https://b.example/"')}`);
  expect(await addListedSources(system, listed)).toEqual({ added: 2, known: 0 });
  expect(await addListedSources(system, listed)).toEqual({ added: 0, known: 2 });
  expect(await findSource(store.db, 'https://a.example/all')).toMatchObject({ kind: 'archive', addedUrl: 'https://a.example/all', siteUrl: 'https://a.example/' });
  expect(await findListingRules(store.db, 'a-example')).toMatchObject({ item: 'li' });
  expect(await findSource(store.db, 'https://b.example/f')).toMatchObject({ kind: 'feed', addedUrl: 'https://b.example/' });
  await store.close();
});

test('a built-in blog without a feed is read as a list of posts', () => {
  const blog = { id: 'a', publisher: 'A', title: 'A', siteUrl: 'https://a.example/', feedUrl: null, kind: 'company', country: null, topics: [] } as const;
  expect(ofBuiltIn(blog)).toMatchObject({ kind: 'archive', url: 'https://a.example/' });
});
