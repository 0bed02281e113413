/** What all webhooks have in common: the raw body first, then who sent it, then once only (R54). */

import type { Context } from 'koa';
import { readBytes } from '../http/body.ts';

/** The body as it came, at most 64 KiB, and our clock. @throws Refusal `body-too-large` */
export async function rawRequest(ctx: Context, now: string): Promise<{ readonly body: Buffer; readonly nowMs: number }> {
  return { body: await readBytes(ctx), nowMs: Date.parse(now) };
}

/** The body as a JSON object; null where it is none. */
export function parseObject(body: Buffer | string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(typeof body === 'string' ? body : body.toString('utf8'));
    return asObject(value);
  } catch {
    return null; // signed, and yet no JSON: a platform's mistake, answered as such
  }
}

/** A value as an object; null where it is none. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Readonly<Record<string, unknown>> : null;
}

/** A field of an object that may be none, as text; empty where it is no text or number. */
export function textOf(value: unknown, ...path: readonly string[]): string {
  let at: unknown = value;
  for (const name of path) at = asObject(at)?.[name];
  return typeof at === 'string' ? at : typeof at === 'number' ? String(at) : '';
}

/** Says no without a word of why, as JSON. */
export function refuse(ctx: Context, status: 400 | 401): void {
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = { error: status === 401 ? 'The signature is not right.' : 'The request cannot be read.' };
}

/** Answers with JSON that nobody keeps. */
export function answer(ctx: Context, body: object | null): void {
  ctx.status = 200;
  ctx.set('Cache-Control', 'no-store');
  if (body === null) ctx.body = '';
  else ctx.body = body;
}
