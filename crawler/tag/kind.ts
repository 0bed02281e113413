/** What sort of writeup a post is. */

import type { Kind } from '../../core/post.ts';

export type KindEvidence = { readonly kind: Kind; readonly evidence: string };

/** The kind of a post and the words that show it; `other` where nothing does. */
export function findKind(title: string, text: string): KindEvidence {
  const incident = /\b(?:post-?mortem|incident (?:report|review)|outage)\b/iu.exec(title);
  if (incident !== null) return { kind: 'postmortem', evidence: incident[0] };
  const outage = /\b(?:what went wrong|root cause|apologi[sz]e for)\b/iu.exec(text.slice(0, 5000));
  return outage === null ? { kind: 'other', evidence: '' } : { kind: 'postmortem', evidence: outage[0] };
}
