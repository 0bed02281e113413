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

export function decodeStream(bytes: Uint8Array): Stream {
  let at = 0;
  const take = (): number => {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      number |= (byte & 127) << shift;
      if (byte < 128) return number;
    }
  };
  const list = (): number[] => {
    const length = Math.min(take(), bytes.length);
    const numbers = new Array<number>(length);
    for (let index = 0; index < length; index += 1) numbers[index] = take();
    return numbers;
  };
  return { title: list(), text: list(), others: list() };
}
