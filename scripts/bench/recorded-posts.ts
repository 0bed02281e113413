/** Posts of the recorded web as documents: pages through the project's extraction, Markdown sources by their front matter. */

import { readFileSync } from 'node:fs';
import { canonicalise } from '../../crawler/canonicalise.ts';
import type { DedupeDocument } from '../../crawler/dedupe/compare.ts';
import { fingerprintOf } from '../../crawler/dedupe/fingerprint.ts';
import { extractArticle } from '../../crawler/extract/extract.ts';

/** Where the recorded web lies: beside the checkout. */
export const WEB = new URL('../../../shared/web/', import.meta.url);

/** A recorded address. */
export type ManifestRow = { readonly host: string; readonly url_path: string; readonly file: string; readonly kind: string };
/** One text of a labelled pair. */
export type Side = { readonly url: string | null; readonly source: string; readonly path: string; readonly file: string };
/** Two texts, and whether they are one post as far as a rule could tell. */
export type LabelledPair = { readonly a: Side; readonly b: Side; readonly label: 'duplicate' | 'different' | 'uncertain'; readonly group: string };

/** The lines of a file of the recorded web. */
export function readWebLines<T>(name: string): T[] {
  return readFileSync(new URL(name, WEB), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T);
}

/** A recorded page as the crawler would know it. */
export function readPage(url: string, file: string): DedupeDocument {
  const { title, text, publishedAt, language } = extractArticle({ url, html: readFileSync(new URL(file, WEB), 'utf8'), headers: {} }, '2026-11-01T00:00:00.000Z');
  return documentOf({ id: url, url, title: title ?? '', text, publishedAt, language });
}

/** One text of a labelled pair as a document. A Markdown source that names no address gets one from its repository. */
export function readSide(side: Side): DedupeDocument {
  const made = `https://${side.source.replaceAll(/\W+/gu, '-')}.example.net/${side.path}`;
  if (side.file.endsWith('.html')) return readPage(side.url ?? made, side.file);
  const source = readFileSync(new URL(side.file, WEB), 'utf8');
  const front = /^(?:---|\+\+\+)\r?\n(?<fields>[\s\S]*?)\r?\n(?:---|\+\+\+)\r?\n/u.exec(source);
  const fields = front?.groups?.['fields'] ?? '';
  const body = front === null ? source : source.slice(front[0].length);
  const title = /^"?(?:title|subject)"?\s*[:=]\s*(?:[>|]-?\s*)?(.+)$/miu.exec(fields)?.[1] ?? /^#?\s*(.+)$/mu.exec(body)?.[1] ?? '';
  const url = side.url ?? /^url\s*:\s*["']?(https?:[^\s"']+)/mu.exec(fields)?.[1] ?? made;
  return documentOf({
    id: side.file, url, title: title.trim().replaceAll(/^["']|["']$/gu, ''),
    publishedAt: /^(?:date|updated)\s*[:=]\s*["']?(\d{4}-\d\d-\d\d)/mu.exec(fields)?.[1] ?? null,
    text: body.replaceAll(/\]\([^()\s]*\)/gu, ']').replaceAll(/<[^<>]*>/gu, ' '),
  });
}

type Read = Pick<DedupeDocument, 'id' | 'url' | 'title' | 'publishedAt'> & { readonly text: string; readonly language?: string | null };

function documentOf({ text, language = null, ...read }: Read): DedupeDocument {
  return { ...read, language, canonicalUrl: canonicalise(read.url), wordCount: text.split(/\s+/u).length, excerptOnly: false, fingerprint: fingerprintOf({ title: read.title, text }) };
}
