/** Which posts are one writeup, given what joins them, and which of them is the original. Pure, and the same in whatever order things became known. */

import { LOW_QUALITY, type Quality } from '../../core/article.ts';
import type { Instant } from '../../core/feed.ts';
import type { Join } from '../../core/post.ts';
import { siteRank } from './site-rank.ts';
import { slugsDiffer } from './slug.ts';
import { relateTitles } from './title.ts';

/** What the partition needs of a post. */
export type ClusterMember = { readonly id: string; readonly url: string; readonly title: string; readonly wordCount: number };

/** What the choice of the original needs of a post. */
export type OriginalCandidate = {
  readonly id: string;
  readonly url: string;
  readonly canonicalUrl: string;
  readonly publishedAt: Instant | null;
  readonly wordCount: number;
  readonly excerptOnly: boolean;
  readonly quality: Quality;
};

/** The rules that rest on an address or on a person's word, not on a likeness of texts. A `named-original` join holds the original's canonical address in its reason. */
const TRUSTED_RULES: ReadonlySet<string> = new Set(['same-address', 'named-original', 'manual']);
/** A text is another one's part, rather than another version of it, below this resemblance. */
const PART_SIMILARITY = 0.35;

/**
 * The posts as clusters, each with its members' ids in order. Strong joins count first. Clusters stay apart where a join
 * across them was undone, where the titles or slugs of two members name different versions or parts, and where nothing but an excerpt that both hold would join them.
 */
export function partition(members: readonly ClusterMember[], joins: readonly Join[]): readonly (readonly string[])[] {
  const clusters = new Map(members.map((member) => [member.id, [member]]));
  const known = joins.filter((join) => clusters.has(join.leftId) && clusters.has(join.rightId));
  const undone = new Set(known.filter((join) => join.undoneAt !== null).map((join) => pairOf(join.leftId, join.rightId)));
  for (const join of known.filter((each) => each.undoneAt === null).toSorted(byStrength)) {
    const left = clusters.get(join.leftId) ?? [];
    const right = clusters.get(join.rightId) ?? [];
    if (left === right || isUndone(left, right, undone)) continue;
    if (!TRUSTED_RULES.has(join.rule) && (holdsTwoPosts(left, right) || bridgesByExcerpt(join, left, right))) continue;
    const merged = [...left, ...right];
    for (const member of merged) clusters.set(member.id, merged);
  }
  return [...new Set(clusters.values())].map((cluster) => cluster.map((member) => member.id).sort()).sort((a, b) => compareText(a[0] ?? '', b[0] ?? ''));
}

/**
 * The id of the post that the others are copies of: of fair quality and whole before a mere excerpt, named as the original by others'
 * pages, on a site of its own before a publishing platform before a planet or a staging path, earliest, longest. Ties go to the shorter address, so that the choice is stable.
 */
export function chooseOriginal(members: readonly OriginalCandidate[], joins: readonly Join[]): string {
  const named = joins.filter((join) => join.rule === 'named-original' && join.undoneAt === null);
  const ranked = members.map((member) => ({ member, rank: rankOf(member, members, named) })).sort((a, b) => compareRanks(a.rank, b.rank));
  const first = ranked[0];
  if (first === undefined) throw new TypeError('A cluster has at least one member.');
  return first.member.id;
}

type Rank = readonly (number | string)[];

/** Lower is better, from the weightiest to the tie-breakers. */
function rankOf(member: OriginalCandidate, members: readonly OriginalCandidate[], named: readonly Join[]): Rank {
  const address = member.canonicalUrl;
  const mentions = named.filter((join) => join.leftId === member.id || join.rightId === member.id);
  const isNamed = mentions.some((join) => join.reason.includes(` ${address} `));
  return [
    Number(member.quality.score < LOW_QUALITY),
    Number(member.excerptOnly),
    mentions.length === 0 ? 1 : isNamed ? 0 : 2,
    siteRank(address, members.map((other) => other.canonicalUrl)),
    member.publishedAt?.slice(0, 10) ?? '9999',
    -member.wordCount,
    address.length,
    address,
  ];
}

function compareRanks(a: Rank, b: Rank): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function byStrength(a: Join, b: Join): number {
  return strengthOf(b) - strengthOf(a) || compareText(pairOf(a.leftId, a.rightId), pairOf(b.leftId, b.rightId));
}

function strengthOf(join: Join): number {
  if (TRUSTED_RULES.has(join.rule)) return 3;
  return join.similarity >= PART_SIMILARITY ? 1 + join.similarity : join.containment;
}

function isUndone(left: readonly ClusterMember[], right: readonly ClusterMember[], undone: ReadonlySet<string>): boolean {
  return undone.size > 0 && left.some((a) => right.some((b) => undone.has(pairOf(a.id, b.id))));
}

/** Two of the members bear the marks of different posts of one series. */
function holdsTwoPosts(left: readonly ClusterMember[], right: readonly ClusterMember[]): boolean {
  return left.some((a) => right.some((b) => {
    const titles = relateTitles(a.title, b.title);
    return titles.conflict || slugsDiffer(a.url, b.url, titles);
  }));
}

/** An excerpt joins its own cluster to a longer text, unless that cluster has a longer text already. */
function bridgesByExcerpt(join: Join, left: readonly ClusterMember[], right: readonly ClusterMember[]): boolean {
  if (join.similarity >= PART_SIMILARITY) return false;
  const a = left.find((member) => member.id === join.leftId || member.id === join.rightId);
  const b = right.find((member) => member.id === join.leftId || member.id === join.rightId);
  if (a === undefined || b === undefined) return false;
  const [part, side] = a.wordCount <= b.wordCount ? [a, left] : [b, right];
  return side.some((member) => member.wordCount > 1.5 * part.wordCount + 50);
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
