/** How much of a question a post answers, and with which passage. Pure. */

import { placesIn, toWanted, type Place, type Wanted } from './places.ts';

export type Evidence = {
  /** 0–1: the share of the question's weight that title and passage hold. */
  readonly coverage: number;
  readonly inTitle: readonly string[];
  readonly inPassage: readonly string[];
  /** Words that stand elsewhere in the text. */
  readonly inText: readonly string[];
  readonly missing: readonly string[];
  /** The passage that holds most of what the title does not say, one line; empty where the post has no text. */
  readonly passage: string;
};

/** What a word counts by where it stands: in the passage nearly as much as in the title, anywhere in a text little. */
const IN_PASSAGE = 0.9;
const IN_TEXT = 0.45;
/** What a word that the title holds adds to a passage that says it again. */
const AGAIN = 0.4;
/** Three lines of a chat message. */
const MAX_PASSAGE_CHARS = 300;
/** Room at the end of a passage for the rest of its sentence. */
const MAX_SPAN_CHARS = 240;
/** Posts are read this far: longer ones have said what they are about. */
const MAX_TEXT_CHARS = 60_000;

/** The evidence for one post. */
export function findEvidence(words: readonly { readonly text: string; readonly weight: number }[], { title, text }: { readonly title: string; readonly text: string }): Evidence {
  const wanted = words.map(toWanted);
  const body = text.slice(0, MAX_TEXT_CHARS);
  const places = placesIn(body, wanted);
  const titleHas = new Set(placesIn(title, wanted).map(({ which }) => which));
  const { start, end, has } = bestSpan(places, wanted, titleHas);
  const textHas = new Set(places.map(({ which }) => which));
  const pick = (test: (which: number) => boolean): string[] => wanted.filter((_, which) => test(which)).map((word) => word.text);
  const share = (which: number): number => (titleHas.has(which) ? 1 : has.has(which) ? IN_PASSAGE : textHas.has(which) ? IN_TEXT : 0);
  const all = wanted.reduce((sum, { weight }) => sum + weight, 0);
  return {
    coverage: all === 0 ? 1 : wanted.reduce((sum, { weight }, which) => sum + weight * share(which), 0) / all,
    inTitle: pick((which) => titleHas.has(which)),
    inPassage: pick((which) => has.has(which)),
    inText: pick((which) => !titleHas.has(which) && !has.has(which) && textHas.has(which)),
    missing: pick((which) => !titleHas.has(which) && !textHas.has(which)),
    passage: cutPassage(body, start, end),
  };
}

type Span = { readonly start: number; readonly end: number; readonly has: ReadonlySet<number> };

/** The span that weighs most: words that the title lacks count fully, others a little; the first of equal ones. */
function bestSpan(places: readonly Place[], wanted: readonly Wanted[], titleHas: ReadonlySet<number>): Span {
  const weightOf = (which: number): number => (wanted[which]?.weight ?? 0) * (titleHas.has(which) ? AGAIN : 1);
  const counts = new Map<number, number>();
  let best: Span & { readonly score: number } = { start: 0, end: 0, has: new Set(), score: 0 };
  let score = 0;
  let first = 0;
  for (const [last, place] of places.entries()) {
    if ((counts.get(place.which) ?? 0) === 0) score += weightOf(place.which);
    counts.set(place.which, (counts.get(place.which) ?? 0) + 1);
    while (first < last && place.end - (places[first] as Place).start > MAX_SPAN_CHARS) {
      const gone = (places[first] as Place).which;
      counts.set(gone, (counts.get(gone) ?? 1) - 1);
      if (counts.get(gone) === 0) score -= weightOf(gone);
      first += 1;
    }
    if (score > best.score + 1e-9) {
      best = { start: (places[first] as Place).start, end: place.end, has: new Set([...counts].flatMap(([which, count]) => (count > 0 ? [which] : []))), score };
    }
  }
  return best;
}

/** The span from the beginning of its sentence on, as one line; `…` stands where text was cut. */
function cutPassage(body: string, start: number, end: number): string {
  const from = sentenceStart(body, start, MAX_PASSAGE_CHARS - (end - start));
  const to = sentenceEnd(body, end, from + MAX_PASSAGE_CHARS);
  const line = body.slice(from, to).toWellFormed().replace(/[\s\uFFFD]+/gu, ' ').trim();
  const isCut = to < body.length && !/[.!?。！？\n]/u.test(body.charAt(to - 1)) && body.charAt(to) !== '\n';
  return `${isMidSentence(body, from) ? '…' : ''}${line}${isCut ? '…' : ''}`;
}

const SENTENCE_END = /[.!?。！？\n](?=\s|$)|\n|[。！？]/gu;

function sentenceStart(body: string, start: number, room: number): number {
  const from = Math.max(0, start - Math.max(0, room));
  const before = body.slice(from, start);
  const last = [...before.matchAll(SENTENCE_END)].at(-1);
  if (last !== undefined) return from + last.index + last[0].length;
  if (from === 0) return 0;
  const space = before.indexOf(' ');
  return space < 0 ? start : from + space + 1;
}

function sentenceEnd(body: string, end: number, limit: number): number {
  if (limit >= body.length) return body.length;
  const rest = body.slice(end, limit);
  const last = [...rest.matchAll(SENTENCE_END)].at(-1);
  if (last !== undefined) return end + last.index + last[0].length;
  const space = rest.lastIndexOf(' ');
  return space < 0 ? Math.max(end, limit) : end + space;
}

function isMidSentence(body: string, from: number): boolean {
  return from > 0 && !/[.!?。！？\n]\s*$/u.test(body.slice(Math.max(0, from - 4), from));
}
