/** Pages of the recorded web as the tagger gets them, by the addresses that the verdicts name. */

import { readFileSync } from 'node:fs';
import { extractArticle } from '../../crawler/extract/extract.ts';
import type { TaggableDocument } from '../../crawler/tag/mentions.ts';
import { ExtractError } from '../../core/errors.ts';

/** Where the recorded web lies: beside the checkout. */
export const WEB = new URL('../../../shared/web/', import.meta.url);

type Row = { readonly host: string; readonly url_path: string; readonly file: string };

let fileOf: ReadonlyMap<string, string> | null = null;

/** The page of an address, whose ending may differ; null where only a feed told of the post or the page holds no article. */
export function readRecordedPost(url: string): TaggableDocument | null {
  fileOf ??= new Map(readFileSync(new URL('manifest.jsonl', WEB), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Row).map(({ host, url_path, file }) => [keyOf(`https://${host}${url_path}`), file]));
  const file = fileOf.get(keyOf(url));
  if (file === undefined) return null;
  const html = readFileSync(new URL(file.split('/').map(encodeURIComponent).join('/'), WEB), 'utf8');
  try {
    const { title, text, sections, categories } = extractArticle({ url, html, headers: {} }, '2026-01-01T00:00:00.000Z');
    return { url, title: title ?? '', text, sections, categories };
  } catch (error) {
    if (error instanceof ExtractError) return null;
    throw error;
  }
}

function keyOf(url: string): string {
  return url.replace(/\/(?:index\.html)?$|\.html$/u, '');
}
