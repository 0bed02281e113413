/** Telling text from everything else, by header and by first bytes. */

const BINARY_TYPE = /^(?:audio|video|image|font)\/|^application\/(?:pdf|zip|vnd\.|msword|wasm|java-archive|x-(?:tar|rar|7z|msdownload|shockwave))/u;
/** `application/vnd.…+xml` and `+json` are text all the same. */
const TEXT_SUFFIX = /\+(?:xml|json)$/u;

/** First bytes of the files that servers hand out as `text/html` or with no type. Latin-1 strings. */
const SIGNATURES: readonly (readonly [mark: string, offset: number, name: string])[] = [
  ['%PDF-', 0, 'PDF'], ['\x89PNG\r\n', 0, 'PNG image'], ['GIF8', 0, 'GIF image'], ['\xff\xd8\xff', 0, 'JPEG image'],
  ['RIFF', 0, 'media'], ['OggS', 0, 'Ogg audio'], ['fLaC', 0, 'FLAC audio'], ['ID3', 0, 'MP3 audio'], ['\xff\xfb', 0, 'MP3 audio'],
  ['ftyp', 4, 'MP4 video'], ['\x1aE\xdf\xa3', 0, 'WebM video'], ['PK\x03\x04', 0, 'ZIP archive'], ['7z\xbc\xaf', 0, '7z archive'],
  ['\x7fELF', 0, 'program'], ['MZ\x90\0', 0, 'program'], ['\0asm', 0, 'program'], ['wOFF', 0, 'font'], ['wOF2', 0, 'font'],
];

/** The media type of a `Content-Type` header without parameters, in lower case; empty where there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** True where a header says that no text comes. Unknown and missing types pass: the bytes will tell. */
export function isBinaryType(type: string): boolean {
  return BINARY_TYPE.test(type) && !TEXT_SUFFIX.test(type);
}

/** What kind of file the first bytes show, in words; null for text. */
export function findBinarySignature(body: Uint8Array): string | null {
  const start = Buffer.from(body.subarray(0, 16)).toString('latin1');
  return SIGNATURES.find(([mark, offset]) => start.startsWith(mark, offset))?.[2] ?? null;
}
