/** Stems and typing errors. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typingErrors, typoBudget } from '../../../index-config/embedded/edit-distance.ts';
import { stem } from '../../../index-config/embedded/stem.ts';

test.each([
  ['kubernetes', 'kubernetes', 0, 'the same word'],
  ['kubernets', 'kubernetes', 1, 'a letter lost'],
  ['kuberntees', 'kubernetes', 1, 'two letters swapped are one error'],
  ['kubernatez', 'kubernetes', 2, 'two letters changed'],
  ['qubernetes', 'kubernetes', 2, 'an error in the first letter counts twice'],
  ['ukbernetes', 'kubernetes', 2, 'also when it was swapped'],
  ['kafka', 'kubernetes', 3, 'too far is one more than the limit'],
])('%s for %s is %d: %s', (typed, word, errors) => {
  expect(typingErrors(typed, word, 2)).toBe(errors);
});

test('the rest of a word that is still being typed is free', () => {
  expect(typingErrors('kuberme', 'kubernetes', 1, true)).toBe(1);
  expect(typingErrors('kuberne', 'kubernetes', 1, true)).toBe(0);
});

test.each([[4, 0], [5, 1], [8, 1], [9, 2]])('a word of %d letters may hold %d errors', (length, budget) => {
  expect(typoBudget(length)).toBe(budget);
});

test('errors are the same both ways but for the limit', () => {
  const word = fc.stringMatching(/^a[a-d]{0,9}$/u);
  fc.assert(fc.property(word, word, (a, b) => {
    expect(typingErrors(a, b, 20)).toBe(typingErrors(b, a, 20));
  }));
});

test.each([
  ['connections', 'connect'], ['connected', 'connect'], ['caching', 'cach'], ['caches', 'cach'], ['policies', 'polici'], ['policy', 'polici'],
  ['relational', 'relat'], ['running', 'run'], ['agreed', 'agre'], ['hopefulness', 'hope'], ['k8s', 'k8s'], ['c++', 'c++'], ['go', 'go'],
])('the stem of %s is %s', (word, expected) => {
  expect(stem(word)).toBe(expected);
});
