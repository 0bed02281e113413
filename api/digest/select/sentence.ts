/** One honest sentence about a writeup: its author's description, else the best passage. Nothing is added or reworded. Pure. */

import { cleanLine, fold, words } from '../../../core/text.ts';
import type { Sentence } from './candidate.ts';

const MIN_CHARS = 40;
const MAX_CHARS = 260;
const MIN_WORDS = 7;
/** What a writeup is about is said early. */
const PASSAGE_SENTENCES = 40;
const MAX_READ_CHARS = 12_000;

/** Sentences that tell about the page, the series or the speaker, and not what is in it. */
const BOILERPLATE = [
  /\b(?:read more|continue reading|click here|sign up|subscribe|newsletter|cookie|all rights reserved|appeared first on|table of contents|follow us|share this)\b/iu,
  /^(?:posted|published|written|updated|last updated|by|tags?|author|photo|image|figure|source|credits?|originally published|this post (?:is|was) (?:part|originally)|guest post)\b/iu,
  /^(?:hi|hello|hey|welcome|greetings|dear|happy|thanks|thank you)\b/iu,
  /\b(?:we(?:’|'| a)re (?:happy|excited|pleased|proud|delighted|thrilled)|it(?:’|'| i)s (?:our|my) pleasure|(?:is|are) (?:happy|excited|pleased|proud|delighted|thrilled) to)\b/iu,
  /\b(?:see (?:also|below)|as (?:shown|mentioned|discussed) (?:above|below|earlier)|in the (?:last|previous|next) (?:post|part|section|article))\b/iu,
  /\b(?:diagram|figure|table|image|picture|graph|chart|listing|snippet|screenshot|code|example|list)s?\b[^.]{0,25}\b(?:below|above|shows?|following)\b|\bthe following\b/iu,
  /https?:\/\/|[{}<>=]|\||\t/u,
];
/** A sentence that begins so leans on the one before. */
const DEPENDENT = /^(?:this|that|these|those|it|its|they|he|she|his|her|their|such|so|but|and|or|however|therefore|thus|also|then|instead|otherwise|moreover|furthermore|finally|additionally|for example|for instance|as a result|in addition|here|there|both|another|again|yet|to do (?:so|this)|there (?:are|is|was|were)|you (?:may|might|can|could|will)|(?:with|in|for|from|at|on|by|like|unlike|because of|given|after|under|without) (?:this|that|these|those|it|them)\b(?! (?:post|article|blog|series|tutorial|document|paper|write-?up)))\b/iu;
/** How its author came to write is less than what was written. */
const ANECDOTE = /^(?:I|I(?:’|')(?:m|ve|d)|last (?:week|month|year)|recently|today|yesterday|if you(?:’|'| a)|let(?:’|')s)\b/iu;
/** A text that says what it is about says it best itself. */
const SELF = /\b(?:this (?:blog )?(?:post|article|writeup|document|paper|essay|tutorial|guide|report) (?:describes|explains|shows|covers|explores|presents|discusses|walks|introduces|looks|outlines|summari[sz]es|documents|is (?:about|a|an|the|your)|will)|in this (?:blog )?(?:post|article|essay|tutorial|guide)|(?:the )?(?:goal|purpose|aim) of this (?:post|article|project|work)|tl;?dr)\b/iu;
const TELLS = /\b(?:how|why|we (?:built|moved|found|learned|learnt|replaced|rewrote|reduced|cut|designed|needed|migrated|measured|discovered|deployed)|(?:faster|slower|reduced|improved|increased|outage|failed|because))\b/iu;

/** The sentence for a text; null where none can stand alone. `excerpt` null: what describes it describes other posts too. */
export function findSentence({ title, excerpt, text }: { readonly title: string; readonly excerpt: string | null; readonly text: string }): Sentence | null {
  const described = excerpt === null || isOpening(excerpt, text) ? undefined : splitSentences(excerpt).find((sentence) => isSound(sentence, title));
  if (described !== undefined) return { text: described, from: 'author' };
  const best = bestPassage(title, text);
  return best === null ? null : { text: best, from: 'passage' };
}

/** A description that is only how the text begins is chosen like any passage. */
function isOpening(excerpt: string, text: string): boolean {
  return fold(text.slice(0, excerpt.length * 2)).startsWith(fold(excerpt.replace(/…$/u, '')).slice(0, 80));
}

function bestPassage(title: string, text: string): string | null {
  const about = new Set(words(title).filter((word) => word.length > 3));
  const sentences = text.slice(0, MAX_READ_CHARS).split('\n').filter(isProse).flatMap(splitSentences).slice(0, PASSAGE_SENTENCES);
  const rated = sentences.map((sentence, at) => ({ sentence, at, rating: isSound(sentence, title) ? rate(sentence, at, about) : -Infinity }))
    .toSorted((a, b) => b.rating - a.rating || a.at - b.at);
  const [best] = rated;
  return best === undefined || best.rating < 0 ? null : best.sentence;
}

function rate(sentence: string, at: number, about: ReadonlySet<string>): number {
  const shared = new Set(words(sentence).filter((word) => about.has(word))).size;
  return (SELF.test(sentence) ? 1.3 : TELLS.test(sentence) ? 0.5 : 0) + Math.min(1.2, 0.4 * shared) + (/\d/u.test(sentence) ? 0.15 : 0)
    - (DEPENDENT.test(sentence) && !SELF.test(sentence) ? 1.5 : 0) - (ANECDOTE.test(sentence) ? 0.7 : 0) - (sentence.endsWith('?') ? 0.6 : 0) - 0.04 * at - (sentence.length > 200 ? 0.2 : 0) + (at === 0 ? 0.2 : 0);
}

/** Paragraphs, not headings, code, list crumbs or captions. */
function isProse(block: string): boolean {
  return block.length >= MIN_CHARS && /[.!?。！？]["”’)»]?$/u.test(block.trimEnd()) && !/^\s{2,}|^[#>|`$*-]/u.test(block);
}

/** Whole sentences; what a cut left at the end is none. */
function splitSentences(text: string): string[] {
  const line = cleanLine(text, MAX_READ_CHARS);
  const ends = [...line.matchAll(/[.!?]["”’)»]?(?= +["“‘(«]?[\p{Lu}\p{N}])|[。！？]|[.!?]["”’)»]?$/gu)].filter((end) => !isAbbreviation(line, end.index));
  const cuts = ends.map((end) => end.index + end[0].length);
  return cuts.map((cut, at) => line.slice(at === 0 ? 0 : cuts[at - 1], cut).trim());
}

function isAbbreviation(line: string, at: number): boolean {
  return /(?:\b(?:e\.g|i\.e|etc|vs|cf|mr|mrs|ms|dr|prof|inc|ltd|fig|no|st|approx|al)|\b\p{Lu})$/iu.test(line.slice(Math.max(0, at - 8), at)) && /\.$/u.test(line.slice(0, at + 1)) && !/(?:etc|inc)$/iu.test(line.slice(0, at));
}

function isSound(sentence: string, title: string): boolean {
  const isDense = /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/u.test(sentence);
  const length = isDense ? sentence.length * 2 : sentence.length;
  return length >= MIN_CHARS && length <= MAX_CHARS && (isDense || words(sentence).length >= MIN_WORDS)
    && !sentence.endsWith('…') && !BOILERPLATE.some((pattern) => pattern.test(sentence)) && fold(sentence) !== fold(title);
}
