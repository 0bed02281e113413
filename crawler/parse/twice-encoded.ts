/** Text that was UTF-8, was taken for Windows-1252 and encoded once more: `donâ€™t` for `don’t`. */

/** Where no byte of a lead and its continuations can be, nothing was encoded twice. */
const SUSPECT = /[\u00C2-\u00F4][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]/u;

const decodeStrictly = new TextDecoder('utf-8', { fatal: true });
const CHARACTERS = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
/** Both as Windows-1252 and as ISO 8859-1 reads them. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(Array.from({ length: 256 }, (_, byte) => [[String.fromCharCode(byte), byte], [CHARACTERS.charAt(byte), byte]] as const).flat());

/**
 * The text as it was before it was encoded twice; unchanged unless the whole of it, written in Windows-1252, is well-formed
 * UTF-8. One character that is right already (an `é`, a real `’`) is proof enough that the rest is meant as it stands.
 */
export function repairTwiceEncoded(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const byte = BYTE_OF.get(text.charAt(index)) ?? null;
    if (byte === null) return text;
    bytes[index] = byte;
  }
  try {
    return decodeStrictly.decode(bytes);
  } catch {
    // Not UTF-8: the text means what it says.
    return text;
  }
}
