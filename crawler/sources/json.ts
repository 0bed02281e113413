/** Reading JSON answers of aggregators without trusting their shape. */

export type Json = Readonly<Record<string, unknown>>;

/** The value of a JSON text; null where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
  } catch {
    // Not JSON: the caller goes on with the next way of reading.
    return null;
  }
}

/** The value as an object; null for anything else. */
export function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** The objects of a list; empty for anything else. */
export function asObjects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject).filter((item) => item !== null) : [];
}

/** The strings of a list, or of a text with commas. */
export function asTexts(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return items.filter((item) => typeof item === 'string').map((item) => item.trim()).filter((item) => item !== '');
}

/** A text or a number as text; null where there is neither. */
export function asText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A whole number from 0; null for anything else. */
export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(0, Math.trunc(value)) : null;
}
