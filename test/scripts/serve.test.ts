import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import { runCli, startCli, withFolder, type CliResult } from '../helpers/cli.ts';

type Served = { readonly api: string | null; readonly metrics: string; readonly child: ChildProcess; readonly ended: Promise<CliResult>; readonly errors: () => string };

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** A server with these roles, ready. */
async function serve(data: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const { child, ended } = startCli(['serve', '--data', data, '--port', '0', ...args], { BUILT_IN_SOURCES: 'off', METRICS_PORT: '0', ...env });
  running.push(child);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => { errors += chunk; });
  for (const until = Date.now() + 20_000; !/answers at|Running as/u.test(errors); await wait(25)) {
    if (Date.now() > until || child.exitCode !== null) throw new Error(`It did not start: ${errors}`);
  }
  const [, metrics = ''] = /Measures at (\S+)\/metrics/u.exec(errors) ?? [];
  return { child, ended, metrics, api: /answers at (\S+)/u.exec(errors)?.[1] ?? null, errors: () => errors };
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();

describe('serve', () => {
  test('measures what it does, tells its health; stopping, it is not ready and still answers, and ends though a client keeps its connection', async () => {
    await withFolder(async (data) => {
      const { api, metrics, child, ended } = await serve(data, [], { PRESTOP_SECONDS: '1' });
      const agent = new Agent({ keepAlive: true });
      await new Promise<void>((resolve) => get(`${api}/api/v1/search?q=kafka`, { agent }, (response) => response.resume().once('end', resolve)));
      await fetch(`${api}/posts/nothing-${'x'.repeat(20)}`);
      await fetch(`${api}/no/such/page`);
      const measured = await text(`${metrics}/metrics`);
      expect(measured).toMatch(/^http_request_duration_seconds_count\{route="\/api\/v1\/search",method="GET",status="2xx"\} 1$/mu);
      expect(measured).toMatch(/^http_request_duration_seconds_count\{route="\/posts\/:id",method="GET",status="4xx"\} 1$/mu);
      for (const name of ['crawl_lag_seconds', 'outbox_depth', 'outbox_oldest_seconds', 'digest_send_total', 'build_info', 'nodejs_eventloop_lag_seconds', 'ssrf_blocked_total', 'index_task_failed_total', 'crawl_fetch_total']) {
        expect(measured).toContain(`# HELP ${name} `);
      }
      expect(measured).not.toContain('no/such/page');
      expect([await text(`${metrics}/livez`), await text(`${metrics}/readyz`), await text(`${api}/livez`), await text(`${api}/readyz`)]).toEqual(['ok\n', 'ready\n', 'ok\n', 'ready\n']);
      const stoppedAt = Date.now();
      child.kill('SIGTERM');
      await expect.poll(async () => (await fetch(`${api}/readyz`)).status, { interval: 10 }).toBe(503);
      expect((await fetch(`${api}/livez`)).status).toBe(200);
      expect((await ended).code).toBe(0);
      expect(Date.now() - stoppedAt).toBeLessThan(5_000);
      agent.destroy();
    });
  });

  test('a role by itself has health and measures, and no API', async () => {
    await withFolder(async (data) => {
      const { api, metrics, child, ended } = await serve(data, ['--only', 'crawler,scheduler']);
      expect(api).toBeNull();
      expect(await text(`${metrics}/metrics`)).toMatch(/^build_info\{roles="crawler,scheduler",version="[\d.]+",node="[\d.]+"\} 1$/mu);
      child.kill('SIGINT');
      expect((await ended).code).toBe(0);
    });
  });

  test('a second signal ends it at once', async () => {
    await withFolder(async (data) => {
      const { child, ended } = await serve(data, ['--only', 'api'], { PRESTOP_SECONDS: '10' });
      child.kill('SIGTERM');
      await wait(200);
      child.kill('SIGTERM');
      expect((await ended).code).toBe(1);
    });
  });

  test.each([['--only nothing', ['serve', '--only', 'nothing']], ['--only api,craler', ['serve', '--only', 'api,craler']]])('%s is refused by name', async (_title, args) => {
    const { code, stderr } = await runCli(args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--only knows api, crawler, sync, scheduler') as string });
  });

  test('what strangers send stays within one line of the log, and secrets stay out of it', async () => {
    const { createLog } = await import('../../core/log.ts');
    const { Writable } = await import('node:stream');
    const lines: string[] = [];
    const log = createLog('info', new Writable({ write: (chunk: Buffer, _encoding, done) => { lines.push(chunk.toString()); done(); } }));
    log.info({ title: '\n{"level":60,"msg":"forged"}', headers: { authorization: 'Bearer wr_secret', cookie: 'session=1' } }, 'a title\r\n{"level":60}');
    log.warn({ subscriber: { email: 'ada@example.org' }, url: 'https://w.example/confirm?token=abc', err: new Error('boom\n{"level":60}') }, 'x');
    expect(lines.map((line) => line.trimEnd().split('\n').length)).toEqual([1, 1]);
    for (const line of lines) expect((JSON.parse(line) as { level: number }).level).toBeLessThan(60);
    for (const secret of ['wr_secret', 'session=1', 'ada@example.org', 'token=abc']) expect(lines.join('')).not.toContain(secret);
  });
});
