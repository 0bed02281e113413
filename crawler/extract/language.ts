/** The language of a text. */

import { eld } from 'eld/medium';
import { attribute } from './dom.ts';
import type { Found } from './metadata/found.ts';
import { findMeta, type PageEvidence } from './page-evidence.ts';

/** The detector's answer does not change beyond this length. */
const SAMPLE_CHARS = 1_500;
/** Shorter texts are believed less than the page's own claim. */
const MIN_CHARS = 60;

/** The text's language as a primary subtag: what the words are, else what the page claims; null where neither says. */
export function findLanguage(text: string, evidence: PageEvidence): Found<string> | null {
  const claimed = claimedLanguage(evidence);
  if (text.length < MIN_CHARS) return claimed;
  const detected = eld.detect(sampleOf(text));
  if (detected.language === '') return claimed;
  if (claimed !== null && (claimed.value === detected.language || !detected.isReliable())) return claimed;
  return { value: detected.language, from: 'words of the text' };
}

/** From the middle: beginnings hold names and dates. */
function sampleOf(text: string): string {
  const start = Math.max(0, Math.floor((text.length - SAMPLE_CHARS) / 2));
  return text.slice(start, start + SAMPLE_CHARS);
}

function claimedLanguage(evidence: PageEvidence): Found<string> | null {
  const html = evidence.byTag.get('html')?.[0];
  const claims: readonly (Found<string> | null)[] = [
    html === undefined ? null : { value: attribute(html, 'lang') ?? attribute(html, 'xml:lang') ?? '', from: 'html lang' },
    findMeta(evidence, ['og:locale', 'content-language', 'dc.language', 'dcterms.language', 'language', 'inlanguage']),
    { value: evidence.headers['content-language'] ?? '', from: 'header content-language' },
  ];
  for (const claim of claims) {
    const subtag = /^([a-z]{2,3})(?:[-_,]|$)/u.exec(claim?.value.trim().toLowerCase() ?? '')?.[1];
    if (claim !== null && subtag !== undefined) return { value: subtag, from: claim.from };
  }
  return null;
}
