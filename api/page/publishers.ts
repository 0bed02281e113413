/** What people call the places where writeups stand. */

import type { Database } from '../../store/schema.ts';

/** The publisher at each host of a followed source. A host on which several publish has none, nor has one that is not followed. */
export async function loadPublishers(db: Database): Promise<ReadonlyMap<string, string>> {
  const sources = await db.selectFrom('sources').select(['url', 'siteUrl', 'publisher']).where('kind', '!=', 'aggregator').execute();
  const names = new Map<string, Set<string>>();
  for (const { url, siteUrl, publisher } of sources) {
    const host = hostOf(siteUrl ?? url);
    if (host !== null) names.set(host, (names.get(host) ?? new Set()).add(publisher));
  }
  return new Map([...names].flatMap(([host, [name = '', ...others]]) => (others.length === 0 && name !== '' ? [[host, name] as const] : [])));
}

/** As posts have it. */
function hostOf(url: string): string | null {
  return URL.parse(url)?.hostname.replace(/^www\./u, '') ?? null;
}
