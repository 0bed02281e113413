/** What a key looks like from outside: never with its secret, but the once when it is made. */

import { z } from 'zod';
import { cleanLine } from '../../core/text.ts';
import { SCOPES } from '../../store/keys.ts';

const instant = z.string().meta({ description: 'ISO 8601, UTC.' });

export const KeyIdParams = z.object({ id: z.string().regex(/^[0-9a-f]{16}$/u, 'is no id of a key').meta({ description: 'A key’s id: the 16 digits in its middle.' }) });

export const KeySchema = z.object({
  id: z.string(), name: z.string(), scopes: z.array(z.enum(SCOPES)), createdAt: instant,
  expiresAt: instant.nullable(), revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable().meta({ description: 'Written at most once a minute.' }),
}).meta({ id: 'Key' });

export const KeysSchema = z.object({ keys: z.array(KeySchema), total: z.int() }).meta({ id: 'Keys' });

export const NewKeyBody = z.strictObject({
  name: z.string().max(100).overwrite((name) => cleanLine(name)).min(1).meta({ description: 'What it is for, such as the program that will use it.' }),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).default(['read']).meta({ description: 'Each holds the ones before it.' }),
  days: z.int().min(1).max(36_500).nullable().default(null).meta({ description: 'How long it opens; null: until it is revoked.' }),
}).meta({ id: 'NewKey' });

const secret = z.string().meta({ description: 'The whole key, as it is sent. It is not shown again.' });

export const CreatedKeySchema = KeySchema.extend({ secret }).meta({ id: 'CreatedKey' });

export const RotationBody = z.strictObject({
  oldEndsInMinutes: z.int().min(0).max(525_600).default(1_440).meta({ description: 'How long the old key opens beside the new one.' }),
}).meta({ id: 'Rotation' });

export const RotatedKeySchema = KeySchema.extend({
  secret, replaces: z.string().meta({ description: 'The old key’s id.' }), oldEndsAt: instant.meta({ description: 'When the old key ends.' }),
}).meta({ id: 'RotatedKey' });

export const RevokedKeySchema = z.object({ revoked: z.string() }).meta({ id: 'RevokedKey' });
