/** A post as the numbers of its words, in order: what proximity, removal and likeness read instead of the text. */

/** Stands between paragraphs; no word has this number. */
export const PARAGRAPH_NUMBER = 0;

/** `title` and `text` hold word numbers in order, 0 between paragraphs; `others` what is indexed beside them (compounds, tags, address). */
export type Stream = { readonly title: readonly number[]; readonly text: readonly number[]; readonly others: readonly number[] };

/** Seven bits a byte: what a number of 32 bits can take. */
const MAX_NUMBER_BYTES = 5;

/** The stream as bytes: each list by its length, then its numbers, seven bits a byte. */
export function encodeStream({ title, text, others }: Stream): Uint8Array {
  return encodeLists([title, text, others]);
}

/** Lists as bytes, in the same way. */
export function encodeLists(lists: readonly (readonly number[])[]): Uint8Array {
  let bytes = MAX_NUMBER_BYTES * lists.length;
  for (const list of lists) bytes += MAX_NUMBER_BYTES * list.length;
  const into = { bytes: Buffer.allocUnsafe(bytes), at: 0 };
  for (const list of lists) {
    putNumber(into, list.length);
    for (let at = 0; at < list.length; at += 1) putNumber(into, list[at] as number);
  }
  return into.bytes.subarray(0, into.at);
}

function putNumber(into: Cursor, number: number): void {
  let rest = number;
  while (rest > 127) {
    into.bytes[into.at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  into.bytes[into.at++] = rest;
}

/** The stream that these bytes are. */
export function decodeStream(bytes: Uint8Array): Stream {
  const from = { bytes, at: 0 };
  return { title: takeList(from), text: takeList(from), others: takeList(from) };
}

/** The beginning of the text of the stream that these bytes are: at most so many words. */
export function textBeginning(bytes: Uint8Array, maxWords: number): number[] {
  const from = { bytes, at: 0 };
  takeList(from);
  return takeList(from, maxWords);
}

type Cursor = { readonly bytes: Uint8Array; at: number };

/** The list that begins here, or its beginning; the cursor stands behind what was taken. */
export function takeList(from: Cursor, most = Number.POSITIVE_INFINITY): number[] {
  const { bytes } = from;
  const length = Math.min(takeNumber(from), bytes.length, most);
  const numbers = new Array<number>(length);
  let { at } = from;
  for (let index = 0; index < length; index += 1) {
    let byte = bytes[at++] as number;
    let number = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++] as number;
      number |= (byte & 127) << shift;
    }
    numbers[index] = number;
  }
  from.at = at;
  return numbers;
}

function takeNumber(from: Cursor): number {
  let number = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = from.bytes[from.at++] ?? 0;
    number |= (byte & 127) << shift;
    if (byte < 128) return number;
  }
}
