/** Forms of administrators: read, and handed to the same endpoints that the API serves. */

import type { Context } from 'koa';
import type { ApiKey } from '../../../store/keys.ts';
import type { Deps } from '../../deps.ts';
import { checkBody, MAX_BODY_BYTES } from '../../http/body.ts';
import { isRedirect, type Endpoint } from '../../http/endpoint.ts';
import { check, type Checked } from '../../http/parameters.ts';
import { badParameter, problem, Refusal } from '../../http/problems.ts';

/**
 * The fields of a form that was sent.
 * @throws Refusal `body-too-large`, `wrong-media-type`.
 */
export async function readForm(ctx: Context): Promise<URLSearchParams> {
  if (ctx.is('urlencoded') === false) throw new Refusal(problem('wrong-media-type', 'This address takes the form of its page.'));
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req) {
    length += Buffer.byteLength(chunk);
    if (length <= MAX_BODY_BYTES) chunks.push(Buffer.from(chunk));
  }
  if (length > MAX_BODY_BYTES) throw new Refusal(problem('body-too-large', `The form may have ${MAX_BODY_BYTES} bytes.`));
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

export type Asked = { readonly params?: Readonly<Record<string, unknown>>; readonly query?: Readonly<Record<string, unknown>>; readonly body?: Readonly<Record<string, unknown>> };

/**
 * What an endpoint answers to a form of somebody with a key, as the JSON that programs get.
 * @throws whatever the endpoint throws, and Refusal `bad-parameter`.
 */
export async function perform(deps: Deps, endpoint: Endpoint, key: ApiKey, { params = {}, query = {}, body = {} }: Asked): Promise<unknown> {
  const reply = await endpoint.handle(deps, {
    type: 'application/json',
    params: endpoint.params === null ? {} : accepted(check(endpoint.params, params)),
    query: accepted(check(endpoint.query, query)),
    body: endpoint.body === null ? {} : accepted(checkBody(endpoint.body, body)),
    key,
  });
  return isRedirect(reply) ? null : JSON.parse(String(reply.body));
}

function accepted(checked: Checked): unknown {
  if ('value' in checked) return checked.value;
  const [first] = checked.errors;
  throw new Refusal(badParameter(first?.parameter ?? 'form', first?.message ?? 'is wrong'));
}
