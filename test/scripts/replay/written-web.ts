import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type WrittenPage = { readonly address: string; readonly body: string; readonly contentType: string; readonly date: string | null };

/** A page of a web for tests; `address` is host and path. */
export function written(address: string, body: string, contentType = 'text/html; charset=utf-8', date: string | null = null): WrittenPage {
  return { address, body, contentType, date };
}

/** A recorded web in a new temporary folder: its path. */
export function writeWeb(pages: readonly WrittenPage[], hosts: unknown = {}, sources = ''): string {
  const dir = mkdtempSync(join(tmpdir(), 'recorded-web-'));
  const lines = pages.map(({ address, body, contentType, date }, at) => {
    const slash = address.indexOf('/');
    const file = `sites/page-${at}.bin`;
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), body);
    return JSON.stringify({ host: address.slice(0, slash), url_path: address.slice(slash), file, content_type: contentType, kind: 'post', ...(date === null ? {} : { date }) });
  });
  writeFileSync(join(dir, 'manifest.jsonl'), lines.map((line) => `${line}\n`).join(''));
  writeFileSync(join(dir, 'hosts.json'), JSON.stringify(hosts));
  writeFileSync(join(dir, 'sources.txt'), sources);
  return dir;
}
