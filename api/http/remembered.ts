/** An answer that is asked for far more often than it changes. */

/** The same answer for so many milliseconds, however many ask; those who ask at once share one question. */
export function remembered<Value>(ask: () => Promise<Value>, keptMs: number): () => Promise<Value> {
  let last: { readonly value: Promise<Value>; readonly askedMs: number } | null = null;
  return () => {
    if (last === null || performance.now() - last.askedMs > keptMs) last = { value: ask(), askedMs: performance.now() };
    return last.value;
  };
}

/** One answer for all who ask within one turn of the event loop: requests that arrived together share it, and nothing is kept for later ones. */
export function sharedInTurn<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | null = null;
  return () => {
    if (asked !== null) return asked;
    setImmediate(() => { asked = null; });
    asked = ask();
    return asked;
  };
}
