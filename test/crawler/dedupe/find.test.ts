import { expect, test } from 'vitest';
import { createMemoryIndex, findCopies, MAX_POSTS_PER_KEY } from '../../../crawler/dedupe/find.ts';
import { documentOf, textOf } from './documents.ts';

test('finds the copy among many other posts, and not the document itself', () => {
  const index = createMemoryIndex();
  for (let seed = 1; seed <= 200; seed += 1) index.add(documentOf({ id: `post-${seed}`, title: `Number ${seed} of our notes`, text: textOf(seed) }));
  const copy = documentOf({ id: 'copy', title: 'Number 77 of our notes | Planet', text: textOf(77) });
  index.add(copy);
  expect(findCopies(index, copy)).toEqual([{ id: 'post-77', evidence: expect.objectContaining({ rule: 'same-text', similarity: 1 }) }]);
});

test('a key that very many posts share finds nothing: boilerplate costs no comparison', () => {
  const index = createMemoryIndex();
  const notice = 'Please enable JavaScript and cookies in your browser, then load this page again to read the article.';
  for (let i = 0; i <= MAX_POSTS_PER_KEY; i += 1) index.add(documentOf({ id: `page-${i}`, title: '', text: notice }));
  expect(index.candidates(documentOf({ title: '', text: notice }).fingerprint.keys)).toEqual([]);
});

test('a candidate that several keys lead to is compared once', () => {
  const index = createMemoryIndex();
  const document = documentOf({ text: textOf(5) });
  index.add(document);
  expect(index.candidates(document.fingerprint.keys)).toEqual([document]);
});
