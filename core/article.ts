/** What extraction found in one page. */

import type { Instant } from './feed.ts';

/** A heading with the text below it, up to the next heading. `heading` is null for text before the first one. */
export type Section = {
  readonly heading: string | null;
  /** 1–6; 0 for the text before the first heading. */
  readonly level: number;
  /** The fragment that leads to it, without `#`. */
  readonly anchor: string | null;
  readonly text: string;
};

/** How far the text can be trusted: 0 (worthless) to 1. Below {@link LOW_QUALITY} a post is never an original and never mailed. */
export type Quality = { readonly score: number; readonly reasons: readonly string[] };

/** Quality scores under this mark a page as low quality. */
export const LOW_QUALITY = 0.4;

/** The article of a page. Text holds no markup, its blocks are separated by line breaks and code keeps its lines. */
export type Article = {
  readonly url: string;
  readonly canonicalUrl: string | null;
  readonly title: string | null;
  readonly authors: readonly string[];
  /** The first publication. */
  readonly publishedAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly siteName: string | null;
  readonly description: string | null;
  readonly imageUrl: string | null;
  /** BCP 47 primary subtag, such as `en`. */
  readonly language: string | null;
  /** The author's own tags, as written. */
  readonly categories: readonly string[];
  readonly text: string;
  readonly markdown: string;
  readonly sections: readonly Section[];
  readonly wordCount: number;
  /** Lower-case names of the languages of its code blocks, most used first. */
  readonly codeLanguages: readonly string[];
  readonly quality: Quality;
  /** Robots directives of the page and its headers (`noindex`, `nofollow`, …), lower case. */
  readonly directives: readonly string[];
  /** Which evidence gave a field: field name to a short phrase such as `json-ld datePublished`. */
  readonly provenance: Readonly<Record<string, string>>;
  /** Version of the extraction rules that made it. */
  readonly rulesVersion: number;
};
