/** The encoding of text that declares none, from what its bytes look like. */

import { isAscii, isUtf8 as isWellFormed } from 'node:buffer';

/** Judging more than this changes nothing. */
const SAMPLE_BYTES = 65_536;

/** How usual a character is in running text of the encoding's languages; the rest of the repertoire is rare in real text. */
const CANDIDATES: readonly { readonly encoding: string; readonly usual: RegExp }[] = [
  { encoding: 'shift_jis', usual: /[\u3041-\u3096\u30a1-\u30fa\u30fc]/gu },
  { encoding: 'euc-jp', usual: /[\u3041-\u3096\u30a1-\u30fa\u30fc]/gu },
  { encoding: 'euc-kr', usual: /[\uac00-\ud7a3]/gu },
  { encoding: 'gb18030', usual: /[的一是了我不在人有他这上们来到时大地为子中你说生国年着就那和要出也得里后自以会]/gu },
  { encoding: 'big5', usual: /[的一是了我不在人有他這上們來到時大地為子中你說生國年著就那和要出也得裡後自以會]/gu },
  { encoding: 'windows-1251', usual: /[оеаинтсрвл]/gu },
  { encoding: 'koi8-r', usual: /[оеаинтсрвл]/gu },
];

/**
 * Shares of usual characters among the non-ASCII ones. Chinese: its 40 commonest characters make up about a quarter of running
 * text. Cyrillic: the ten commonest letters make up about 60 %; in the wrong Cyrillic code page they are capitals or rare letters.
 */
const USUAL_SHARE: Readonly<Record<string, number>> = {
  shift_jis: 0.3, 'euc-jp': 0.3, 'euc-kr': 0.7, gb18030: 0.08, big5: 0.08, 'windows-1251': 0.5, 'koi8-r': 0.5,
};

/** Too few to tell anything by frequency: an accent or two is Western. */
const MIN_JUDGED_CHARACTERS = 6;

/** A character of UTF-8 has at most four bytes, so a cut one leaves at most three. */
const MAX_CUT_BYTES = 3;

/** True where the bytes are well-formed UTF-8; with other characters before it, one that is cut off at the very end does no harm. */
export function isUtf8(bytes: Uint8Array): boolean {
  if (isWellFormed(bytes)) return true;
  for (let cut = 1; cut <= MAX_CUT_BYTES; cut += 1) {
    const rest = bytes.subarray(0, -cut);
    if (isWellFormed(rest)) return !isAscii(rest);
  }
  return false;
}

/** The likeliest encoding of bytes that are not UTF-8: `windows-1252` unless they read as running text in another one. */
export function guessEncoding(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const judged = CANDIDATES.map(({ encoding, usual }) => ({ encoding, excess: excessShare(sample, encoding, usual) }));
  const best = judged.reduce((left, right) => (right.excess > left.excess ? right : left));
  return best.excess > 1 ? best.encoding : 'windows-1252';
}

/** How far the share of usual characters is above the mark for the encoding (1 = at the mark); 0 where the bytes do not fit at all. */
function excessShare(sample: Uint8Array, encoding: string, usual: RegExp): number {
  const text = decodeStrictly(sample, encoding)?.replace(/[\u0000-\u007f]+/gu, '') ?? '';
  if (text.length < MIN_JUDGED_CHARACTERS) return 0;
  return (text.match(usual)?.length ?? 0) / text.length / (USUAL_SHARE[encoding] ?? 1);
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    // The bytes are not in this encoding: one candidate less.
    return null;
  }
}
