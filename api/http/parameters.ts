/** Parameters of a request against their schema, with reasons that a person can act on. */

import { z } from 'zod';
import { nearest } from '../query/nearest.ts';
import type { ParameterError } from './problems.ts';

export type Checked = { readonly value: unknown } | { readonly errors: readonly ParameterError[] };

/** The typed value of a query string, or everything that is wrong with it: unknown, repeated and ill-formed parameters. */
export function checkQuery(schema: z.ZodObject, parameters: URLSearchParams): Checked {
  const known = Object.keys(schema.shape);
  const names = [...new Set(parameters.keys())];
  const errors = names.flatMap((name) => {
    if (!known.includes(name)) return [{ parameter: name, message: unknownParameter(name, known) }];
    return parameters.getAll(name).length > 1 && !isList(schema.shape[name]) ? [{ parameter: name, message: 'is given more than once' }] : [];
  });
  if (errors.length > 0) return { errors };
  return check(schema, Object.fromEntries(names.map((name) => [name, isList(schema.shape[name]) ? parameters.getAll(name) : parameters.get(name)])));
}

/** Whether a parameter may be given several times. */
function isList(schema: unknown): boolean {
  return schema instanceof z.ZodArray || (schema instanceof z.ZodDefault && isList(schema.unwrap()));
}

/** The typed value of a path's parameters, or what is wrong with them. */
export function check(schema: z.ZodObject, value: unknown): Checked {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  return { errors: result.error.issues.map((issue) => ({ parameter: String(issue.path[0] ?? ''), message: issue.message })) };
}

/** What to say of a name that does not exist, with the nearest one that does. */
export function unknownParameter(name: string, known: readonly string[]): string {
  const near = nearest(name.toLowerCase(), known.map((item) => item.toLowerCase()));
  const meant = known.find((item) => item.toLowerCase() === near);
  if (meant !== undefined) return `is not a parameter; did you mean ${meant}?`;
  return known.length === 0 ? 'is not a parameter: this address takes none' : `is not a parameter; there are ${known.join(', ')}`;
}
