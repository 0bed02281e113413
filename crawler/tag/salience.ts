/** How much a post is about a topic, from where and how often it names it. */

import { KINDS, type Kind } from '../../core/post.ts';
import type { SalienceWeights, Taxonomy } from '../../core/taxonomy.ts';
import type { Mentions } from './mentions.ts';

/** What the model knows of one topic in one post; counts are logarithmic unless said otherwise. */
export type Features = {
  readonly one: 1;
  /** 0 or 1: named in the title; `titleSign`: only hinted at. */
  readonly title: number;
  readonly titleSign: number;
  /** 0 or 1: named in the address's path or host. */
  readonly path: number;
  readonly host: number;
  /** Named among the first words or in headings. */
  readonly lead: number;
  readonly leadSigns: number;
  readonly names: number;
  readonly signs: number;
  /** Names in a hundred words, at most 3. */
  readonly density: number;
  readonly spellings: number;
  /** The same of the topics directly below it. */
  readonly childTitle: number;
  readonly childLead: number;
  readonly childNames: number;
  /** Seldom mentioned topics are meant where they are mentioned. */
  readonly rarity: number;
  readonly titleRarity: number;
  readonly leadRarity: number;
  readonly namesRarity: number;
  /** Its part of all mentions in the post. */
  readonly share: number;
  /** 0 or 1: only topics below it are named. */
  readonly unnamed: number;
};

/** The places of the topics in the taxonomy's order: the topics directly above each. */
export type Hierarchy = readonly (readonly number[])[];

/** A topic in a post: what is known of it, and the topics below it that the post names. */
export type Measured = { readonly features: Features; readonly children: readonly number[] };

export function hierarchyOf(taxonomy: Pick<Taxonomy, 'topics'>): Hierarchy {
  const places = new Map(taxonomy.topics.map(({ slug }, index) => [slug, index]));
  return taxonomy.topics.map(({ parents }) => parents.flatMap((parent) => places.get(parent) ?? []));
}

/** What is known of each topic that is named, or above one that is; mentions of what is no topic are passed over. `rarity` is by topic. */
export function measureTopics(
  mentions: ReadonlyMap<number, Mentions>, tokenCount: number, { hierarchy, rarity }: { readonly hierarchy: Hierarchy; readonly rarity: readonly number[] },
): ReadonlyMap<number, Measured> {
  const children = new Map<number, number[]>();
  let total = 0;
  for (const [topic, { names, signs }] of mentions) {
    total += names.lead + names.body + 0.3 * (signs.lead + signs.body);
    for (const parent of hierarchy[topic] ?? []) children.set(parent, [...(children.get(parent) ?? []), topic]);
  }
  const measured = new Map<number, Measured>();
  for (const topic of new Set([...mentions.keys(), ...children.keys()])) {
    const below = children.get(topic) ?? [];
    const childMentions = below.flatMap((child) => mentions.get(child) ?? []);
    const features = featuresOf(mentions.get(topic) ?? null, childMentions, { total, tokenCount, rarity: (rarity[topic] ?? 0) / RARITY_SCALE });
    measured.set(topic, { features, children: below });
  }
  return measured;
}

/** Brings rarities, which reach 8.6 for a topic that one post in 5,600 mentions, to the size of the other features. */
const RARITY_SCALE = 5;

function featuresOf(own: Mentions | null, below: readonly Mentions[], post: { readonly total: number; readonly tokenCount: number; readonly rarity: number }): Features {
  const title = sign(own?.names.title);
  const lead = Math.log1p((own?.names.lead ?? 0) + (own?.names.heading ?? 0) / 2);
  const count = (own?.names.lead ?? 0) + (own?.names.body ?? 0);
  const names = Math.log1p(count);
  const signs = (own?.signs.lead ?? 0) + (own?.signs.body ?? 0);
  return {
    one: 1, title, lead, names,
    titleSign: sign(own?.signs.title),
    path: sign(own?.names.path),
    host: sign(own?.names.host),
    leadSigns: Math.log1p(own?.signs.lead ?? 0),
    signs: Math.log1p(signs),
    // 50 words more, so that a short text does not become dense by one word.
    density: Math.min(3, (count * 100) / (post.tokenCount + 50)),
    spellings: Math.log1p(own?.spellings.length ?? 0),
    childTitle: below.some((child) => child.names.title > 0) ? 1 : 0,
    childLead: Math.log1p(sum(below, (child) => child.names.lead)),
    childNames: Math.log1p(sum(below, (child) => child.names.lead + child.names.body)),
    rarity: post.rarity,
    titleRarity: title * post.rarity,
    leadRarity: lead * post.rarity,
    namesRarity: names * post.rarity,
    share: count / (post.total + 1),
    unnamed: own === null ? 1 : 0,
  };
}

function sign(count = 0): number {
  return count > 0 ? 1 : 0;
}

function sum<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0);
}

/** How firmly a child stands in the post, 0–1: what an edge of the hierarchy passes on. Set by hand, so that edges can be trained at once with the rest. */
export function firmness({ title, lead, names, density, host }: Features): number {
  return sigmoid(-2 + 2 * title + 0.8 * lead + 0.5 * names + 0.5 * density + 0.5 * host);
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Scores (0–1) by topic of a post of this kind, given the logits that its words add. */
export type Scorer = (measured: ReadonlyMap<number, Measured>, kind: Kind, termLogits: Float64Array) => ReadonlyMap<number, number>;

/** What a title names is what the post is about, though authors seldom repeat it in a tag: such a topic scores at least so much. */
const TITLE_SCORE = 0.2;

/** The model with its weights looked up once. */
export function createScorer(slugs: readonly string[], weights: SalienceWeights): Scorer {
  const bias = slugs.map((slug) => weights.topics[slug] ?? 0);
  const kindBias = new Map(KINDS.map((kind) => [kind, slugs.map((slug) => weights.kinds[`${kind}>${slug}`] ?? 0)]));
  const places = new Map(slugs.map((slug, place) => [slug, place]));
  const edges = slugs.map(() => new Map<number, number>());
  for (const [edge, weight] of Object.entries(weights.edges)) {
    const [child = '', parent = ''] = edge.split('>');
    edges[places.get(parent) ?? -1]?.set(places.get(child) ?? -1, weight);
  }
  const featureWeights = Object.entries(weights.features);
  return (measured, kind, termLogits) => {
    const scores = new Map<number, number>();
    for (const [topic, { features, children }] of measured) {
      const byName: Readonly<Record<string, number>> = features;
      let logit = (bias[topic] ?? 0) + (kindBias.get(kind)?.[topic] ?? 0) + (termLogits[topic] ?? 0);
      for (const [name, weight] of featureWeights) logit += weight * (byName[name] ?? 0);
      for (const child of children) {
        const weight = edges[topic]?.get(child);
        const childFeatures = weight === undefined ? undefined : measured.get(child)?.features;
        if (weight !== undefined && childFeatures !== undefined) logit += weight * firmness(childFeatures);
      }
      scores.set(topic, Math.max(sigmoid(logit), features.title * TITLE_SCORE));
    }
    return scores;
  };
}
