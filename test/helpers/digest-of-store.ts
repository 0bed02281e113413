import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** What a crawl leaves behind, without the moments at which it happened: equal crawls give equal digests. */
export function digestOfStore(path: string): Readonly<Record<string, string>> {
  const database = new DatabaseSync(path, { readOnly: true });
  const digest = (sql: string): string => createHash('sha256').update(JSON.stringify(database.prepare(sql).all())).digest('hex').slice(0, 12);
  try {
    return {
      posts: digest('select id, cluster_id, url, canonical_url, title, published_at, kind, tags, excerpt_only from posts order by id'),
      texts: digest('select * from post_texts order by post_id'),
      clusters: digest('select id, original_id from clusters order by id'),
      addresses: digest('select canonical_url, post_id from addresses order by canonical_url'),
      entries: digest('select source_id, key, state, post_id from entries order by source_id, key'),
      mentions: digest('select id, post_id, points, comments from mentions order by id'),
    };
  } finally {
    database.close();
  }
}
