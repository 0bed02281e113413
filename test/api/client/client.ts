import type { paths } from './types.ts';

type Method = 'get' | 'post' | 'patch' | 'delete';
type Operation<Path extends keyof paths, M extends Method> = paths[Path] extends Record<M, infer Op> ? Op : never;
type Parameters<Op> = Op extends { readonly parameters: infer P } ? P : object;
type Body<Op> = Op extends { readonly requestBody?: infer R } ? (NonNullable<R> extends { readonly content: { readonly 'application/json': infer B } } ? B : never) : never;
type Success<Op> = Op extends { readonly responses: infer R } ? R[keyof R & (200 | 201 | 202)] : never;
type Answer<Op> = Success<Op> extends { readonly content: { readonly 'application/json': infer A } } ? A : string;
type Asked<Op> = Omit<Parameters<Op>, 'header' | 'cookie'> & ([Body<Op>] extends [never] ? object : { readonly body: Body<Op> });

/** A client whose every path, parameter, body and answer is of the types that were made from the document. */
export function createClient(baseUrl: string, key: string | null) {
  return async <Path extends keyof paths, M extends Method>(method: M, path: Path, asked: Asked<Operation<Path, M>>): Promise<Answer<Operation<Path, M>>> => {
    const { path: places = {}, query = {}, body } = asked as { path?: Record<string, string>; query?: Record<string, unknown>; body?: unknown };
    const url = new URL(baseUrl + String(path).replace(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(places[name] ?? '')));
    for (const [name, value] of Object.entries(query)) for (const item of formOf(name, value)) url.searchParams.append(name, item);
    const response = await fetch(url, {
      method: method.toUpperCase(), ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { ...(key === null ? {} : { Authorization: `Bearer ${key}` }), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (/json\b/u.test(response.headers.get('Content-Type') ?? '') ? JSON.parse(text) : text) as Answer<Operation<Path, M>>;
  };
}

/** Lists stand in one parameter, by commas, but for queries, which may hold commas. */
function formOf(name: string, value: unknown): string[] {
  if (!Array.isArray(value)) return [String(value)];
  return name === 'q' ? value.map(String) : [value.join(',')];
}
