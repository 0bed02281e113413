/** What the digest's endpoints take and answer. */

import { z } from 'zod';
import { DELIVERY_STATES } from '../../store/deliveries.ts';
import { PreferencesBody, PreferencesSchema } from './subscribers/preferences.ts';

const instant = z.string().meta({ description: 'ISO 8601, UTC.' });

export const ArchiveSchema = z.object({
  issues: z.array(z.object({ key: z.string(), title: z.string(), url: z.string(), frozenAt: instant, endAt: instant })),
}).meta({ id: 'DigestArchive' });

const DigestItemSchema = z.object({
  title: z.string(), url: z.string(), pageUrl: z.string(), publisher: z.string(), authors: z.array(z.string()), publishedAt: instant.nullable(),
  facts: z.array(z.string()).meta({ description: 'Publisher, date, reading time and kind, as they are shown.' }),
  sentence: z.object({ text: z.string(), from: z.enum(['author', 'passage']) }).nullable().meta({ description: 'What its author says of it, or a passage of it; nothing is reworded.' }),
  discussions: z.array(z.object({ text: z.string(), url: z.string() })), copies: z.string().nullable(), topics: z.array(z.string()),
  why: z.array(z.string()).meta({ description: 'Why it is in, strongest reason first.' }),
}).meta({ id: 'DigestItem' });

export const IssueSchema = z.object({
  key: z.string(), title: z.string(), summary: z.string(), url: z.string(), startAt: instant, endAt: instant, frozenAt: instant,
  isEmpty: z.boolean().meta({ description: 'Nothing was worth a mail, and none was sent.' }),
  groups: z.array(z.object({ name: z.string(), items: z.array(DigestItemSchema) })),
  secondLook: DigestItemSchema.nullable().meta({ description: 'An old writeup that was discussed again.' }),
}).meta({ id: 'DigestIssue' });

export const NewSubscriberBody = z.strictObject({
  email: z.string().max(400).meta({ description: 'A confirmation is sent there; nothing else before it is used.' }),
  preferences: PreferencesBody.default({}),
}).meta({ id: 'NewSubscriber' });

export const AskedSchema = z.object({ message: z.string() }).meta({ id: 'DigestAsked', description: 'The same answer for every address.' });

export const TokenParams = z.object({ token: z.string().min(20).max(80).meta({ description: 'From a link in one of the mails.' }) });

export const SubscriberSchema = z.object({
  email: z.string(), state: z.enum(['pending', 'active', 'unsubscribed']), preferences: PreferencesSchema, createdAt: instant, confirmedAt: instant.nullable(), unsubscribedAt: instant.nullable(),
  deliveries: z.array(z.object({ issue: z.string(), state: z.enum(DELIVERY_STATES), dueAt: instant })).meta({ description: 'All that was sent, newest first.' }),
}).meta({ id: 'Subscriber', description: 'Everything that is kept of a subscriber.' });

export const DeletedSchema = z.object({ deleted: z.boolean() }).meta({ id: 'DeletedSubscriber' });

const counts = z.object(Object.fromEntries(DELIVERY_STATES.map((state) => [state, z.int()])) as Record<(typeof DELIVERY_STATES)[number], z.ZodInt>);

export const DeliveriesSchema = z.object({
  issue: z.string(), counts,
  deliveries: z.array(z.object({ subscriber: z.string(), domain: z.string(), state: z.enum(DELIVERY_STATES), dueAt: instant, attempts: z.int(), message: z.string().nullable(), changedAt: instant })),
}).meta({ id: 'DigestDeliveries' });

export const BounceBody = z.strictObject({
  message: z.string().min(1).max(60_000).meta({ description: 'The mail that came back, as it is: a delivery status notification (RFC 3464) or an abuse report (RFC 5965).' }),
}).meta({ id: 'ReturnedMail' });

export const BounceSchema = z.object({
  kind: z.enum(['hard', 'soft', 'complaint', 'none']).meta({ description: 'What it was taken for; none: it says nothing of any mail of ours.' }), message: z.string(),
}).meta({ id: 'ReturnedMailVerdict' });
