/** One crawler process of a measurement: as `serve --only crawler`, but with a farm for the web. */

import { enableCompileCache } from 'node:module';
import { parseConfig } from '../../../core/config.ts';
import type { Transport } from '../../../crawler/fetch/fetcher.ts';
import { startCrawlLoop } from '../../system/crawl-loop.ts';
import { openSystem } from '../../system/open-system.ts';
import { endOnBugs, stopSignal } from '../../system/serve.ts';
import { setV8Flags } from '../../system/v8-flags.ts';

enableCompileCache();
setV8Flags();
const [worker = '', dataDir = '', port = '', delayMs = ''] = process.argv.slice(2);
const system = await openSystem(parseConfig({ ...process.env, CONTACT_URL: `https://bench.example/${worker}`, DATA_DIR: dataDir }), 'none');
endOnBugs(system.log);
const transport: Transport = { connect: () => ({ host: '127.0.0.1', port: Number(port) }) };
const loop = await startCrawlLoop(system, () => process.stderr.write(`${worker} reaches nothing\n`), { transport, hostDelayMs: Number(delayMs) });
await stopSignal();
await loop.stop();
await system.close();
