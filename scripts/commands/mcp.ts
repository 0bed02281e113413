/** `writeups mcp`: the server for assistants on standard input and output. */

import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer } from '../../api/chat/mcp/server.ts';
import { SEARCH_DEADLINE_MS, withDeadline } from '../../api/search/deadline.ts';
import { apiDeps } from '../system/api-deps.ts';
import { openSystem } from '../system/open-system.ts';
import { stopSignal } from '../system/serve.ts';
import { UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: ['mcp'],
  options: {},
  run: async ({ positionals, config }) => {
    if (positionals.length > 0) throw new UsageError('`mcp` takes no arguments; set its folder with --data.');
    const system = await openSystem(config);
    try {
      await system.sync();
      const deps = apiDeps(system);
      // Standard output is the protocol's; everything else goes to standard error.
      const connection = serveStdio(() => createMcpServer({ ...deps, engine: withDeadline(deps.engine, SEARCH_DEADLINE_MS) }), {
        onerror: (error) => system.log.warn({ err: error }, 'a message could not be read'),
      });
      const ended = Promise.withResolvers<void>();
      process.stdin.once('end', ended.resolve).once('close', ended.resolve);
      await Promise.race([ended.promise, stopSignal()]);
      await connection.close();
      return 0;
    } finally {
      await system.close();
    }
  },
};
