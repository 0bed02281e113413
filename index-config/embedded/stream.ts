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

/** The beginning of the text of the stream that these bytes are: at most so many words. It stands until the next call, since texts are read by the hundred. */
export function textBeginning(bytes: Uint8Array, maxWords: number): Uint32Array {
  const from = { bytes, at: 0 };
  skipList(from);
  const length = Math.min(takeNumber(from), bytes.length, maxWords);
  if (room.length < length) room = new Uint32Array(length);
  takeNumbers(from, room, length);
  return room.subarray(0, length);
}

let room = new Uint32Array(1024);

type Cursor = { readonly bytes: Uint8Array; at: number };

/** The list that begins here; the cursor stands behind it. */
export function takeList(from: Cursor): number[] {
  const numbers = new Array<number>(Math.min(takeNumber(from), from.bytes.length));
  takeNumbers(from, numbers, numbers.length);
  return numbers;
}

function takeNumbers(from: Cursor, into: number[] | Uint32Array, count: number): void {
  const { bytes } = from;
  let { at } = from;
  for (let index = 0; index < count; index += 1) {
    let byte = bytes[at++] as number;
    let number = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++] as number;
      number |= (byte & 127) << shift;
    }
    into[index] = number;
  }
  from.at = at;
}

function skipList(from: Cursor): void {
  for (let left = takeNumber(from); left > 0 && from.at < from.bytes.length; from.at += 1) if ((from.bytes[from.at] as number) < 128) left -= 1;
}

function takeNumber(from: Cursor): number {
  let number = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = from.bytes[from.at++] ?? 0;
    number |= (byte & 127) << shift;
    if (byte < 128) return number;
  }
}
