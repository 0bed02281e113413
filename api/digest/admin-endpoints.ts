/** What operators see of the digest's mails, and how mail that came back is taken in. */

import { z } from 'zod';
import { RequestError } from '../../core/errors.ts';
import { countDeliveries, DELIVERY_STATES, listDeliveries } from '../../store/deliveries.ts';
import { findIssue } from '../../store/issues.ts';
import { action } from '../http/action.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { takeReturned } from './bounces.ts';
import { BounceBody, BounceSchema, DeliveriesSchema } from './schema.ts';

const MAX_LISTED = 1_000;
const DeliveriesQuery = z.object({
  state: z.enum(DELIVERY_STATES).optional().meta({ description: 'Only these; without it those that an operator has to know of: unknown and bounced.' }),
  after: z.string().max(40).default('').meta({ description: 'The last subscriber of the page before.' }),
});

export const DIGEST_ADMIN_ENDPOINTS: readonly Endpoint[] = [
  action({
    method: 'get', path: '/api/v1/digest/:key/deliveries', operationId: 'getDigestDeliveries', tag: 'Digest', summary: 'What became of an issue’s mails',
    description: 'Counts of all, and up to 1,000 of those asked for. Subscribers by their ids, never by address.',
    scope: 'admin', status: 200, problems: [404], params: z.object({ key: z.string().max(20).meta({ description: 'An issue’s key, such as `2026-W34`.' }) }), query: DeliveriesQuery, body: null, answer: DeliveriesSchema,
    async handle({ store }, { params: { key }, query: { state, after } }) {
      if (await findIssue(store.db, key) === null) throw new RequestError('not-found', `There is no issue ${key}.`);
      const rows = await listDeliveries(store.db, key, { states: state === undefined ? ['unknown', 'bounced'] : [state], after, limit: MAX_LISTED });
      return {
        issue: key, counts: await countDeliveries(store.db, key),
        deliveries: rows.map(({ subscriberId, domain, state: found, dueAt, attempts, message, changedAt }) => ({ subscriber: subscriberId, domain, state: found, dueAt, attempts, message, changedAt })),
      };
    },
  }),
  action({
    method: 'post', path: '/api/v1/digest/returned', operationId: 'takeReturnedMail', tag: 'Digest', summary: 'Takes in a mail that came back',
    description: 'For the program that receives mail at the bounce address. Only mails of ours are believed: their addresses are signed.',
    scope: 'write', status: 200, problems: [], params: z.object({}), query: z.object({}), body: BounceBody, answer: BounceSchema,
    handle: (deps, { body: { message } }) => takeReturned(deps, message),
  }),
];
