/** Reading a body: counted on the wire and after decoding, so that no server decides how much memory it costs. Rules R9, R10. */

import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { FetchError } from '../../core/errors.ts';
import { MAX_RATIO, RATIO_FREE_BYTES } from './limits.ts';

export type Body = { readonly bytes: Uint8Array; readonly wireBytes: number };

export type BodyLimits = {
  readonly maxBytes: number;
  /** Above it the whole is refused, or only the beginning kept. */
  readonly whenTooLarge: 'refuse' | 'cut';
};

/** A packed body can only be cut after unpacking; past this multiple of the limit it is refused all the same. */
const CUT_ALLOWANCE = 8;

const gunzipBytes = promisify<Uint8Array, object, Uint8Array>(gunzip);
const inflateBytes = promisify<Uint8Array, object, Uint8Array>(inflate);
const inflateRawBytes = promisify<Uint8Array, object, Uint8Array>(inflateRaw);
const unbrotliBytes = promisify<Uint8Array, object, Uint8Array>(brotliDecompress);

type Decoder = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const DECODERS: Readonly<Record<string, Decoder>> = { gzip: gunzipBytes, 'x-gzip': gunzipBytes, br: unbrotliBytes, deflate: inflateAny };

/**
 * The decoded body of an answer.
 * @throws FetchError kind `too-large`, `wrong-type` (packed twice or in an unknown way) or `connection` (damaged); the stream's own errors.
 */
export async function readBody(stream: AsyncIterable<Uint8Array>, headers: Readonly<Record<string, string>>, url: string, limits: BodyLimits): Promise<Body> {
  const encoding = contentEncoding(headers['content-encoding'], url);
  const cut = limits.whenTooLarge === 'cut';
  if (!cut && Number(headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(url, limits.maxBytes);
  const wire = await collect(stream, limits.maxBytes);
  if (wire.truncated && (!cut || encoding !== null)) throw tooLarge(url, limits.maxBytes);
  const maxOutputLength = limits.maxBytes * (cut ? CUT_ALLOWANCE : 1);
  const bytes = await decode(wire.bytes, { encoding, url, maxOutputLength });
  return { bytes: cut ? bytes.subarray(0, limits.maxBytes) : bytes, wireBytes: wire.bytes.byteLength };
}

/** At most `maxBytes` of a stream; leaving the loop early destroys it and its socket. */
async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ readonly bytes: Uint8Array; readonly truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let count = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    count += chunk.byteLength;
    if (count > maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: count > maxBytes };
}

/** The one layer of packing; null for none. */
function contentEncoding(header: string | undefined, url: string): string | null {
  const layers = (header ?? '').toLowerCase().split(',').map((layer) => layer.trim()).filter((layer) => layer !== '' && layer !== 'identity');
  if (layers.length > 1) throw new FetchError('wrong-type', url, 'The answer is packed more than once; nobody does that for a page.');
  const layer = layers[0] ?? null;
  if (layer !== null && DECODERS[layer] === undefined) throw new FetchError('wrong-type', url, `The answer is packed as "${layer}", which was not asked for.`);
  return layer;
}

type Packing = { readonly encoding: string | null; readonly url: string; readonly maxOutputLength: number };

async function decode(bytes: Uint8Array, { encoding, url, maxOutputLength }: Packing): Promise<Uint8Array> {
  // A sitemap file that is itself a .gz counts as the one layer; a header that promises gzip over plain text is not believed.
  const actual = isGzip(bytes) ? 'gzip' : encoding === 'gzip' || encoding === 'x-gzip' ? null : encoding;
  const decoder = actual === null ? undefined : DECODERS[actual];
  if (decoder === undefined || bytes.byteLength === 0) return bytes;
  const decoded = await decoder(bytes, { maxOutputLength }).catch((error: unknown) => {
    throw unpackFailure(error, url, maxOutputLength);
  });
  if (isGzip(decoded)) throw new FetchError('wrong-type', url, 'The answer is packed more than once; nobody does that for a page.');
  if (decoded.byteLength > RATIO_FREE_BYTES && decoded.byteLength > bytes.byteLength * MAX_RATIO) throw tooLarge(url, maxOutputLength);
  return decoded;
}

/** RFC 9110 §8.4.1.2 asks for the zlib format; some servers send the bare deflate stream, whose first byte cannot be a zlib header. */
function inflateAny(bytes: Uint8Array, options: { readonly maxOutputLength: number }): Promise<Uint8Array> {
  return (bytes[0] ?? 0) % 16 === 8 ? inflateBytes(bytes, options) : inflateRawBytes(bytes, options);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpackFailure(error: unknown, url: string, maxBytes: number): FetchError {
  if (error instanceof RangeError) return tooLarge(url, maxBytes);
  return new FetchError('connection', url, 'The answer is packed and arrived damaged; it will be tried again.', { cause: error });
}

function tooLarge(url: string, maxBytes: number): FetchError {
  return new FetchError('too-large', url, `The answer is larger than ${Math.round(maxBytes / 1024)} KiB or unpacks out of proportion; it is not read.`);
}
