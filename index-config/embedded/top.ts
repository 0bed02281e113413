/** The best of many without sorting them all. */

/** The `count` posts with the greatest keys, best first; of equal ones the lower number first. A binary heap whose root is the worst kept. */
export function topPosts(posts: Uint32Array, keyOf: (post: number) => number, count: number): number[] {
  const heap: { post: number; key: number }[] = [];
  if (count <= 0) return [];
  for (const post of posts) {
    const key = keyOf(post);
    if (heap.length < count) {
      heap.push({ post, key });
      rise(heap);
    } else if (key >= (heap[0] as Entry).key && isWorse(heap[0] as Entry, { post, key })) {
      heap[0] = { post, key };
      sink(heap);
    }
  }
  return heap.sort((a, b) => (isWorse(a, b) ? 1 : -1)).map(({ post }) => post);
}

type Entry = { readonly post: number; readonly key: number };

function isWorse(a: Entry, b: Entry): boolean {
  return a.key < b.key || (a.key === b.key && a.post > b.post);
}

function rise(heap: Entry[]): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isWorse(heap[at] as Entry, heap[parent] as Entry)) return;
    [heap[at], heap[parent]] = [heap[parent] as Entry, heap[at] as Entry];
    at = parent;
  }
}

function sink(heap: Entry[]): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    let worst = at;
    if (left < heap.length && isWorse(heap[left] as Entry, heap[worst] as Entry)) worst = left;
    if (right < heap.length && isWorse(heap[right] as Entry, heap[worst] as Entry)) worst = right;
    if (worst === at) return;
    [heap[at], heap[worst]] = [heap[worst] as Entry, heap[at] as Entry];
    at = worst;
  }
}
