import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { FetchError } from '../../../core/errors.ts';
import type { FetchRequest } from '../../../crawler/fetch/fetcher.ts';
import { DEFAULT_LIMITS, type FetchLimits } from '../../../crawler/fetch/limits.ts';
import { createTestFetcher, startRawWeb, startWeb, type LocalWeb } from './local-web.ts';

const MIB = 1024 * 1024;
const SHORT: Partial<FetchLimits> = { totalMs: { feed: 1_000, page: 1_000, robots: 1_000, api: 1_000 }, headersMs: 600, idleMs: 400, connectMs: 600 };

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** How a fetch of the web's page ends: the kind of its failure, or `ok`. */
async function outcome(web: LocalWeb, request: Partial<FetchRequest> = {}, limits: Partial<FetchLimits> = SHORT): Promise<string> {
  const fetcher = createTestFetcher(web, { limits });
  open.push(fetcher.close, web.close);
  try {
    await fetcher.fetch({ url: 'http://blog.example/', kind: 'page', validators: null, ...request });
    return 'ok';
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return error.kind;
  }
}

function packed(encoding: string, body: Uint8Array): RequestListener {
  return (_, response) => response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': encoding }).end(body);
}

const zeros = Buffer.alloc(60 * MIB);

test.each([
  ['gzip of 60 MiB in 60 KiB', 'gzip', gzipSync(zeros), 'too-large'],
  ['brotli of 60 MiB', 'br', brotliCompressSync(zeros), 'too-large'],
  ['deflate of 60 MiB', 'deflate', deflateSync(zeros), 'too-large'],
  ['a .gz file of 60 MiB', 'identity', gzipSync(zeros), 'too-large'],
  ['4 MiB out of 4 KiB, under the limit but out of proportion', 'gzip', gzipSync(Buffer.alloc(4 * MIB)), 'too-large'],
  ['gzip in gzip, both named', 'gzip, gzip', gzipSync(gzipSync('x')), 'wrong-type'],
  ['gzip in brotli, both named', 'gzip, br', brotliCompressSync(gzipSync('x')), 'wrong-type'],
  ['gzip in gzip, one named', 'gzip', gzipSync(gzipSync(zeros)), 'wrong-type'],
  ['gzip in brotli, one named', 'br', brotliCompressSync(gzipSync(zeros)), 'wrong-type'],
  ['fifty layers', Array(50).fill('gzip').join(', '), gzipSync('x'), 'wrong-type'],
  ['a packing nobody asked for', 'zstd', zstdCompressSync('x'), 'wrong-type'],
  ['an invented packing', 'bzip9', Buffer.from('x'), 'wrong-type'],
  ['a gzip that breaks off', 'gzip', gzipSync('x'.repeat(50_000)).subarray(0, 60), 'connection'],
  ['a gzip with a changed byte', 'gzip', Buffer.from(gzipSync('abcdefgh'.repeat(50))).fill(0xff, 12, 16), 'connection'],
  ['no brotli at all', 'br', Buffer.from('plain text'), 'connection'],
])('%s', async (_, encoding, body, kind) => {
  const before = process.memoryUsage().rss;
  expect(await outcome(await startWeb(packed(encoding, body)))).toBe(kind);
  // R9: the limit and 50 MiB beside it.
  expect(process.memoryUsage().rss - before).toBeLessThan(DEFAULT_LIMITS.maxBytes.page + 50 * MIB);
});

test('an honest page that packs well is read', async () => {
  expect(await outcome(await startWeb(packed('gzip', gzipSync('A line of a log that repeats itself.\n'.repeat(25_000)))))).toBe('ok');
});

test.each([
  ['announced', true, 'page', 'too-large'], ['not announced', false, 'page', 'too-large'], ['announced, as robots.txt', true, 'robots', 'ok'], ['not announced, as robots.txt', false, 'robots', 'ok'],
] as const)('a body of 20 MB, %s', async (_, isAnnounced, kind, expected) => {
  let sent = 0;
  const web = await startWeb((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', ...(isAnnounced ? { 'content-length': String(20 * MIB) } : {}) });
    const chunk = Buffer.alloc(64 * 1024, 'a');
    const send = (): void => {
      while (sent < 20 * MIB && !response.destroyed) {
        sent += chunk.byteLength;
        if (!response.write(chunk)) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    send();
  });
  expect(await outcome(web, { kind })).toBe(expected);
  // The rest is not even taken from the wire.
  expect(sent).toBeLessThan(15 * MIB);
});

test('a robots.txt is kept up to 500 KiB, packed or not', async () => {
  const file = Buffer.alloc(600 * 1024, 'a');
  for (const pack of [(bytes: Buffer) => bytes, gzipSync]) {
    const web = await startWeb((_, response) => response.end(pack(file)));
    const fetcher = createTestFetcher(web);
    open.push(fetcher.close, web.close);
    const { body } = await fetcher.fetch({ url: 'http://blog.example/robots.txt', kind: 'robots', validators: null });
    expect(body.byteLength).toBe(500 * 1024);
  }
});

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n';

/** Writes a piece every 100 ms for as long as anybody listens. */
function drip(socket: Socket, first: string, piece: string): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(piece), 100);
  socket.once('close', () => clearInterval(timer));
}

