/** Recorded webs over real HTTP: many hosts on one loopback port, told apart by the Host header. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequestCounter } from './request-log.ts';
import type { RequestLog } from './request-log.ts';
import { acceptsGzip, isNotModified, representPage } from './representation.ts';
import type { Representation } from './representation.ts';
import { findRefreshTarget, loadWeb } from './web.ts';
import type { RecordedPage, RecordedWeb, WebAnswer } from './web.ts';

/** Where a connection for an address goes; null where no recorded host has that name. */
export type ReplayTransport = { connect(url: URL): { readonly host: '127.0.0.1'; readonly port: number } | null };

export type ReplayServer = {
  readonly port: number;
  /** Every host that answers, sorted. */
  readonly hosts: readonly string[];
  /** The addresses to add, of all webs in order. */
  readonly sources: readonly string[];
  readonly transport: ReplayTransport;
  /** What was asked until now. */
  readonly requests: RequestLog;
  close(): Promise<void>;
};

type Prepared = { readonly refreshTo: string | null; readonly plain: Representation; readonly gzipped: Representation | null };
type Reply = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };

/**
 * A running server for the webs in these folders; where two hold one host, the first that has the page answers. It speaks
 * plain HTTP on 127.0.0.1 for `http` and `https` addresses alike. Each answer waits for `latencyMs`.
 */
export async function startReplayServer(
  { webs: dirs, port = 0, latencyMs = 0 }: { readonly webs: readonly string[]; readonly port?: number; readonly latencyMs?: number },
): Promise<ReplayServer> {
  const webs = dirs.map(loadWeb);
  const hosts = [...new Set(webs.flatMap((web) => web.hosts))].sort();
  const counter = createRequestCounter();
  const prepare = memoise(preparePage);
  const server = createServer((request, response) => {
    const host = hostName(request.headers.host);
    counter.begin(host);
    response.once('close', () => counter.end(host));
    const reply = answer(request, host, webs, prepare);
    const respond = (): void => {
      const bytes = send(response, request.method === 'HEAD', reply);
      counter.answered(host, { status: reply.status, bytes, address: `https://${host}${request.url ?? ''}` });
    };
    if (latencyMs > 0) setTimeout(respond, latencyMs);
    else respond();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const listening = (server.address() as AddressInfo).port;
  const known = new Set(hosts);
  return {
    port: listening,
    hosts,
    sources: webs.flatMap((web) => web.sources),
    transport: { connect: (url) => (known.has(url.hostname) ? { host: '127.0.0.1', port: listening } : null) },
    get requests() { return counter.snapshot(); },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function answer(request: IncomingMessage, host: string, webs: readonly RecordedWeb[], prepare: (page: RecordedPage) => Prepared): Reply {
  if (request.method !== 'GET' && request.method !== 'HEAD') return textReply(405, 'Only GET and HEAD.', { allow: 'GET, HEAD' });
  const found = lookup(webs, host, request.url ?? '/');
  if (found.type === 'redirect') return redirect(found.location);
  if (found.type === 'missing') return textReply(404, 'There is no such page here.');
  const { refreshTo, plain, gzipped } = prepare(found.page);
  if (refreshTo !== null) return redirect(refreshTo);
  return represent(request, acceptsGzip(request.headers['accept-encoding']) && gzipped !== null ? gzipped : plain, gzipped !== null);
}

function represent(request: IncomingMessage, chosen: Representation, negotiated: boolean): Reply {
  const validators = { etag: chosen.etag, 'last-modified': chosen.lastModified, ...(negotiated ? { vary: 'accept-encoding' } : {}) };
  if (isNotModified(request.headers, chosen)) return { status: 304, headers: validators, body: Buffer.alloc(0) };
  const coding = chosen.contentEncoding === null ? {} : { 'content-encoding': chosen.contentEncoding };
  return { status: 200, headers: { 'content-type': chosen.contentType, ...validators, ...coding }, body: chosen.body };
}

function lookup(webs: readonly RecordedWeb[], host: string, pathAndQuery: string): WebAnswer {
  const answers = webs.map((web) => web.lookup(host, pathAndQuery));
  return answers.find((found) => found.type !== 'missing') ?? { type: 'missing' };
}

function send(response: ServerResponse, headOnly: boolean, { status, headers, body }: Reply): number {
  const length = status === 304 ? {} : { 'content-length': String(body.length) };
  response.writeHead(status, { ...headers, ...length });
  response.end(headOnly ? undefined : body);
  return headOnly ? 0 : body.length;
}

function preparePage(page: RecordedPage): Prepared {
  const body = readFileSync(page.file);
  return { refreshTo: findRefreshTarget(page.contentType, body), ...representPage(body, page.contentType, page.modifiedAt) };
}

function redirect(location: string): Reply {
  return textReply(301, 'It has moved.', { location: encodeLocation(location) });
}

/** A recorded target may hold spaces and CJK as they are; a header may not. Escapes that are there already stay. */
function encodeLocation(location: string): string {
  return encodeURI(location).replaceAll(/%25([0-9a-f]{2})/giu, '%$1');
}

function textReply(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = `<!doctype html><html lang="en"><title>${status}</title><h1>${status}</h1><p>${sentence}</p></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: Buffer.from(body) };
}

function hostName(hostHeader: string | undefined): string {
  return (hostHeader ?? '').replace(/:\d+$/u, '').toLowerCase();
}

function memoise<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
