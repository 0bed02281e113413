/** The one place where sockets are opened: every address is judged after it was resolved and before anything is sent. Rules R1, R2, R6. */

import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { FetchError } from '../../core/errors.ts';
import { isPublicAddress, literalAddress, privateAddress } from './address.ts';
import type { FetchLimits } from './limits.ts';

/** Where the connections of a demonstration or a test go instead: a server on this machine. */
export type Transport = {
  /** The server that stands in for a URL's host; null where there is none. */
  readonly connect: (url: URL) => { readonly host: '127.0.0.1'; readonly port: number } | null;
};

/** All addresses of a host name. @throws an error with a DNS `code`. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

type Connector = buildConnector.connector;

/** One turn at a host is one request, so that more sockets would only stand idle; they close after a few seconds without work. */
const AGENT_OPTIONS = { connections: 4, pipelining: 1, allowH2: false, keepAliveTimeout: 4_000, keepAliveMaxTimeout: 10_000 } as const;

/** A dispatcher that reaches public addresses only. No proxy setting of the environment has a say in it (R6). */
export function createGuardedAgent(limits: FetchLimits, resolve: Resolve): Agent {
  const base = buildConnector({ timeout: limits.connectMs, allowH2: false, autoSelectFamily: true, lookup: createGuardedLookup(resolve) });
  return new Agent({ ...AGENT_OPTIONS, connect: guardConnector(base) });
}

/** One port stands for all hosts of a recorded web: as many connections as hosts are crawled at once. */
const LOOPBACK_CONNECTIONS = 256;

/** A dispatcher that reaches 127.0.0.1 only, for a {@link Transport}. */
export function createLoopbackAgent(limits: FetchLimits): Agent {
  const base = buildConnector({ timeout: limits.connectMs, allowH2: false });
  return new Agent({
    ...AGENT_OPTIONS,
    connections: LOOPBACK_CONNECTIONS,
    connect: (options, callback) => {
      if (options.hostname !== '127.0.0.1' || options.protocol !== 'http:') callback(privateAddress(urlOf(options)), null);
      else base(options, callback);
    },
  });
}

/** The connector with the checks that a lookup cannot do: addresses spelled out in the URL, and what the socket really reached. */
export function guardConnector(base: Connector): Connector {
  return (options, callback) => {
    const literal = literalAddress(options.hostname);
    if (literal !== null && !isPublicAddress(literal)) {
      callback(privateAddress(urlOf(options)), null);
      return;
    }
    base(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
      } else if (isPublicAddress(socket.remoteAddress ?? '')) {
        callback(null, socket);
      } else {
        socket.destroy();
        callback(privateAddress(urlOf(options)), null);
      }
    });
  };
}

/** A `lookup` for sockets that fails if any address of the name is not public, so that no answer can smuggle one in. */
export function createGuardedLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const answers = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
        const first = answers[0];
        if (first === undefined) callback(nameFailure('ENODATA', hostname), '', 0);
        else if (!addresses.every(isPublicAddress)) callback(privateAddress(`http://${hostname}/`), '', 0);
        else if (options.all === true) callback(null, answers);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(nameFailure(error instanceof Error && 'code' in error ? error.code : null, hostname), '', 0),
    );
  };
}

/** The system's name servers, asked without the thread pool: a dead name server must not hold up the unpacking of bodies. */
export function createResolver(limits: FetchLimits): Resolve {
  const resolver = new Resolver({ timeout: limits.dnsMs / 2, tries: 2, maxTimeout: limits.dnsMs });
  return async (hostname) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const refused = answers.find((answer) => answer.status === 'rejected');
    if (addresses.length === 0 && refused !== undefined) throw refused.reason;
    return addresses;
  };
}

/** Codes by which a name server says that there is no such host; all others say that it did not say. */
const NO_SUCH_HOST: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME', 'EBADNAME']);

function nameFailure(code: unknown, hostname: string): FetchError {
  return new FetchError('dns', `http://${hostname}/`, NO_SUCH_HOST.has(code)
    ? `There is no host ${hostname}; check its spelling, or whether the site still exists.`
    : `No name server told where ${hostname} is (${String(code)}); check this machine's network if that happens to other hosts too.`);
}

function urlOf(options: buildConnector.Options): string {
  return `${options.protocol}//${options.hostname}/`;
}
