import { addSource } from '../../../store/sources.ts';
import { POSTS, startTestApi, type TestApi } from '../../helpers/api.ts';
import { NOW } from '../../helpers/store.ts';

/** A server with enough posts for some pages of results, and a source; `ids` of the posts, those of POSTS first. */
export async function startCollection(): Promise<{ readonly api: TestApi; readonly ids: readonly string[] }> {
  const api = await startTestApi();
  const ids = await api.add([...POSTS, ...Array.from({ length: 60 }, (_, index) => ({
    canonicalUrl: `https://a.example/${index}`, sourceId: 'netflix', title: `Notes on queue number ${index}`, publishedAt: new Date(Date.UTC(2008 + (index % 15), 3, 4)).toISOString(),
  }))]);
  await addSource(api.store.db, {
    id: 'netflix', kind: 'feed', url: 'https://netflixtechblog.com/feed', addedUrl: 'https://netflixtechblog.com', siteUrl: null, title: 'Netflix', publisher: 'Netflix', discovery: null, topics: [],
  }, NOW);
  // The engine reads what it needs at its first questions; on a busy machine those take long.
  await Promise.all(['/', '/trends?q=kafka', `/posts/${ids[0]}`].map((path) => api.get(path)));
  return { api, ids };
}
