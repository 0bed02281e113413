import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { extractStage } from '../../../crawler/extract/stage.ts';
import { makePage, NOW, PROSE } from './page.ts';

const { html, url } = makePage(`<h1>Quiet queues</h1><article>${PROSE}</article>`);

test('a body in base64, a file and a gzipped file give the same article', () => {
  const folder = mkdtempSync(join(tmpdir(), 'extract-'));
  writeFileSync(join(folder, 'page.html'), html);
  writeFileSync(join(folder, 'page.html.gz'), gzipSync(html));
  const sources = [{ bodyBase64: Buffer.from(html).toString('base64') }, { file: join(folder, 'page.html') }, { file: join(folder, 'page.html.gz') }];
  const answers = sources.map((source) => extractStage({ id: 7, url, ...source }, NOW));
  expect(answers[0]).toMatchObject({ id: 7, title: 'Quiet queues', language: 'en' });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test('the header names the encoding', () => {
  const body = Buffer.from(html.replace('Quiet queues', 'Caf\u00E9 queues'), 'latin1').toString('base64');
  expect(extractStage({ id: 'a', url, bodyBase64: body, headers: { 'Content-Type': 'text/html; charset=iso-8859-1' } }, NOW)).toMatchObject({ title: 'Café queues' });
});

test.each([
  [{ id: 'a', url, bodyBase64: '' }, 'no-content'],
  [{ id: 'a', url }, 'malformed'],
  [{ id: 'a', url, file: '/nowhere/at/all.html' }, 'unreadable'],
  [{ id: 'a', url, bodyBase64: Buffer.from('<div>'.repeat(2_000)).toString('base64') }, 'too-deep'],
])('a failure is an answer: %j → %s', (job, kind) => {
  expect(extractStage(job, NOW)).toEqual({ id: 'a', error: { kind, message: expect.any(String) } });
});
