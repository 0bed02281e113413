/** Messages to addresses that people gave: webhooks and chat rooms. Guarded like every fetch (R1–R6), and never redirected. */

import type { Dispatcher } from 'undici';
import { FetchError } from '../../core/errors.ts';
import { parseFetchUrl } from './address.ts';
import { createGuardedAgent, createLoopbackAgent, createResolver, type Resolve, type Transport } from './connector.ts';
import { failureOfError } from './failures.ts';
import { originFor } from './hop.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Standard Webhooks asks senders for 15 to 30 s. */
const TOTAL_MS = 15_000;
/** Enough for what any receiver has to say; the rest is left unread. */
const MAX_ANSWER_BYTES = 65_536;

export type OutboundMessage = {
  readonly method: 'POST' | 'PATCH';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The only hosts that it may go to; null: any public one. */
  readonly allowedHosts: readonly string[] | null;
};

/** Whatever the receiver answered; a redirect is an answer like another, and not followed. */
export type OutboundAnswer = { readonly status: number; readonly body: string; readonly retryAfterSeconds: number | null };

export type Outbound = {
  /** The receiver's answer. @throws FetchError where there is none, or the address is not to be reached. */
  readonly send: (message: OutboundMessage) => Promise<OutboundAnswer>;
  readonly close: () => Promise<void>;
};

export type OutboundOptions = {
  readonly userAgent: string;
  /** Null: the real network. */
  readonly transport: Transport | null;
  readonly resolve?: Resolve;
  readonly totalMs?: number;
};

/** A way out with its own connections; {@link Outbound.close} ends them. */
export function createOutbound({ userAgent, transport, resolve, totalMs = TOTAL_MS }: OutboundOptions): Outbound {
  const agent = transport === null ? createGuardedAgent(DEFAULT_LIMITS, resolve ?? createResolver(DEFAULT_LIMITS)) : createLoopbackAgent(DEFAULT_LIMITS);
  return { send: (message) => send({ agent, transport, userAgent, totalMs }, message), close: () => agent.destroy() };
}

type Context = { readonly agent: Dispatcher; readonly transport: Transport | null; readonly userAgent: string; readonly totalMs: number };

async function send({ agent, transport, userAgent, totalMs }: Context, { method, url: address, headers, body, allowedHosts }: OutboundMessage): Promise<OutboundAnswer> {
  const url = parseFetchUrl(address);
  if (allowedHosts !== null && (url.protocol !== 'https:' || !allowedHosts.includes(url.hostname))) {
    throw new FetchError('bad-address', url.href, `Messages of this kind go to https://${allowedHosts.join(' or https://')} alone.`);
  }
  try {
    const response = await agent.request({
      origin: originFor(url, transport), path: `${url.pathname}${url.search}`, method, body,
      headers: { ...headers, host: url.host, 'user-agent': userAgent, 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(totalMs),
    });
    const text = await readBeginning(response.body);
    return { status: response.statusCode, body: text, retryAfterSeconds: parseRetryAfter(String(response.headers['retry-after'] ?? ''), Date.now()) };
  } catch (error) {
    throw failureOfError(error, url.href) ?? error;
  }
}

/** The first bytes as text, whatever they are packed in; leaving the loop early ends the connection. */
async function readBeginning(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let count = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    count += chunk.byteLength;
    if (count >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString();
}
