import { afterAll, expect, test } from 'vitest';
import { createExtractPool } from '../../../crawler/extract/pool.ts';
import { extract, makePage, NOW, PROSE } from './page.ts';

const pool = createExtractPool({ workers: 2, timeoutMs: 5_000, maxMemoryMb: 256 });
afterAll(() => pool.close());
const good = makePage(`<article>${PROSE}</article>`);

test('a thread gives what extractArticle gives, failures too', async () => {
  await expect(pool.extract(good, NOW)).resolves.toEqual(extract(`<article>${PROSE}</article>`));
  await expect(pool.extract(makePage(''), NOW)).rejects.toMatchObject({ name: 'ExtractError', kind: 'no-content' });
});

test('more pages than threads are all answered', async () => {
  const articles = await Promise.all(Array.from({ length: 20 }, () => pool.extract(good, NOW)));
  expect(new Set(articles.map((article) => article.text)).size).toBe(1);
});

test('a page that takes too long costs one page', async () => {
  const hasty = createExtractPool({ workers: 1, timeoutMs: 1, maxMemoryMb: 256 });
  await expect(hasty.extract(good, NOW)).rejects.toMatchObject({ kind: 'too-deep', message: 'The page took longer than 1 ms to read.' });
  await hasty.close();
  await expect(pool.extract(good, NOW)).resolves.toMatchObject({ language: 'en' });
});

test('a page that takes too much memory costs one page', async () => {
  const small = createExtractPool({ workers: 1, timeoutMs: 20_000, maxMemoryMb: 128 });
  const huge = makePage(`<article>${'<p>word <b>bold</b></p>'.repeat(95_000).replaceAll('word', 'word '.repeat(40))}</article>`);
  await expect(small.extract(huge, NOW)).rejects.toMatchObject({ kind: 'too-deep' });
  await expect(small.extract(good, NOW)).resolves.toMatchObject({ language: 'en' });
  await small.close();
});

test('a closed pool refuses', async () => {
  const closed = createExtractPool({ workers: 1, timeoutMs: 5_000, maxMemoryMb: 256 });
  const waiting = closed.extract(good, NOW);
  const refused = expect(waiting).rejects.toThrow('closed');
  await closed.close();
  await refused;
  await expect(closed.extract(good, NOW)).rejects.toThrow('closed');
});
