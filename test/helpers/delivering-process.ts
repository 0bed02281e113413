/** A process that delivers what waits, over and over, until it is killed: database, port of the receiver, and its time. */

import { flushCompileCache } from 'node:module';
import { deliverQueues } from '../../api/saved-searches/tick.ts';
import { webhookDeliverer } from '../../api/saved-searches/webhook.ts';
import { createLog } from '../../core/log.ts';
import { createOutbound } from '../../crawler/fetch/outbound.ts';
import type { SearchEngine } from '../../index-config/engine.ts';
import { openStore } from '../../store/open.ts';

const [path = '', port = '', startedAt = ''] = process.argv.slice(2);
const store = await openStore({ path, databaseUrl: null });
const outbound = createOutbound({ userAgent: 'Writeups/test', transport: { connect: () => ({ host: '127.0.0.1', port: Number(port) }) } });
const offsetMs = Date.parse(startedAt) - Date.now();
const now = (): string => new Date(Date.now() + offsetMs).toISOString();
const deps = { store, now, log: createLog('error'), engine: {} as SearchEngine, config: { publicUrl: '' }, deliverers: { webhook: webhookDeliverer({ outbound: outbound.send, now }) } };
// It never ends by itself, and the next one starts sooner.
flushCompileCache();
process.stdout.write('ready\n');
for (;;) {
  await deliverQueues(deps);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
