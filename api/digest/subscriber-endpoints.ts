/** `/api/v1/subscribers`: asking for the digest, and what the link of a mail opens. None needs a key: the link is one. */

import { z } from 'zod';
import { RequestError } from '../../core/errors.ts';
import { deliveriesTo } from '../../store/deliveries.ts';
import { deleteSubscriber, setPreferences, type Subscriber } from '../../store/subscribers.ts';
import type { Deps } from '../deps.ts';
import { json, type Endpoint } from '../http/endpoint.ts';
import { badParameter, Refusal } from '../http/problems.ts';
import { parseAddress } from './mail/address.ts';
import { queryProblem } from './match-queries.ts';
import { AskedSchema, DeletedSchema, NewSubscriberBody, SubscriberSchema, TokenParams } from './schema.ts';
import { subscriberOfToken } from './subscribers/links.ts';
import { changePreferences, PreferencesBody, readPreferences, usualPreferences, type Preferences, type PreferencesInput } from './subscribers/preferences.ts';
import { requestSubscription } from './subscribers/subscribe.ts';

/** The same for every address, so that nobody learns who subscribes. */
export const ASKED = 'If this address can be written to, a mail with a link is on its way to it. The subscription begins when the link is used.';

const NONE = z.object({});

type Handler<Body extends z.ZodObject> = (deps: Deps, input: { readonly token: string; readonly body: z.output<Body> }) => Promise<unknown>;

/** An endpoint for whoever holds a link; its answers are nobody else's to keep. */
function linkEndpoint<Body extends z.ZodObject>(
  definition: Pick<Endpoint, 'method' | 'path' | 'operationId' | 'summary' | 'description' | 'status'> & { readonly body: Body | null; readonly answer: z.ZodType; readonly handle: Handler<Body> },
): Endpoint {
  const { answer, handle, ...rest } = definition;
  return {
    ...rest, tag: 'Digest', scope: null, problems: [404], query: NONE, params: rest.path.includes(':token') ? TokenParams : NONE, answers: { 'application/json': answer }, isKept: false,
    handle: async (deps, { params, body }) => json(await handle(deps, { token: (params as { token?: string }).token ?? '', body: body as z.output<Body> })),
  };
}

export const SUBSCRIBER_ENDPOINTS: readonly Endpoint[] = [
  linkEndpoint({
    method: 'post', path: '/api/v1/subscribers', operationId: 'subscribe', summary: 'Asks for the digest', status: 202, body: NewSubscriberBody, answer: AskedSchema,
    description: 'Sends a mail with a link that begins the subscription; it works for 48 hours. At most three a day to one address.',
    handle: async (deps, { body: { email, preferences } }) => {
      await askFor(deps, email, changePreferences(usualPreferences(deps.config.digest), preferences));
      return { message: ASKED };
    },
  }),
  linkEndpoint({
    method: 'get', path: '/api/v1/subscribers/:token', operationId: 'getSubscriber', summary: 'Everything that is kept of a subscriber', status: 200, body: null, answer: SubscriberSchema,
    description: 'Also as the export of one’s data.',
    handle: async (deps, { token }) => exportSubscriber(deps, await getSubscriber(deps, token)),
  }),
  linkEndpoint({
    method: 'patch', path: '/api/v1/subscribers/:token', operationId: 'changeSubscriber', summary: 'Changes what a subscriber gets', status: 200, body: PreferencesBody, answer: SubscriberSchema,
    description: 'What is not named stays.',
    handle: async (deps, { token, body }) => {
      const subscriber = await getSubscriber(deps, token);
      await saveChanges(deps, subscriber, body);
      return exportSubscriber(deps, await getSubscriber(deps, token));
    },
  }),
  linkEndpoint({
    method: 'delete', path: '/api/v1/subscribers/:token', operationId: 'deleteSubscriber', summary: 'Ends the subscription and deletes everything that names the subscriber', status: 200, body: null, answer: DeletedSchema,
    description: 'What was sent stays as a number.',
    handle: async (deps, { token }) => {
      const subscriber = await getSubscriber(deps, token);
      await deps.store.transact((db) => deleteSubscriber(db, subscriber.id));
      return { deleted: true };
    },
  }),
];

/** Asks for the digest at an address. @throws Refusal where it is none, or a query cannot be read. */
export async function askFor(deps: Deps, email: string, preferences: Preferences): Promise<void> {
  const parsed = parseAddress(email);
  if ('problem' in parsed) throw new Refusal(badParameter('email', parsed.problem));
  refuseBadQueries(deps, preferences.queries);
  await requestSubscription(deps, parsed.address, preferences);
}

/** Saves what a subscriber changed. @throws Refusal where a query cannot be read. */
export async function saveChanges(deps: Deps, { id, preferences }: Subscriber, changes: PreferencesInput): Promise<void> {
  refuseBadQueries(deps, changes.queries ?? []);
  const changed = changePreferences(readPreferences(preferences), changes);
  await setPreferences(deps.store.db, id, JSON.stringify(changed), changed.cadence);
}

/** The subscriber of a link. @throws RequestError `not-found`, whatever is wrong with it. */
export async function getSubscriber({ store }: Pick<Deps, 'store'>, token: string): Promise<Subscriber> {
  const subscriber = await subscriberOfToken(store.db, token);
  if (subscriber === null) throw new RequestError('not-found', 'This link opens nothing, or nothing any more.');
  return subscriber;
}

/** All that the store knows of a subscriber. */
export async function exportSubscriber({ store }: Pick<Deps, 'store'>, { id, address, state, preferences, createdAt, confirmedAt, unsubscribedAt }: Subscriber): Promise<z.input<typeof SubscriberSchema>> {
  const deliveries = (await deliveriesTo(store.db, id)).map(({ issueKey, state: deliveryState, dueAt }) => ({ issue: issueKey, state: deliveryState, dueAt }));
  return { email: address, state, preferences: readPreferences(preferences), createdAt, confirmedAt, unsubscribedAt, deliveries };
}

function refuseBadQueries({ now }: Pick<Deps, 'now'>, queries: readonly string[]): void {
  for (const query of queries) {
    const wrong = queryProblem(query, now());
    if (wrong !== null) throw new Refusal(badParameter('queries', `holds one that cannot be read: ${wrong}`));
  }
}
