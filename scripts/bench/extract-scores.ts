/** The measures of the extraction suites, by the definitions of the suites' README. */

/** The words that F1 is counted over. */
export function tokens(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
}

/** Letters and digits for comparing names. */
export function foldName(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Precision, recall and F1 of the words of a text against those wanted, counted as bags. */
export function wordScore(text: string, wanted: string): { readonly precision: number; readonly recall: number; readonly f1: number } {
  const a = tokens(text);
  const b = tokens(wanted);
  if (a.length === 0 && b.length === 0) return { precision: 1, recall: 1, f1: 1 };
  if (a.length === 0 || b.length === 0) return { precision: 0, recall: 0, f1: 0 };
  const shared = overlap(a, b);
  const [precision, recall] = [shared / a.length, shared / b.length];
  return { precision, recall, f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function overlap(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of b) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of a) {
    const left = counts.get(word) ?? 0;
    if (left > 0) shared += 1;
    counts.set(word, left - 1);
  }
  return shared;
}

/** Whether every name of one side is on the other too. */
export function sameNames(found: readonly string[], wanted: readonly string[]): boolean {
  const a = found.map(foldName);
  const b = wanted.map(foldName);
  return a.length > 0 && (a.every((name) => b.includes(name)) || b.every((name) => a.includes(name)));
}

/** Whether an instant falls on the day that a text begins with (`2024-03-07…`). */
export function sameDay(at: string | null, day: string): boolean {
  return at !== null && at.slice(0, 10) === day.slice(0, 10);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** One of two halves by a hash of the id (FNV-1a): `tuned` was looked at while rules were written, `held` was not. */
export function halfOf(id: string): 'tuned' | 'held' {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193) >>> 0;
  return ((hash >>> 13) & 1) === 0 ? 'tuned' : 'held';
}