test.each([
  ['says nothing', () => {}, 'timeout'],
  ['drips the body byte by byte', (socket: Socket) => drip(socket, `${HEAD}content-length: 100000\r\n\r\n`, 'x'), 'timeout'],
  ['drips chunks', (socket: Socket) => drip(socket, `${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n'), 'timeout'],
  ['drips headers', (socket: Socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'x-a: b\r\n'), 'timeout'],
  ['drips one endless header', (socket: Socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-a: ', 'b'), 'timeout'],
  ['stops in the body', (socket: Socket) => socket.write(`${HEAD}content-length: 100\r\n\r\nabc`), 'timeout'],
  ['sends interim answers for ever', (socket: Socket) => drip(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'), 'timeout'],
  ['hangs up', (socket: Socket) => socket.destroy(), 'connection'],
  ['hangs up after the headers', (socket: Socket) => socket.end(`${HEAD}content-length: 100\r\n\r\nabc`), 'connection'],
  ['hangs up within a chunk', (socket: Socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\nff\r\nabc`), 'connection'],
  ['speaks another protocol', (socket: Socket) => socket.end('220 mail.example ESMTP\r\n'), 'connection'],
  ['sends noise', (socket: Socket) => socket.end(Buffer.alloc(4096, 0x15)), 'connection'],
  ['sends 1 MiB of headers', (socket: Socket) => socket.end(`HTTP/1.1 200 OK\r\n${`x-a: ${'b'.repeat(1000)}\r\n`.repeat(1000)}\r\nx`), 'too-large'],
  ['gives two lengths', (socket: Socket) => socket.end(`${HEAD}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd`), 'connection'],
  ['gives a length and chunks', (socket: Socket) => socket.end(`${HEAD}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`), 'connection'],
  ['redirects with an endless body', (socket: Socket) => drip(socket, 'HTTP/1.1 302 Found\r\nlocation: /x\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n'), /timeout|too-many-redirects/u],
])('a server that %s', async (_, onRequest, kind) => {
  const sockets: Socket[] = [];
  const web = await startRawWeb((socket) => {
    sockets.push(socket);
    socket.once('data', () => onRequest(socket));
  });
  const startedAt = performance.now();
  expect(await outcome(web)).toMatch(kind);
  expect(performance.now() - startedAt).toBeLessThan(6_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(sockets.every((socket) => socket.destroyed)).toBe(true);
});

test('a server that drips one byte every 200 ms is left at the deadline, with the usual patience between pieces (R8)', async () => {
  const web = await startRawWeb((socket) => {
    socket.once('data', () => {
      socket.write(`${HEAD}content-length: 100000\r\n\r\n`);
      const timer = setInterval(() => socket.write('x'), 200);
      socket.once('close', () => clearInterval(timer));
    });
  });
  const startedAt = performance.now();
  expect(await outcome(web, {}, { totalMs: { feed: 1_500, page: 1_500, robots: 1_500, api: 1_500 } })).toBe('timeout');
  expect(performance.now() - startedAt).toBeLessThan(6_000);
});

test('the deadline holds for all redirects together', async () => {
  const web = await startWeb((request, response) => {
    setTimeout(() => response.writeHead(302, { location: `/${Number(request.url?.slice(1)) + 1}` }).end(), 400);
  });
  const startedAt = performance.now();
  expect(await outcome(web, { url: 'http://blog.example/0' })).toBe('timeout');
  expect(performance.now() - startedAt).toBeLessThan(6_000);
});

test('nobody listens', async () => {
  const web = await startWeb((_, response) => response.end());
  await web.close();
  const fetcher = createTestFetcher(web, { limits: SHORT });
  open.push(fetcher.close);
  await expect(fetcher.fetch({ url: 'http://blog.example/', kind: 'page', validators: null })).rejects.toMatchObject({ kind: 'connection' });
});

test.each([
  ['audio/mpeg', 'ID3', 'wrong-type'], ['application/pdf', '%PDF-1.7', 'wrong-type'], ['image/png', '\x89PNG\r\n', 'wrong-type'], ['video/mp4', 'x', 'wrong-type'], ['font/woff2', 'x', 'wrong-type'], ['application/zip', 'PK', 'wrong-type'], ['application/vnd.ms-excel', 'x', 'wrong-type'],
  ['text/html', '%PDF-1.7 but called a page', 'wrong-type'], ['text/html', '\x89PNG\r\n\x1a\n', 'wrong-type'], ['', 'ID3\x03', 'wrong-type'], ['application/octet-stream', 'PK\x03\x04', 'wrong-type'], ['text/plain', '\0\0\0\x18ftypmp42', 'wrong-type'], ['text/xml', '\xff\xfb\x90', 'wrong-type'],
  ['application/octet-stream', '<rss version="2.0"></rss>', 'ok'], ['text/plain', '<html></html>', 'ok'], ['', '<html></html>', 'ok'], ['nonsense', 'text', 'ok'], ['application/vnd.geo+json', '{}', 'ok'], ['application/atom+xml', '<feed/>', 'ok'], ['TEXT/HTML ; CHARSET=x', 'text', 'ok'],
  ['text/html', 'a\0b\0\0c', 'ok'], ['text/xml', '\xff\xfe<\0r\0s\0s\0', 'ok'],
])('type %j with body %j: %s', async (type, body, expected) => {
  const web = await startWeb((_, response) => response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(Buffer.from(body, 'latin1')));
  expect(await outcome(web)).toBe(expected);
});

test('a recording is not downloaded to find out that it is one', async () => {
  let sent = 0;
  const web = await startWeb((_, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': String(500 * MIB) });
    const timer = setInterval(() => {
      sent += 65_536;
      response.write(Buffer.alloc(65_536));
    }, 5);
    response.once('close', () => clearInterval(timer));
  });
  expect(await outcome(web, {}, {})).toBe('wrong-type');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(sent).toBeLessThan(2 * MIB);
});

test('a damaged page about a refusal is still the refusal', async () => {
  const web = await startWeb((_, response) => response.writeHead(403, { 'content-encoding': 'gzip' }).end('\x1f\x8bnonsense'));
  expect(await outcome(web)).toBe('forbidden');
});
