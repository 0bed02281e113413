/** JSON columns. */

/** The value of a JSON column that this store wrote itself. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** The text of a JSON column. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}
