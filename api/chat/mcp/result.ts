/** Results of tools: the same value as text and as structure, and never too long for a reader with little room (R59). */

import type { CallToolResult } from '@modelcontextprotocol/server';
import { IndexError, RequestError } from '../../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import { Refusal } from '../../http/problems.ts';

/** Of a whole result, in which the value stands twice. */
const MAX_RESULT_BYTES = 19_000;

type Structure = Readonly<Record<string, unknown>>;

/** A value as a result, once as structure and once as the same JSON. */
export function toResult(value: Structure): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: { ...value } };
}

/** The result of the first value that fits, in the order given: each shorter than the one before. @throws RangeError where none does: a bug */
export function firstThatFits(values: Iterable<Structure>): CallToolResult {
  for (const value of values) {
    const result = toResult(value);
    if (Buffer.byteLength(JSON.stringify(result)) <= MAX_RESULT_BYTES) return result;
  }
  throw new RangeError('not even the shortest result fits');
}

/** Lists from long to short: all items, then one less, down to none. */
export function* fewerAndFewer<Item>(items: readonly Item[]): Generator<{ readonly kept: readonly Item[]; readonly left: number }> {
  for (let count = items.length; count >= 0; count -= 1) yield { kept: items.slice(0, count), left: items.length - count };
}

/** The result of some work; what goes wrong is a result too, in words that its reader can act on. */
export async function attempt(deps: Pick<Deps, 'log'>, work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestError || error instanceof Refusal) return failure(error.message);
    if (error instanceof IndexError) return failure('The search engine does not answer at the moment. Nothing is lost; try again in a few seconds.');
    deps.log.error({ err: error }, 'a tool failed');
    return failure('Something went wrong on our side; it has been logged.');
  }
}

function failure(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] };
}
