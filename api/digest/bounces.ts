/** Mail that comes back: delivery status notifications (RFC 3464) and abuse reports (RFC 5965). Reading is pure. */

import { recordReturned } from '../../store/deliveries.ts';
import { findSubscriber, unsubscribe } from '../../store/subscribers.ts';
import { recordBounce } from '../../store/suppressions.ts';
import type { Deps } from '../deps.ts';
import { openSigner, subscriberOfToken } from './subscribers/links.ts';

/** What a returned mail says; `tokens` are what may name the mail that it is about. */
export type Returned = { readonly kind: 'hard' | 'soft' | 'complaint' | 'none'; readonly message: string; readonly bounceTokens: readonly string[]; readonly linkTokens: readonly string[] };

/** Notifications that carry the whole mail back are cut; what counts stands before it or in its header. */
const MAX_READ_CHARS = 200_000;

/** What a mail that came back is about. */
export function readReturned(raw: string): Returned {
  const text = raw.slice(0, MAX_READ_CHARS).replace(/=\r?\n/gu, '').replace(/\r?\n[ \t]+/gu, ' ');
  const field = (name: string): string => new RegExp(`^${name}:[ \\t]*([^\\r\\n]{0,500})`, 'imu').exec(text)?.[1]?.trim() ?? '';
  const found = {
    bounceTokens: [...text.matchAll(/\+([0-9a-f]{24}\.[0-9a-z-]{7,10}\.[0-9a-f]{16})@/giu)].map((match) => match[1] ?? ''),
    linkTokens: [...text.matchAll(/\/digest\/unsubscribe\/([0-9a-f]{24}-\d{1,6}-[0-9a-f]{32})/gu)].map((match) => match[1] ?? ''),
  };
  if (/^(?:abuse|fraud|virus|other|not-spam)$/iu.test(field('Feedback-Type'))) {
    return { ...found, kind: /^not-spam$/iu.test(field('Feedback-Type')) ? 'none' : 'complaint', message: `reported as ${field('Feedback-Type')}` };
  }
  const [status, action, diagnostic] = [field('Status'), field('Action').toLowerCase(), field('Diagnostic-Code')];
  const message = (diagnostic === '' ? `status ${status}` : diagnostic).slice(0, 300);
  if (action !== 'failed' || !/^[45]\.\d{1,3}\.\d{1,3}/u.test(status)) return { ...found, kind: 'none', message: action === '' ? 'no report of a delivery' : `action ${action}` };
  return { ...found, kind: isAddressGone(status) ? 'hard' : 'soft', message };
}

/** RFC 3463: 5.1 is about the address, 5.2.1 a mailbox that was closed; everything else may pass. */
function isAddressGone(status: string): boolean {
  return /^5\.(?:1\.|2\.1|0\.0)/u.test(status);
}

/** Takes a returned mail in: the delivery is bounced, the address suppressed where it should be, who complains is unsubscribed. Only what we signed is believed. */
export async function takeReturned({ store, now }: Pick<Deps, 'store' | 'now'>, raw: string): Promise<Pick<Returned, 'kind' | 'message'>> {
  const { kind, message, bounceTokens, linkTokens } = readReturned(raw);
  if (kind === 'none') return { kind, message };
  const signer = await openSigner(store.db);
  const named = bounceTokens.map((token) => signer.readBounceToken(token)).find((mail) => mail !== null) ?? null;
  const linked = (await Promise.all(linkTokens.slice(0, 5).map((token) => subscriberOfToken(store.db, token)))).find((subscriber) => subscriber !== null) ?? null;
  const subscriberId = named?.subscriberId ?? linked?.id;
  if (subscriberId === undefined || await findSubscriber(store.db, subscriberId) === null) return { kind: 'none', message: 'it names no mail of ours' };
  await store.transact(async (db) => {
    await recordBounce(db, { subscriberId, issueKey: named?.issueKey ?? null, kind, message }, now());
    if (named !== null && kind !== 'complaint') await recordReturned(db, named, message, now());
    if (kind === 'complaint') await unsubscribe(db, subscriberId, now());
  });
  return { kind, message };
}
