/** The parse stage on its own: one job in, one feed out. */

import type { Entry, Feed } from '../../core/feed.ts';
import { parseFeed } from './feed.ts';

/** `bodyBase64` are the document's bytes; header names in any case. */
export type ParseJob = { readonly id: string; readonly url: string; readonly bodyBase64: string; readonly headers: Readonly<Record<string, string>> | null };
export type ParsedJob = { readonly id: string } & Omit<Feed, 'schedule'> & { readonly entries: readonly Entry[] };

/**
 * The feed of a job.
 * @throws ParseError as {@link parseFeed}; TypeError where the job itself is not one.
 */
export function parseStage(job: unknown): ParsedJob {
  const { id, url, bodyBase64, headers } = readJob(job);
  const lowerCased = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const { schedule: _schedule, ...feed } = parseFeed({ url, body: Buffer.from(bodyBase64, 'base64'), headers: lowerCased });
  return { id, ...feed };
}

function readJob(job: unknown): ParseJob {
  const given = (typeof job === 'object' && job !== null ? job : {}) as Partial<Record<keyof ParseJob, unknown>>;
  if (typeof given.id !== 'string' || typeof given.url !== 'string' || typeof given.bodyBase64 !== 'string') {
    throw new TypeError('A parse job needs "id", "url" and "bodyBase64".');
  }
  return { id: given.id, url: given.url, bodyBase64: given.bodyBase64, headers: readHeaders(given.headers) };
}

function readHeaders(headers: unknown): Record<string, string> | null {
  if (typeof headers !== 'object' || headers === null) return null;
  return Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => typeof header[1] === 'string'));
}
