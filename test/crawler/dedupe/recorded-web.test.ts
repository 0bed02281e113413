import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalise } from '../../../crawler/canonicalise.ts';
import { chooseOriginal, partition } from '../../../crawler/dedupe/cluster.ts';
import { compare, type DedupeDocument } from '../../../crawler/dedupe/compare.ts';
import { findJoins } from '../../../crawler/dedupe/stage.ts';
import { parseStage } from '../../../crawler/parse/parse-stage.ts';
import { readPage, readSide, readWebLines, WEB, type LabelledPair, type ManifestRow } from '../../../scripts/bench/recorded-posts.ts';

const rows = existsSync(WEB) ? readWebLines<ManifestRow>('manifest.jsonl') : [];
const pagesOf = (isWanted: (url: string) => boolean): DedupeDocument[] => rows
  .filter((row) => row.kind === 'post' && row.file.endsWith('.html') && isWanted(`https://${row.host}${row.url_path}`))
  .map((row) => readPage(`https://${row.host}${row.url_path}`, row.file));

const clustersOf = (documents: readonly DedupeDocument[]): readonly (readonly string[])[] => partition(documents, findJoins(documents));

describe.skipIf(!existsSync(WEB))('the recorded web (skipped where it is not beside the checkout)', () => {
  test('joins at least 95 % of the labelled duplicates and no pair that is different', () => {
    const pairs = readWebLines<LabelledPair>('duplicates.jsonl').map((pair) => ({ ...pair, isJoined: compare(readSide(pair.a), readSide(pair.b)) !== null }));
    const duplicates = pairs.filter((pair) => pair.label === 'duplicate');
    expect(duplicates.length).toBeGreaterThan(100);
    expect(duplicates.filter((pair) => pair.isJoined).length / duplicates.length).toBeGreaterThanOrEqual(0.95);
    expect(pairs.filter((pair) => pair.label === 'different' && pair.isJoined).map((pair) => [pair.a.file, pair.b.file])).toEqual([]);
  }, 120_000);

  test("servo's staging copies join their posts and are never the original", () => {
    const documents = pagesOf((url) => url.startsWith('https://servo.org/'));
    const byId = new Map(documents.map((document) => [document.id, document]));
    const clusters = clustersOf(documents);
    const staged = documents.filter((document) => document.url.includes('/twisjul/') && byId.has(document.url.replace('/twisjul/', '/')));
    expect(staged.length).toBeGreaterThan(8);
    for (const copy of staged) {
      const page = copy.url.replace('/twisjul/', '/');
      const cluster = clusters.find((ids) => ids.includes(copy.id)) ?? [];
      expect(cluster).toEqual([page, copy.id].sort());
      expect(chooseOriginal(cluster.flatMap((id) => byId.get(id) ?? []).map((document) => ({ ...document, quality: { score: 1, reasons: [] } })), [])).toBe(page);
    }
  }, 60_000);

  test("every one of jest's posts is one, at x.html and at x/", () => {
    const addresses = rows.filter((row) => row.host === 'jestjs.io' && /\/blog\/\d{4}\/.+/u.test(row.url_path)).map((row) => `https://jestjs.io${row.url_path}`);
    const doubled = addresses.filter((address) => address.endsWith('.html') && addresses.includes(address.replace('.html', '/')));
    expect(doubled.length).toBeGreaterThan(3);
    for (const address of doubled) expect(canonicalise(address)).toBe(canonicalise(address.replace('.html', '/')));
  });

  test("rust's release notes stay apart", () => {
    const documents = pagesOf((url) => /^https:\/\/blog\.rust-lang\.org\/\d{4}\/.*rust-?\d/iu.test(url) || url.includes('prerelease'));
    expect(documents.length).toBeGreaterThan(20);
    expect(clustersOf(documents).filter((ids) => ids.length > 1)).toEqual([]);
  }, 60_000);

  test.each(['julialang.org', 'cloudnative-pg.io', 'artsy.github.io', 'jestjs.io'])('%s: one address for each post, in however many feeds it stands', async (host) => {
    const addresses = new Map<string, Set<string>>();
    let entryCount = 0;
    for (const row of rows.filter((each) => each.kind === 'feed' && each.host === host)) {
      const feed = await parseStage({ id: row.file, url: `https://${host}${row.url_path}`, bodyBase64: readFileSync(new URL(row.file, WEB)).toString('base64') });
      for (const { title, url } of feed.entries) {
        if (title === null || url === null) continue;
        entryCount += 1;
        addresses.set(title, (addresses.get(title) ?? new Set()).add(canonicalise(url)));
      }
    }
    expect(entryCount).toBeGreaterThan(addresses.size);
    expect([...addresses].filter(([, urls]) => urls.size > 1)).toEqual([]);
  });
});
