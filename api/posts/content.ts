/** A text in pieces that a reader with little room can take one after the other. */

export type Piece = { readonly content: string; readonly totalChars: number; readonly nextCursor: number | null };

/** Paragraphs are kept whole where the last break lies in the second half of the piece. */
const LEAST_SHARE = 0.5;

/** The piece from `cursor` on, at most `maxChars` UTF-16 units long; all pieces joined give the text. */
export function cutContent(text: string, { cursor, maxChars }: { readonly cursor: number; readonly maxChars: number }): Piece {
  const end = pieceEnd(text, cursor, maxChars);
  return { content: text.slice(cursor, end), totalChars: text.length, nextCursor: end < text.length ? end : null };
}

function pieceEnd(text: string, start: number, maxChars: number): number {
  const limit = start + maxChars;
  if (limit >= text.length) return Math.max(text.length, start);
  const least = start + maxChars * LEAST_SHARE;
  for (const separator of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(separator, limit - separator.length);
    if (at >= least) return at + separator.length;
  }
  return isLowSurrogate(text, limit) ? limit - 1 : limit;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
