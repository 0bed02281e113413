/** From a wish to a subscription: a mail with a link, and nothing else before the link is used (double opt-in, R49). */

import { randomBytes } from 'node:crypto';
import { mac, secretOf } from '../../../store/secrets.ts';
import {
  activateSubscriber, countConfirmations, ensureSubscriber, findConfirmation, findSubscriber, saveConfirmation, takeConfirmation, type Subscriber,
} from '../../../store/subscribers.ts';
import { findSuppression, hashOfAddress } from '../../../store/suppressions.ts';
import type { Deps } from '../../deps.ts';
import { addressOf } from '../mail/compose.ts';
import { renderConfirmation } from '../render/confirmation.ts';
import { readPreferences, type Preferences } from './preferences.ts';

const HOUR_MS = 3_600_000;
const CONFIRM_HOURS = 48;
/** Confirmation mails to one address a day: nobody can fill somebody's mailbox through us. */
const MAX_A_DAY = 3;

export type SubscribeDeps = Pick<Deps, 'store' | 'now' | 'log' | 'mailer' | 'config'>;

/**
 * Sends a confirmation where one may be sent. What the caller says is the same in every case, so that nobody learns who subscribes:
 * known, unknown, suppressed or asked too often. `address` is a parsed one.
 */
export async function requestSubscription(deps: SubscribeDeps, address: string, preferences: Preferences): Promise<void> {
  const { store, now, log, mailer, config } = deps;
  const token = randomBytes(32).toString('base64url');
  const isWelcome = await store.transact(async (db) => {
    const addressHash = await hashOfAddress(db, address);
    const since = new Date(Date.parse(now()) - 24 * HOUR_MS).toISOString();
    if (await countConfirmations(db, addressHash, since) >= MAX_A_DAY || await findSuppression(db, address) !== null) return false;
    const json = JSON.stringify(preferences);
    const subscriberId = await ensureSubscriber(db, { address, preferences: json, cadence: preferences.cadence }, now());
    const expiresAt = new Date(Date.parse(now()) + CONFIRM_HOURS * HOUR_MS).toISOString();
    await saveConfirmation(db, { token, addressHash, subscriberId, preferences: json, expiresAt }, now());
    return true;
  });
  if (!isWelcome) return;
  const domain = addressOf(config.mail.from).split('@')[1] ?? 'localhost';
  // Not waited for: how long a mail takes would tell whether one was sent.
  void mailer.send({
    to: address, ...renderConfirmation(`${config.publicUrl}/digest/confirm/${token}`, config.mail.footer),
    messageId: `confirm.${randomBytes(12).toString('hex')}@${domain}`, bounceToken: null, unsubscribeUrl: null, listId: null,
  }).then(
    ({ state, message }) => { if (state !== 'sent') log.warn({ state, message }, 'a confirmation could not be sent'); },
    (error: unknown) => log.error({ err: error }, 'a bug stopped a confirmation'),
  );
}

/**
 * Uses a confirmation; used again it gives the same subscriber. `client` is the network address of who confirms, of which only a
 * keyed hash is kept. Null: the token is none, or has ended.
 */
export async function confirmSubscription({ store, now }: Pick<Deps, 'store' | 'now'>, token: string, client: string): Promise<Subscriber | null> {
  return store.transact(async (db) => {
    const confirmation = await findConfirmation(db, token, now());
    if (confirmation === null) return null;
    const { subscriberId, preferences } = confirmation;
    if (await takeConfirmation(db, token, now())) {
      const consentFrom = mac(await secretOf(db, 'addresses'), client, 32);
      await activateSubscriber(db, subscriberId, { preferences, cadence: readPreferences(preferences).cadence, consentFrom }, now());
    }
    return findSubscriber(db, subscriberId);
  });
}
