/** Whether two posts are one writeup, and why. */

import type { Instant } from '../../core/feed.ts';
import type { Fingerprint } from '../../core/fingerprint.ts';
import type { JoinEvidence } from '../../core/post.ts';
import { hostOf } from '../../core/url.ts';
import { decodeSketch, overlapBelow, type Sketch } from './sketch.ts';
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
const ENOUGH_NUMBERS = 4;
const DAY_MILLISECONDS = 86_400_000;

/** Why the two are one writeup, or null where they are not or nothing shows it. The order of the two makes no difference. */
export function compare(a: DedupeDocument, b: DedupeDocument): JoinEvidence | null {
  if (a.canonicalUrl === b.canonicalUrl) return { rule: 'same-address', reason: `Both stand at ${a.canonicalUrl}.`, similarity: 1, containment: 1 };
  if (a.language !== null && b.language !== null && a.language !== b.language) return null;
  const titles = relateTitles(a.title, b.title);
  if (titles.conflict) return null;
  const left = decodeSketch(a.fingerprint.data);
  const right = decodeSketch(b.fingerprint.data);
  if (numbersDiffer(left, right)) return null;
  const text = likeness(left, right);
  return byText(text, titles, Math.min(left.wordCount, right.wordCount)) ?? byTitle(a, b, titles, text);
}

/** Shares of shingles, 0–1: of both texts together, and of the shorter one in the longer. */
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
  const shorter = left.wordCount <= right.wordCount ? left : right;
  const longer = shorter === left ? right : left;
  if (shorter.wordCount > 128 || shorter.lead.length < 6) return 0;
  return overlapBelow(shorter.lead, longer.lead, 2 ** 16).shared / shorter.lead.length;
}

/** Copies keep the numbers of the original; posts on one template have others. */
function numbersDiffer(left: Sketch, right: Sketch): boolean {
  const { shared, left: l, right: r } = overlapBelow(left.numbers, right.numbers, Math.min(left.numberBound, right.numberBound));
  return Math.min(l, r) >= ENOUGH_NUMBERS && shared / Math.min(l, r) < 0.5;
}

function byText({ similarity, containment }: TextLikeness, titles: TitleRelation, words: number): JoinEvidence | null {
  const alike = titles.likeness >= 0.5 && !titles.oneSided;
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  if (similarity >= 0.9 && (alike || words >= 60 || titles.likeness >= 0.5)) return { rule: 'same-text', reason: `The texts are the same (${percent(similarity)} of their phrases).`, similarity, containment };
  if (alike && similarity >= 0.35) return { rule: 'near-copy', reason: `The titles agree and the texts share ${percent(similarity)} of their phrases.`, similarity, containment };
  if (alike && containment >= 0.45) return { rule: 'contained', reason: `The titles agree and ${percent(containment)} of the shorter text stands in the longer one.`, similarity, containment };
  if (words >= 60 && (similarity >= 0.6 || (containment >= 0.8 && similarity >= 0.4))) return { rule: 'retitled', reason: `Under other titles the texts share ${percent(similarity)} of their phrases.`, similarity, containment };
  return null;
}

/** A feed's or listing's own words about a post may share nothing with its text, but name it on the same day by the same title. */
function byTitle(a: DedupeDocument, b: DedupeDocument, titles: TitleRelation, { similarity, containment }: TextLikeness): JoinEvidence | null {
  if (!(a.excerptOnly || b.excerptOnly) || titles.oneSided || !isSameTitle(a.title, b.title) || a.publishedAt === null || b.publishedAt === null) return null;
  if (Math.abs(Date.parse(a.publishedAt) - Date.parse(b.publishedAt)) > 2 * DAY_MILLISECONDS) return null;
  const where = hostOf(a.url) === hostOf(b.url) ? 'on one site' : 'on two sites';
  return { rule: 'same-title', reason: `An excerpt with the same title, published ${where} within two days.`, similarity, containment };
}
