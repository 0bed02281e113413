/** The official conformance suite against a running server: `node scripts/bench/mcp-conformance.ts`. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Scenarios that ask what any server must do. */
const GENERIC = [
  'server-initialize', 'ping', 'tools-list', 'resources-list', 'prompts-list', 'dns-rebinding-protection',
  // Both ask for a session first; a server that gives none has nothing to be checked in them.
  'server-sse-polling', 'server-sse-multiple-streams',
];
/** Why the others say nothing about this server. */
const OTHERS: Readonly<Record<string, string>> = {
  'calls tools, prompts or resources with names of the suite’s own example server': 'tools-call-*, json-schema-2020-12, resources-read-*, resources-templates-read, prompts-get-*, completion-complete',
  'asks for a capability that is not offered and not announced': 'logging-set-level, resources-subscribe, resources-unsubscribe, elicitation-*, tools-call-sampling',
};
const CLI = join(dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')), 'dist/index.js');
const MAIN = new URL('../writeups.ts', import.meta.url).pathname;

/** What one scenario found: checks that passed and failed; both 0 where it had nothing to check. */
type Verdict = { readonly scenario: string; readonly passed: number; readonly failed: number };

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-conformance-'));
  const env = { ...process.env, DATA_DIR: join(folder, 'data') };
  spawnSync(process.execPath, [MAIN, 'demo', '--once', '--json'], { env, stdio: 'ignore' });
  const port = await freePort();
  const server = spawn(process.execPath, [MAIN, 'serve', '--only', 'api', '--port', String(port)], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    for await (const chunk of server.stderr) if (String(chunk).includes('answers at')) break;
    const verdicts = GENERIC.map((scenario) => run(scenario, `http://127.0.0.1:${port}/mcp`, folder));
    for (const { scenario, passed, failed } of verdicts) console.log(`${failed > 0 ? '✗' : passed > 0 ? '✓' : '–'} ${scenario.padEnd(30)} ${passed} passed, ${failed} failed`);
    for (const [why, scenarios] of Object.entries(OTHERS)) console.log(`not run (${why}): ${scenarios}`);
    const failed = verdicts.filter((verdict) => verdict.failed > 0).length;
    console.log(`${verdicts.length - failed} of ${verdicts.length} generic scenarios without a failed check; asked: all`);
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(scenario: string, url: string, folder: string): Verdict {
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, 'server', '--url', url, '--scenario', scenario], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  const said = /(\d+)\/(\d+) passed, (\d+) failed/u.exec(stdout + stderr) ?? /Passed: (\d+)\/(\d+), (\d+) failed/u.exec(stdout + stderr);
  return { scenario, passed: Number(said?.[1] ?? 0), failed: said === null ? 1 : Number(said[3]) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

if (import.meta.main) await main();
