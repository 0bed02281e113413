/** `writeups stage dedupe`: documents in, clusters out. */

import type { Join } from '../../core/post.ts';
import { words } from '../../core/text.ts';
import { canonicalise } from '../canonicalise.ts';
import { chooseOriginal, partition } from './cluster.ts';
import type { DedupeDocument } from './compare.ts';
import { createMemoryIndex, findCopies } from './find.ts';
import { fingerprintOf } from './fingerprint.ts';
import { titleKeys } from './title.ts';

/** How excerpts end: `…`, `[...]`, `… | Continue reading`. */
const CUT_OFF = /(?:\.\.\.|…)\]?\s*(?:\|?\s*(?:continue|read)\b.{0,20})?$/iu;

/** What becomes of one document. `clusterId` is the id of its cluster's original; `reason` says why a copy is one, null for an original. */
export type DedupeAnswer = { readonly id: string; readonly clusterId: string; readonly role: 'original' | 'copy'; readonly reason: string | null };
/** A line that is no document. */
export type DedupeFailure = { readonly id: unknown; readonly error: { readonly kind: 'malformed'; readonly message: string } };

/** One answer for every line (a parsed JSON value), in their order. Lines stand in the order in which the documents arrived. */
export function dedupeStage(lines: Iterable<unknown>): readonly (DedupeAnswer | DedupeFailure)[] {
  const documents = new Map<string, DedupeDocument>();
  const read = [...lines].map((line) => {
    const document = readDocument(line);
    if ('error' in document) return document;
    if (documents.has(document.id)) return failure(document.id, 'The id is used twice.');
    documents.set(document.id, document);
    return document;
  });
  const answers = answerAll(documents, findJoins([...documents.values()]));
  return read.flatMap((line) => ('error' in line ? line : answers.get(line.id) ?? []));
}

/** All joins that turn up while the documents arrive one after the other. */
export function findJoins(documents: readonly DedupeDocument[]): readonly Join[] {
  const index = createMemoryIndex();
  return documents.flatMap((document) => {
    const copies = findCopies(index, document);
    index.add(document);
    return copies.map(({ id, evidence }) => {
      const [leftId = '', rightId = ''] = [id, document.id].sort();
      return { ...evidence, leftId, rightId, joinedAt: '', undoneAt: null };
    });
  });
}

function answerAll(documents: ReadonlyMap<string, DedupeDocument>, joins: readonly Join[]): ReadonlyMap<string, DedupeAnswer> {
  const clusters = partition([...documents.values()], joins);
  const answers = clusters.filter((ids) => ids.length === 1).map(([id = '']): DedupeAnswer => ({ id, clusterId: id, role: 'original', reason: null }));
  const copied = clusters.filter((ids) => ids.length > 1).flatMap((ids) => answerCluster(ids.flatMap((id) => documents.get(id) ?? []), joins));
  return new Map([...answers, ...copied].map((answer) => [answer.id, answer]));
}

function answerCluster(documents: readonly DedupeDocument[], joins: readonly Join[]): DedupeAnswer[] {
  const ids = new Set(documents.map((document) => document.id));
  const own = joins.filter((join) => ids.has(join.leftId) && ids.has(join.rightId));
  const clusterId = chooseOriginal(documents.map((document) => ({ ...document, quality: { score: 1, reasons: [] } })), own);
  return documents.map(({ id }) => (id === clusterId
    ? { id, clusterId, role: 'original', reason: null }
    : { id, clusterId, role: 'copy', reason: reasonOf(id, clusterId, own) }));
}

/** The join with the original, else the strongest one that the copy has. */
function reasonOf(id: string, originalId: string, joins: readonly Join[]): string | null {
  const own = joins.filter((join) => join.leftId === id || join.rightId === id);
  const withOriginal = own.find((join) => join.leftId === originalId || join.rightId === originalId);
  const [best] = own.toSorted((a, b) => b.containment - a.containment);
  return (withOriginal ?? best)?.reason ?? null;
}

function readDocument(line: unknown): DedupeDocument | DedupeFailure {
  const job = typeof line === 'object' && line !== null ? line as Readonly<Record<string, unknown>> : {};
  const { id, url, title, text, publishedAt } = job;
  if (typeof id !== 'string' || typeof url !== 'string' || typeof text !== 'string') return failure(id, 'A job needs `id`, `url` and `text`, as strings.');
  const canonicalUrl = canonicalise(url);
  const name = typeof title === 'string' ? title : '';
  const { keys, data } = fingerprintOf({ title: name, text });
  return {
    id, url, canonicalUrl, title: name,
    publishedAt: typeof publishedAt === 'string' ? publishedAt : null, language: null,
    wordCount: words(text).length, excerptOnly: CUT_OFF.test(text.slice(-60)),
    // The store finds equal addresses by itself; here they need a key.
    fingerprint: { keys: [...keys, ...titleKeys(canonicalUrl)], data },
  };
}

function failure(id: unknown, message: string): DedupeFailure {
  return { id: id ?? null, error: { kind: 'malformed', message } };
}
