/** The settings of the index on a Meilisearch server, as code with a version. */

import { createHash } from 'node:crypto';
import type { Settings } from 'meilisearch';
import { SYNONYMS } from '../synonyms.ts';

/** Symbols are part of these words. The dictionary is case-sensitive and matches inside words, so no plain word may stand in it. */
const DICTIONARY = ['C++', 'c++', 'C#', 'c#', 'F#', 'f#', '.NET', '.Net', '.net'];

/** Words whose neighbours at one typo are other words of this field. */
const EXACT_WORDS = ['kafka', 'react', 'redis', 'spark', 'swift', 'scala', 'nginx', 'linux', 'docker', 'mysql', 'java', 'rust'];

/** What every index of ours is set to. */
export const INDEX_SETTINGS = {
  searchableAttributes: ['title', 'tagNames', 'headings', 'excerpt', 'authors', 'publisher', 'body', 'extraWords'],
  displayedAttributes: ['*'],
  filterableAttributes: [
    { attributePatterns: ['tags', 'publisher'], features: { facetSearch: true, filter: { equality: true, comparison: false } } },
    { attributePatterns: ['publishedMs'], features: { facetSearch: false, filter: { equality: true, comparison: true } } },
    {
      attributePatterns: [
        'id', 'clusterId', 'sourceId', 'host', 'hosts', 'publisherSlug', 'kind', 'language', 'codeLanguages', 'year', 'month', 'titleWords', 'authorWords', 'settingsVersion',
      ],
      features: { facetSearch: false, filter: { equality: true, comparison: false } },
    },
  ],
  sortableAttributes: ['publishedMs', 'id'],
  // Poor posts last; then field before proximity: a title that holds the words beats a page in which they stand side by side (docs/engines.md).
  rankingRules: ['sort', 'words', 'qualityRank:desc', 'typo', 'attributeRank', 'proximity', 'wordPosition', 'exactness', 'publishedMs:desc'],
  stopWords: [],
  synonyms: synonymsBothWays(),
  dictionary: DICTIONARY,
  typoTolerance: { enabled: true, minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 }, disableOnNumbers: true, disableOnWords: EXACT_WORDS, disableOnAttributes: [] },
  proximityPrecision: 'byWord',
  faceting: { maxValuesPerFacet: 100, sortFacetValuesBy: { '*': 'count' } },
  // Pages are counted exactly and end nowhere.
  pagination: { maxTotalHits: 10_000_000 },
  searchCutoffMs: 1_500,
} satisfies Settings;

/** Raise it with every change to what a document holds (document.ts), so that indexes of the former shape are built anew. */
const DOCUMENT_SHAPE = 1;

/** Changes whenever a setting or the documents' shape does; every document carries the one that it was indexed by. */
export const SETTINGS_VERSION = createHash('sha256').update(JSON.stringify([DOCUMENT_SHAPE, INDEX_SETTINGS])).digest('hex').slice(0, 12);

/** Which of our settings the server holds otherwise, one sentence each; what it adds of its own is its affair. */
export function settingsDrift(actual: Settings): string[] {
  const names = Object.keys(INDEX_SETTINGS) as (keyof typeof INDEX_SETTINGS)[];
  return names.filter((name) => canonical(INDEX_SETTINGS[name], name) !== canonical(restrict(actual[name], INDEX_SETTINGS[name]), name))
    .map((name) => `The setting ${name} on the server differs from ours.`);
}

function synonymsBothWays(): Record<string, string[]> {
  return Object.fromEntries(SYNONYMS.flatMap((group) => group.map((word) => [word, group.filter((other) => other !== word)])));
}

/** Keeps of the server's object only the keys that we set. */
function restrict(actual: unknown, ours: unknown): unknown {
  if (!isRecord(actual) || !isRecord(ours)) return actual;
  return Object.fromEntries(Object.keys(ours).map((key) => [key, restrict(actual[key], ours[key])]));
}

/** The order of lists counts only where it has a meaning; the server keeps the others as sets. */
function canonical(value: unknown, name: string): string {
  const isOrdered = ['searchableAttributes', 'rankingRules', 'filterableAttributes'].includes(name);
  const normalise = (part: unknown): unknown => {
    if (Array.isArray(part)) return isOrdered ? part.map(normalise) : part.map(normalise).map((item) => JSON.stringify(item)).sort();
    if (isRecord(part)) return Object.fromEntries(Object.keys(part).sort().map((key) => [key, normalise(part[key])]));
    return part;
  };
  return JSON.stringify(normalise(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
