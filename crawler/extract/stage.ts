/** `writeups stage extract`: one job of JSON → one answer of JSON. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Article } from '../../core/article.ts';
import { ExtractError, ParseError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import { decodeHtml } from '../fetch/charset.ts';
import { extractArticle } from './extract.ts';

type StageError = { readonly id: unknown; readonly error: { readonly kind: string; readonly message: string } };

/**
 * The article of a job `{"id","url","bodyBase64"|"file","headers"?}`, or what went wrong. `file` is a path, and may end
 * in `.gz`; `headers` may be spelt in any case.
 */
export function extractStage(job: unknown, now: Instant = new Date().toISOString()): StageError | ({ readonly id: unknown } & Article) {
  const fields: Record<string, unknown> = typeof job === 'object' && job !== null ? { ...job } : {};
  const id = fields['id'] ?? null;
  try {
    const headers = lowerCaseKeys(fields['headers']);
    const html = decodeHtml(readBody(fields), headers['content-type'] ?? null).text;
    return { id, ...extractArticle({ url: String(fields['url'] ?? ''), html, headers }, now) };
  } catch (error) {
    return { id, error: describe(error) };
  }
}

function readBody(fields: Readonly<Record<string, unknown>>): Uint8Array {
  const { bodyBase64, file } = fields;
  if (typeof bodyBase64 === 'string') return Buffer.from(bodyBase64, 'base64');
  if (typeof file !== 'string') throw new ParseError('malformed', 'A job needs "bodyBase64" or "file".');
  const bytes = readFileSync(file);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function lowerCaseKeys(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function describe(error: unknown): { readonly kind: string; readonly message: string } {
  if (error instanceof ExtractError || error instanceof ParseError) return { kind: error.kind, message: error.message };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return { kind: 'unreadable', message: error.message };
  throw error;
}
