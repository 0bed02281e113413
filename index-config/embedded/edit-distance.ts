/** How many typing errors lie between two words. */

/** Typing errors that a word of this many characters may hold: the engine that users may move to has the same budget. */
export function typoBudget(length: number): 0 | 1 | 2 {
  if (length < 5) return 0;
  return length < 9 ? 1 : 2;
}

/**
 * Letters added, lost, changed or swapped with their neighbour (optimal string alignment), an error in the first letter
 * counting twice; `limit + 1` where it is more than `limit`. With `asPrefix` the rest of `word` beyond what was typed is free.
 */
export function typingErrors(typed: string, word: string, limit: number, asPrefix = false): number {
  if (!asPrefix && Math.abs(typed.length - word.length) > limit) return limit + 1;
  const width = asPrefix ? Math.min(word.length, typed.length + limit) : word.length;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: width + 1 }, (_, column) => column);
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [row];
    let best = row;
    for (let column = 1; column <= width; column += 1) {
      const cost = costAt(typed, word, row, column, { beforePrevious, previous, current });
      current.push(cost);
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  const errors = asPrefix ? Math.min(...previous.slice(Math.max(0, typed.length - limit))) : (previous[width] ?? limit + 1);
  const first = errors > 0 && typed.charCodeAt(0) !== word.charCodeAt(0) ? 1 : 0;
  return Math.min(errors + first, limit + 1);
}

type Rows = { readonly beforePrevious: readonly number[]; readonly previous: readonly number[]; readonly current: readonly number[] };

function costAt(typed: string, word: string, row: number, column: number, rows: Rows): number {
  const same = typed.charCodeAt(row - 1) === word.charCodeAt(column - 1);
  const substituted = (rows.previous[column - 1] ?? 0) + (same ? 0 : 1);
  const cost = Math.min(substituted, (rows.previous[column] ?? 0) + 1, (rows.current[column - 1] ?? 0) + 1);
  const swapped = row > 1 && column > 1
    && typed.charCodeAt(row - 1) === word.charCodeAt(column - 2) && typed.charCodeAt(row - 2) === word.charCodeAt(column - 1);
  return swapped ? Math.min(cost, (rows.beforePrevious[column - 2] ?? 0) + 1) : cost;
}
