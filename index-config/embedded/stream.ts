/** A post as the numbers of its words, in order: what proximity, removal and likeness read instead of the text. */

/** Stands between paragraphs; no word has this number. */
export const PARAGRAPH_NUMBER = 0;

/** `title` and `text` hold word numbers in order, 0 between paragraphs; `others` what is indexed beside them (compounds, tags, address). */
export type Stream = { readonly title: readonly number[]; readonly text: readonly number[]; readonly others: readonly number[] };

/** The stream as bytes: each list by its length, then its numbers, seven bits a byte. */
export function encodeStream(stream: Stream): Uint8Array {
  const lists = [stream.title, stream.text, stream.others];
  const bytes = Buffer.allocUnsafe(5 * lists.reduce((total, list) => total + list.length + 1, 0));
  let at = 0;
  const put = (number: number): void => {
    let rest = number;
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
  };
  for (const list of lists) {
    put(list.length);
    for (const number of list) put(number);
  }
  return bytes.subarray(0, at);
}

/** The stream that these bytes are; of the text at most so many words, and without `others` where it is cut. */
export function decodeStream(bytes: Uint8Array, maxWords = Number.POSITIVE_INFINITY): Stream {
  const from = { bytes, at: 0 };
  const title = takeList(from, Number.POSITIVE_INFINITY);
  const text = takeList(from, maxWords);
  return { title, text, others: text.length === maxWords ? [] : takeList(from, Number.POSITIVE_INFINITY) };
}

type Cursor = { readonly bytes: Uint8Array; at: number };

function takeList(from: Cursor, most: number): number[] {
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
