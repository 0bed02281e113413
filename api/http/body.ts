/** JSON bodies of requests: bounded, of the right type, and readable (R39). */

import type { Context } from 'koa';
import type { z } from 'zod';
import { check, unknownParameter, type Checked } from './parameters.ts';
import { problem, Refusal } from './problems.ts';

export const MAX_BODY_BYTES = 65_536;

/**
 * The JSON that a request carries; an empty object where it carries nothing.
 * @throws Refusal `body-too-large`, `wrong-media-type`, `bad-body`.
 */
export async function readJsonBody(ctx: Context): Promise<unknown> {
  const bytes = await readBytes(ctx);
  if (bytes.length === 0) return {};
  if (ctx.is('json', '+json') === false || !['', 'identity'].includes(ctx.get('Content-Encoding'))) {
    throw new Refusal(problem('wrong-media-type', 'The body must be application/json, not compressed.'));
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(problem('bad-body', 'The body is not JSON in UTF-8.')); // the parser's own words would repeat the body
  }
}

/** The typed value of a body, or everything that is wrong with it, unknown names included. */
export function checkBody(schema: z.ZodObject, value: unknown): Checked {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { errors: [{ parameter: 'body', message: 'must be a JSON object' }] };
  const known = Object.keys(schema.shape);
  const errors = Object.keys(value).filter((name) => !known.includes(name)).map((name) => ({ parameter: name.slice(0, 100), message: unknownParameter(name, known) }));
  return errors.length > 0 ? { errors } : check(schema, value);
}

/** The bytes of a request as they came. @throws Refusal `body-too-large` */
export async function readBytes(ctx: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = Number(ctx.get('Content-Length')) > MAX_BODY_BYTES ? Infinity : 0;
  if (length === 0) {
    for await (const chunk of ctx.req) {
      length += Buffer.byteLength(chunk);
      // Read on, but keep nothing: a sender that is cut off does not read the answer. The server's own time limit ends it.
      if (length <= MAX_BODY_BYTES) chunks.push(Buffer.from(chunk));
    }
  }
  if (length > MAX_BODY_BYTES) throw new Refusal(problem('body-too-large', `The body may have ${MAX_BODY_BYTES} bytes.`));
  return Buffer.concat(chunks);
}
