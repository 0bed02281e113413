/** Small memories for pure functions of addresses, which a walk over one site asks for the same ones again and again. */

/** `compute` with its last answers kept: at most `maxKeys` of them, all forgotten together when they are more. */
export function remembering<Value>(maxKeys: number, compute: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return (key) => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered.value;
    if (known.size >= maxKeys) known.clear();
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}
