/** What sort of writeup a post is. */

import type { Kind } from '../../core/post.ts';
import { clip } from '../../core/text.ts';
import { KIND_CUES, type KindCues } from './kind-cues.ts';
import type { Mentions, Passage } from './mentions.ts';

/** The kind and the words that show it; they are empty for `other`. */
export type KindEvidence = { readonly kind: Kind; readonly evidence: string };

/** A title that decides. */
const TITLE = 3;
/** A title that hints; two phrases in the text make it decide. */
const TITLE_HINT = 1;
/** Phrases alone decide from five different ones on, the first words' counting double; fewer occur in any text. */
const MIN_SCORE = 2.5;
const PHRASE = 0.5;
const MAX_PHRASES = 3;

type Weighed = { readonly kind: Kind; readonly score: number; readonly evidence: string };

/**
 * The kind of a post by its title and by the phrases of {@link KIND_CUES} found in its text (`cues[i]` are those of the `i`-th
 * kind). `other` where nothing shows enough: no kind is better than a wrong one.
 */
export function findKind(title: string, cues: readonly (Mentions | null)[]): KindEvidence {
  let best: Weighed = { kind: 'other', score: 0, evidence: '' };
  KIND_CUES.forEach((kindCues, index) => {
    const weighed = weigh(kindCues, title, cues[index] ?? null);
    if (weighed.score > best.score) best = weighed;
  });
  return best.score >= MIN_SCORE ? { kind: best.kind, evidence: best.evidence } : { kind: 'other', evidence: '' };
}

function weigh({ kind, title: decides, titleHint }: KindCues, title: string, cues: Mentions | null): Weighed {
  const found = decides.exec(title);
  const hint = found === null ? titleHint?.exec(title) ?? null : null;
  const phrases = phraseScore(cues);
  const score = (found !== null ? TITLE : hint !== null ? TITLE_HINT : 0) + phrases;
  const evidence = found?.[0] ?? (cues === null ? '' : quoteCue(cues.passage));
  return { kind, score, evidence };
}

function phraseScore(cues: Mentions | null): number {
  if (cues === null) return 0;
  const early = Math.min(2, cues.names.lead + cues.names.heading);
  return Math.min(MAX_PHRASES, PHRASE * (cues.spellings.length + early));
}

function quoteCue({ source, start, end }: Passage): string {
  return clip(source.slice(start, end), 80);
}

/** The cues of each kind as spellings to be found together with the topics'. */
export const CUE_SPELLINGS = KIND_CUES.map(({ phrases }) => ({ synonyms: phrases, ambiguous: [], context: [], signs: [], exceptions: [] }));
