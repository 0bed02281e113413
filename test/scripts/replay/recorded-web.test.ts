import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startReplayServer } from '../../../scripts/replay/server.ts';
import { findRefreshTarget, loadWeb } from '../../../scripts/replay/web.ts';
import { ask } from './ask.ts';

const dir = fileURLToPath(new URL('../../../../shared/web/', import.meta.url));

describe.skipIf(!existsSync(dir))('the recorded web beside the checkout (skipped where ../shared/web is not there)', () => {
  test('every recorded address answers with its bytes, and stubs with a redirect', { timeout: 120_000 }, async () => {
    const server = await startReplayServer({ webs: [dir] });
    const wrong: string[] = [];
    const hostsWithStubs = new Set<string>();
    for (const page of loadWeb(dir).pages) {
      const body = readFileSync(page.file);
      const answer = await ask(server.port, `https://${page.host}${page.urlPath}`);
      const stub = findRefreshTarget(page.contentType, body) !== null;
      if (stub) hostsWithStubs.add(page.host);
      const fits = stub ? answer.status === 301 : answer.status === 200 && answer.body.equals(body) && answer.headers['content-type'] === page.contentType;
      if (!fits) wrong.push(`${page.host}${page.urlPath}: ${answer.status}`);
    }
    await server.close();
    expect(wrong).toEqual([]);
    expect([...hostsWithStubs]).toEqual(expect.arrayContaining(['flink.apache.org', 'typelevel.org', 'blog.rust-embedded.org']));
  });

  test('the start pages are served under hosts that the transport knows', async () => {
    const server = await startReplayServer({ webs: [dir] });
    expect(server.sources.length).toBeGreaterThan(20);
    expect(server.sources.filter((address) => server.transport.connect(new URL(address)) === null)).toEqual([]);
    await server.close();
  });
});
