import { describe, expect, test } from 'vitest';
import { INDEX_SETTINGS, SETTINGS_VERSION, settingsDrift } from '../../../index-config/meilisearch/settings.ts';
import { isSupported } from '../../../index-config/meilisearch/status.ts';

describe('drift', () => {
  test('none from our own settings, in whatever order the server keeps its sets', () => {
    expect(settingsDrift(INDEX_SETTINGS)).toEqual([]);
    expect(settingsDrift({ ...INDEX_SETTINGS, dictionary: INDEX_SETTINGS.dictionary.toReversed(), sortableAttributes: INDEX_SETTINGS.sortableAttributes.toReversed() })).toEqual([]);
  });

  test.each([
    ['rankingRules', { rankingRules: INDEX_SETTINGS.rankingRules.toReversed() }],
    ['searchableAttributes', { searchableAttributes: ['*'] }],
    ['stopWords', { stopWords: ['the'] }],
    ['synonyms', { synonyms: {} }],
    ['typoTolerance', { typoTolerance: { ...INDEX_SETTINGS.typoTolerance, enabled: false } }],
    ['pagination', { pagination: { maxTotalHits: 1_000 } }],
    ['searchCutoffMs', { searchCutoffMs: null }],
  ])('%s is named', (name, change) => {
    expect(settingsDrift({ ...INDEX_SETTINGS, ...change })).toEqual([expect.stringContaining(name)]);
  });

  test('what the server adds of its own is its affair', () => {
    expect(settingsDrift({ ...INDEX_SETTINGS, facetSearch: true, prefixSearch: 'indexingTime' })).toEqual([]);
  });
});

test('the version of the settings is short and stable within a program', () => {
  expect(SETTINGS_VERSION).toMatch(/^[\da-f]{12}$/u);
});

test.each([['1.50.0', true], ['1.51.3', true], ['1.49.9', false], ['0.30.0', false], ['2.0.0', false], ['nonsense', false]])('Meilisearch %s: %s', (version, expected) => {
  expect(isSupported(version)).toBe(expected);
});
