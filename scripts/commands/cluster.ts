/** `writeups cluster`: an administrator's word on which posts are one writeup. */

import { canonicalise } from '../../crawler/canonicalise.ts';
import { decideJoin } from '../../crawler/settle-cluster.ts';
import { originalOf } from '../../store/clusters.ts';
import { findPost, findPostIdByAddress } from '../../store/posts.ts';
import type { Database } from '../../store/schema.ts';
import { openSystem } from '../system/open-system.ts';
import { printResult, UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: ['cluster split ID|URL ID|URL', 'cluster join ID|URL ID|URL'],
  options: {},
  run: async ({ values, positionals, config }) => {
    const [action, first, second, ...surplus] = positionals;
    if ((action !== 'split' && action !== 'join') || first === undefined || second === undefined || surplus.length > 0) throw new UsageError('Say split or join, and name two posts.');
    const system = await openSystem(config);
    try {
      const { db } = system.store;
      const [firstId, secondId] = [await findId(db, first), await findId(db, second)];
      if (firstId === null || secondId === null || firstId === secondId) {
        process.stderr.write(`${firstId === secondId && firstId !== null ? 'Both are the same post.' : `No post is known as ${firstId === null ? first : second}.`}\n`);
        return 1;
      }
      await db.transaction().execute((transaction) => decideJoin(transaction, [firstId, secondId], action === 'join' ? 'same' : 'different', system.now()));
      await system.sync();
      const originals = await Promise.all([originalOf(db, firstId), originalOf(db, secondId)]);
      printResult(values, { posts: [firstId, secondId], originals }, () => [originals[0] === originals[1] ? `One writeup now; its original is ${originals[0]}.` : 'Two writeups now.']);
      return 0;
    } finally {
      await system.close();
    }
  },
};

async function findId(db: Database, wanted: string): Promise<string | null> {
  return (await findPost(db, wanted))?.id ?? await findPostIdByAddress(db, canonicalise(wanted));
}
