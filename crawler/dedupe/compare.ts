/** Whether two posts are one writeup, and why. */

import type { Instant } from '../../core/feed.ts';
import type { Fingerprint } from '../../core/fingerprint.ts';
import type { JoinEvidence } from '../../core/post.ts';
import { hostOf } from '../../core/url.ts';
import { decodeSketch, LEAD_WORDS, overlapBelow, type Sketch } from './sketch.ts';
import { slugsDiffer } from './slug.ts';
import { isSameTitle, relateTitles, type TitleRelation } from './title.ts';

/** What the comparison needs of a post. */
export type DedupeDocument = {
  readonly id: string;
  readonly url: string;
  readonly canonicalUrl: string;
  readonly title: string;
  readonly publishedAt: Instant | null;
  readonly language: string | null;
  readonly wordCount: number;
  readonly excerptOnly: boolean;
  readonly fingerprint: Fingerprint;
};

/** Fewer sampled shingles than this tell too little about containment. */
const ENOUGH_SHINGLES = 12;
/** Spun and noisy copies share at least this much, under a title that is kept. */
const NEAR_COPY = 0.35;
/** Under a title that has only something in common, templates share less than this. */
const RELATED_COPY = 0.5;
/** Under a title that has nothing in common. */
const RETITLED_COPY = 0.6;
/** Share of an excerpt that its post holds; noise and dropped sentences cost it the rest. */
const PART_OF_TEXT = 0.55;
/** A redirect notice or a bare link says nothing about what stands behind it. */
const MIN_WORDS = 12;
/** A title with this many words is one post's own, whatever number or date one of its forms leaves out. */
const SPECIFIC_TITLE = 5;
/** Under titles that have nothing in common, fewer words may be a notice or an author's biography. */
const ENOUGH_WORDS = 60;
const ENOUGH_NUMBERS = 4;
/** Texts that share this much are one text with a word changed here and there. */
const SAME_TEXT = 0.9;
/** Above this, a text was revised or its code laid out anew; below it, other numbers and dates mean another occasion. */
const REVISED_TEXT = 0.8;
const DAY_MILLISECONDS = 86_400_000;

/** Why the two are one writeup, or null where they are not or nothing shows it. The order of the two makes no difference. */
export function compare(a: DedupeDocument, b: DedupeDocument): JoinEvidence | null {
  if (a.canonicalUrl === b.canonicalUrl) return { rule: 'same-address', reason: `Both stand at ${a.canonicalUrl}.`, similarity: 1, containment: 1 };
  if (a.language !== null && b.language !== null && a.language !== b.language) return null;
  const left = decodeSketch(a.fingerprint.data);
  const right = decodeSketch(b.fingerprint.data);
  const text = likeness(left, right);
  if (text.containment < PART_OF_TEXT && !a.excerptOnly && !b.excerptOnly) return null;
  const titles = relateTitles(a.title, b.title);
  if (titles.conflict || slugsDiffer(a.url, b.url, titles)) return null;
  if (text.similarity < REVISED_TEXT && (recurs(a, b) || numbersDiffer(left, right))) return null;
  return byText({ ...text, titles, words: Math.min(left.wordCount, right.wordCount) }) ?? byTitle(a, b, text);
}

/** Shares of phrases, 0–1: of both texts together, and of the shorter one in the longer. */
export type TextLikeness = { readonly similarity: number; readonly containment: number };

/** How alike two texts are, estimated from their sketches. */
export function likeness(left: Sketch, right: Sketch): TextLikeness {
  const { shared, left: l, right: r } = overlapBelow(left.shingles, right.shingles, Math.min(left.shingleBound, right.shingleBound));
  const similarity = shared === 0 ? 0 : shared / (l + r - shared);
  const sampled = Math.min(l, r) < ENOUGH_SHINGLES ? 0 : shared / Math.min(l, r);
  return { similarity, containment: Math.max(sampled, leadContainment(left, right), similarity) };
}

/** How much of a text that is no longer than a lead stands in the other's beginning. */
function leadContainment(left: Sketch, right: Sketch): number {
  const { shared, left: l, right: r } = overlapBelow(left.lead, right.lead, 2 ** 16);
  return Math.min(left.wordCount, right.wordCount) > LEAD_WORDS ? 0 : shared / Math.max(1, Math.min(l, r));
}

