/** Pages that only lead to another one. */

import { resolveUrl } from '../../../core/url.ts';
import { attribute } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';

/** A stub says hardly more than that it is one. */
const MAX_CHARS = 400;
/** Slower refreshes renew a page for its reader. */
const MAX_DELAY_SECONDS = 10;

/** Where a page without words of its own sends its visitors at once, or null. `text` is what would be its article. */
export function findStubTarget(evidence: PageEvidence, text: string): string | null {
  if (text.length > MAX_CHARS) return null;
  for (const meta of evidence.byTag.get('meta') ?? []) {
    if (attribute(meta, 'http-equiv')?.toLowerCase() !== 'refresh') continue;
    const refresh = /^\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*url\s*=\s*["']?([^"']+)/iu.exec(attribute(meta, 'content') ?? '');
    const target = refresh === null || Number(refresh[1]) > MAX_DELAY_SECONDS ? null : resolveUrl(refresh[2]?.trim() ?? null, evidence.url);
    if (target !== null && target !== evidence.url) return target;
  }
  return null;
}
