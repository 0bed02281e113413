/** What sort of writeup a post is. */

import type { Kind } from '../../core/post.ts';
import { clip } from '../../core/text.ts';
import { tagKey } from './author-tags.ts';
import { KIND_CUES, type KindCues } from './kind-cues.ts';
import type { Manner } from './manner.ts';
import type { Mentions, Passage } from './mentions.ts';

/** The kind and the words that show it; they are empty for `other`. */
export type KindEvidence = { readonly kind: Kind; readonly evidence: string };

/** What is looked at: `cues[i]` are the phrases of the `i`-th kind of {@link KIND_CUES} found in the text, `authorTags` as written. */
export type KindClues = { readonly title: string; readonly cues: readonly (Mentions | null)[]; readonly authorTags: readonly string[]; readonly manner: Manner };

/** A title that decides. */
const TITLE = 3;
/** A title that hints; two phrases in the text make it decide. */
const TITLE_HINT = 1;
const AUTHOR_TAG = 2.5;
/** Phrases alone decide from five different ones on, the first words' counting double; fewer occur in any text. */
const MIN_SCORE = 2.5;
const PHRASE = 0.5;
const MAX_PHRASES = 3;
/** What phrases count where neither title nor tag shows the kind and texts of other kinds hold as many. */
const MAX_PHRASES_ALONE = 2;

type Weighed = { readonly kind: Kind; readonly score: number; readonly evidence: string };
const NONE: Weighed = { kind: 'other', score: 0, evidence: '' };

/** The kind of a post by its title, its author's tags and the phrases of its text, else by its manner. `other` where nothing shows enough: no kind is better than a wrong one. */
export function findKind(clues: KindClues): KindEvidence {
  const tags = new Set(clues.authorTags.map(tagKey));
  let best = NONE;
  KIND_CUES.forEach((kindCues, index) => {
    const weighed = weigh(kindCues, clues.title, clues.cues[index] ?? null, tags);
    if (weighed.score > best.score) best = weighed;
  });
  if (best.score < MIN_SCORE) best = byManner(clues);
  return { kind: best.kind, evidence: best.evidence };
}

function weigh({ kind, title: decides, titleHint, tags, isToldByText }: KindCues, title: string, cues: Mentions | null, authorTags: ReadonlySet<string>): Weighed {
  const found = decides.exec(title);
  const hint = found === null ? titleHint?.exec(title) ?? null : null;
  const tag = tags.find((candidate) => authorTags.has(candidate));
  const shown = found !== null ? TITLE : tag !== undefined ? AUTHOR_TAG : hint !== null ? TITLE_HINT : 0;
  const phrases = phraseScore(cues);
  const evidence = found?.[0] ?? tag ?? (cues === null ? hint?.[0] ?? '' : quoteCue(cues.passage));
  return { kind, score: shown + (shown === 0 && !isToldByText ? Math.min(MAX_PHRASES_ALONE, phrases) : phrases), evidence };
}

function phraseScore(cues: Mentions | null): number {
  if (cues === null) return 0;
  const early = Math.min(2, cues.names.lead + cues.names.heading);
  return Math.min(MAX_PHRASES, PHRASE * (cues.spellings.length + early));
}

/** Fewer words are a note or a listing's card. */
const TOLD = 180;
const LONG = 700;
/** Read from posts: explanations and instructions hold this much code, announcements and stories half of it. */
const MUCH_CODE = 10;
const SOME_CODE = 6;
const TO_YOU = 1.4;
const OF_US = 2.5;
/** A diary tells of code, but shows little; in code `i` is nobody. */
const MOSTLY_I = 2.5;

/** Where no word names the kind: code that is explained to "you" is a tutorial, other code a deep dive, what "we" tried a case study. */
function byManner({ cues, manner: { words, we, you, i, code } }: KindClues): Weighed {
  const found = (kind: Kind) => cues[KIND_CUES.findIndex((kindCues) => kindCues.kind === kind)] ?? null;
  const phrases = (kind: Kind) => found(kind)?.spellings.length ?? 0;
  const shown = (kind: Kind): Weighed => ({ kind, score: MIN_SCORE, evidence: quoteCue(found(kind)?.passage ?? null) || `${Math.round(code)} signs of code in a thousand characters` });
  if (words < TOLD || (i >= MOSTLY_I && code < MUCH_CODE)) return NONE;
  if (words >= LONG / 2 && code >= SOME_CODE && you >= TO_YOU && phrases('tutorial') > 1) return shown('tutorial');
  if (we >= OF_US && phrases('case-study') > 0) return shown('case-study');
  if (code >= MUCH_CODE || (words >= LONG && phrases('deep-dive') > 2)) return shown('deep-dive');
  return NONE;
}

function quoteCue(passage: Passage | null): string {
  return passage === null ? '' : clip(passage.source.slice(passage.start, passage.end), 80);
}

/** The cues of each kind as spellings to be found together with the topics'. */
export const CUE_SPELLINGS = KIND_CUES.map(({ phrases }) => ({ synonyms: phrases, ambiguous: [], context: [], signs: [], exceptions: [] }));