/** One site, two dates: the next post on a template (a meeting, a release, a report) sooner than a copy. */
function recurs(a: DedupeDocument, b: DedupeDocument): boolean {
  const [left, right] = [dateOf(a), dateOf(b)];
  return hostOf(a.url) === hostOf(b.url) && left !== null && right !== null && Math.abs(left - right) > 1.5 * DAY_MILLISECONDS;
}

/** The day of publication in milliseconds, from the post or else from a date in its address. */
function dateOf({ publishedAt, url }: DedupeDocument): number | null {
  const written = publishedAt ?? /\b((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)\b/u.exec(url)?.slice(1).join('-') ?? '';
  const time = Date.parse(written.slice(0, 10));
  return Number.isNaN(time) ? null : time;
}

/** Copies keep the numbers of the original; posts on one template have others. */
function numbersDiffer(left: Sketch, right: Sketch): boolean {
  const { shared, left: l, right: r } = overlapBelow(left.numbers, right.numbers, Math.min(left.numberBound, right.numberBound));
  return Math.min(l, r) >= ENOUGH_NUMBERS && shared / Math.min(l, r) < 0.5;
}

type Facts = TextLikeness & { readonly words: number; readonly titles: TitleRelation };
type TextRule = { readonly rule: string; readonly holds: (facts: Facts) => boolean; readonly reason: (facts: Facts) => string };

/** The first rule that holds is the one that is named. */
const TEXT_RULES: readonly TextRule[] = [
  {
    rule: 'same-text',
    holds: ({ similarity, titles, words }) => similarity >= SAME_TEXT && (areRelated(titles) || words >= ENOUGH_WORDS),
    reason: ({ similarity }) => `The texts are the same (${percent(similarity)} of their phrases).`,
  },
  {
    rule: 'near-copy',
    holds: ({ similarity, titles }) => (areAlike(titles) && similarity >= NEAR_COPY) || (areRelated(titles) && similarity >= RELATED_COPY),
    reason: ({ similarity }) => `The titles agree and the texts share ${percent(similarity)} of their phrases.`,
  },
  {
    rule: 'contained',
    holds: ({ containment, titles }) => areAlike(titles) && containment >= PART_OF_TEXT,
    reason: ({ containment }) => `The titles agree and ${percent(containment)} of the shorter text stands in the longer one.`,
  },
  {
    rule: 'retitled',
    holds: ({ similarity, containment, words }) => words >= ENOUGH_WORDS && (similarity >= RETITLED_COPY || (containment >= 0.8 && similarity >= 0.4)),
    reason: ({ similarity }) => `Under different titles the texts share ${percent(similarity)} of their phrases.`,
  },
];

function byText(facts: Facts): JoinEvidence | null {
  const found = facts.words < MIN_WORDS ? undefined : TEXT_RULES.find(({ holds }) => holds(facts));
  return found === undefined ? null : { rule: found.rule, reason: found.reason(facts), similarity: facts.similarity, containment: facts.containment };
}

function areAlike({ likeness, oneSided, sharedWords }: TitleRelation): boolean {
  return likeness >= 0.8 && (!oneSided || sharedWords >= SPECIFIC_TITLE);
}

function areRelated({ likeness }: TitleRelation): boolean {
  return likeness >= 0.5;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A feed's or listing's own words about a post may share nothing with its text, but name it on the same day by the same title. */
function byTitle(a: DedupeDocument, b: DedupeDocument, { similarity, containment }: TextLikeness): JoinEvidence | null {
  if (!(a.excerptOnly || b.excerptOnly) || a.publishedAt === null || b.publishedAt === null) return null;
  const isOneSite = hostOf(a.url) === hostOf(b.url);
  const apart = Math.abs(Date.parse(a.publishedAt) - Date.parse(b.publishedAt));
  if (apart > 2 * DAY_MILLISECONDS || !isSameTitle(a.title, b.title, isOneSite ? 1 : 3)) return null;
  return { rule: 'same-title', reason: `An excerpt with the same title, published ${isOneSite ? 'on one site' : 'on two sites'} within two days.`, similarity, containment };
}
