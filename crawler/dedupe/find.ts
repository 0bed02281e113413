/** Which held posts are copies of a document: candidates by key, then one comparison each. */

import type { JoinEvidence } from '../../core/post.ts';
import { compare, type DedupeDocument } from './compare.ts';

/** Where candidates come from: memory or the store. Keys that very many posts share may be left out, since they stand for boilerplate. */
export type CandidateSource = { readonly candidates: (keys: readonly number[]) => readonly DedupeDocument[] };

/** A held post that is the same writeup. */
export type FoundCopy = { readonly id: string; readonly evidence: JoinEvidence };

/** A key that more posts than this share finds nothing: the cost of a look-up does not grow with the archive. */
export const MAX_POSTS_PER_KEY = 64;

/** The held posts that are the same writeup as the document, in the order of the candidates. */
export function findCopies(source: CandidateSource, document: DedupeDocument): readonly FoundCopy[] {
  return source.candidates(document.fingerprint.keys).flatMap((candidate) => {
    const evidence = candidate.id === document.id ? null : compare(document, candidate);
    return evidence === null ? [] : [{ id: candidate.id, evidence }];
  });
}

/** An index in memory. `add` makes a document findable. */
export type MemoryIndex = CandidateSource & { readonly add: (document: DedupeDocument) => void };

/** An empty index that keeps every document it is given. */
export function createMemoryIndex(): MemoryIndex {
  const byKey = new Map<number, DedupeDocument[]>();
  return {
    candidates: (keys) => {
      const found = keys.map((key) => byKey.get(key) ?? []).filter((documents) => documents.length <= MAX_POSTS_PER_KEY);
      return [...new Set(found.flat())];
    },
    add: (document) => {
      for (const key of new Set(document.fingerprint.keys)) {
        const documents = byKey.get(key);
        if (documents === undefined) byKey.set(key, [document]);
        else if (documents.length <= MAX_POSTS_PER_KEY) documents.push(document);
      }
    },
  };
}
