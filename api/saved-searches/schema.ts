/** What a saved search looks like from outside. */

import { z } from 'zod';
import { cleanLine } from '../../core/text.ts';
import { SAVED_SEARCH_EVENTS, TARGET_KINDS } from '../../store/saved-searches.ts';
import { MAX_QUERY_CHARS } from '../query/parse-query.ts';

const instant = z.string().meta({ description: 'ISO 8601, UTC.' });
const minPoints = z.int().min(1).max(100_000).nullable().meta({ description: 'Of the event `points`: how many, over all discussions of a post.' });

const target = z.strictObject({
  kind: z.enum(TARGET_KINDS).meta({ description: '`webhook`: signed JSON by Standard Webhooks. The others need that this server is set up for them.' }),
  address: z.string().trim().min(1).max(2_000).meta({ description: 'Where it goes: a public web address, a mail address, the address of a chat room’s webhook, or the id of a Telegram chat.' }),
});

const pauseMinutes = z.int().min(0).max(44_640).meta({ description: 'At least so long between two deliveries, which then tell of all that came meanwhile: 1440 is once a day at most; 0 as it comes.' });

const changeable = {
  name: z.string().max(100).overwrite((name) => cleanLine(name)).min(1).meta({ description: 'For people.' }),
  q: z.string().trim().max(MAX_QUERY_CHARS).meta({ description: 'In the query language; every word as typed, without correction.' }),
  target,
};

export const NewSavedSearchBody = z.strictObject({
  ...changeable, q: changeable.q.default(''),
  event: z.enum(SAVED_SEARCH_EVENTS).default('new-posts').meta({ description: '`new-posts`: each post that is found from now on and matches. `points`: each that matches, once its discussions first reach `minPoints`.' }),
  minPoints: minPoints.default(null), pauseMinutes: pauseMinutes.default(0),
}).meta({ id: 'NewSavedSearch' });

export const SavedSearchChangesBody = z.strictObject({
  name: changeable.name.optional(), q: changeable.q.optional(), target: target.optional(),
  minPoints: z.int().min(1).max(100_000).optional(), pauseMinutes: pauseMinutes.optional(),
  state: z.enum(['active', 'paused']).optional().meta({ description: 'A paused search loses nothing: made active again, it goes on where it was, and delivery is tried at once.' }),
}).meta({ id: 'SavedSearchChanges', minProperties: 1 });

export const SavedSearchIdParams = z.object({ id: z.string().regex(/^ss_[0-9a-f]{24}$/u, 'is no id of a saved search').meta({ description: 'A saved search’s id.' }) });

export const SavedSearchSchema = z.object({
  id: z.string(), name: z.string(), q: z.string(), event: z.enum(SAVED_SEARCH_EVENTS), minPoints, pauseMinutes, target: z.object({ kind: z.enum(TARGET_KINDS), address: z.string() }),
  understood: z.array(z.string()).meta({ description: 'How the query is read, one phrase a condition.' }),
  state: z.enum(['active', 'paused']), problem: z.string().nullable().meta({ description: 'Why it was paused by itself; null otherwise.' }),
  createdAt: instant, failingSince: instant.nullable().meta({ description: 'Since when nothing could be delivered; null while all is well.' }),
  retryAt: instant.nullable().meta({ description: 'When delivery is tried again; null while all is well.' }),
  waiting: z.int().meta({ description: 'Deliveries that have not arrived.' }),
}).meta({ id: 'SavedSearch' });

export const SavedSearchesSchema = z.object({ savedSearches: z.array(SavedSearchSchema), total: z.int() }).meta({ id: 'SavedSearches' });

const secret = z.string().nullable().meta({ description: 'Signs webhooks; it is in this answer alone. Null for other targets.' });
export const CreatedSavedSearchSchema = SavedSearchSchema.extend({ secret }).meta({ id: 'CreatedSavedSearch' });

export const SecretRotationBody = z.strictObject({
  oldEndsInMinutes: z.int().min(0).max(525_600).default(1_440).meta({ description: 'How long the old secret signs beside the new one.' }),
}).meta({ id: 'SecretRotation' });
export const RotatedSecretSchema = z.object({ id: z.string(), secret: z.string(), oldEndsAt: instant }).meta({ id: 'RotatedSecret' });

export const RemovedSavedSearchSchema = z.object({ removed: z.string(), undelivered: z.int().meta({ description: 'Deliveries that will not arrive any more.' }) }).meta({ id: 'RemovedSavedSearch' });

export const DeliveriesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'How many.' }),
  cursor: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().meta({ description: 'The `nextCursor` of the page before.' }),
});

export const DeliveriesSchema = z.object({
  deliveries: z.array(z.object({
    id: z.string().meta({ description: 'What the receiver knows it by: the header `webhook-id`.' }), posts: z.int(), createdAt: instant,
    deliveredAt: instant.nullable().meta({ description: 'Null while it waits.' }), attemptCount: z.int(),
    attempts: z.array(z.object({ at: instant, status: z.int().nullable(), message: z.string().nullable() })).meta({ description: 'The last 20, oldest first.' }),
  })),
  nextCursor: z.int().nullable().meta({ description: 'Null at the end.' }),
}).meta({ id: 'Deliveries' });
