/** What follows from a mail's outcome. Pure. */

import type { Instant } from '../../../core/feed.ts';
import type { Delivery, DeliveryState } from '../../../store/deliveries.ts';
import type { MailOutcome } from '../mail/mail.ts';

/** `dueAt`: when it is tried again; `isTry`: whether it counts among the receiver's; `bounce`: what is written down about the address. */
export type Settlement = {
  readonly state: DeliveryState; readonly message: string; readonly dueAt: Instant | null; readonly isTry: boolean; readonly bounce: 'hard' | 'soft' | null;
};

const MINUTE_MS = 60_000;
/** A receiver that asks us to wait is asked again after 5 minutes, then twice as long each time, for a day (R52). */
const FIRST_RETRY_MINUTES = 5;
const MAX_RETRY_MINUTES = 240;
const GIVE_UP_MS = 24 * 60 * MINUTE_MS;
/** A server of ours that is away says nothing of the receiver: it is asked again soon, for as long as the issue is worth sending. */
const UNAVAILABLE_MINUTES = 0.2;

/** The new state of a delivery. Nothing whose answer is lost is ever tried again. */
export function settlementOf(outcome: MailOutcome, { attempts, firstAttemptAt }: Pick<Delivery, 'attempts' | 'firstAttemptAt'>, now: Instant): Settlement {
  const { message } = outcome;
  const settled = { message, dueAt: null, isTry: true, bounce: null };
  switch (outcome.state) {
    case 'sent': return { ...settled, state: 'sent' };
    case 'unknown': return { ...settled, state: 'unknown' };
    case 'unavailable': return { ...settled, state: 'retry', dueAt: inMinutes(now, UNAVAILABLE_MINUTES), isTry: false };
    case 'refused': return { ...settled, state: 'bounced', bounce: outcome.isAddressBad ? 'hard' : 'soft' };
    case 'deferred': {
      const dueAt = inMinutes(now, Math.min(MAX_RETRY_MINUTES, FIRST_RETRY_MINUTES * 2 ** Math.min(10, attempts - 1)));
      const isOver = Date.parse(dueAt) - Date.parse(firstAttemptAt ?? now) > GIVE_UP_MS;
      return isOver ? { ...settled, state: 'bounced', bounce: 'soft' } : { ...settled, state: 'retry', dueAt };
    }
    default: return outcome satisfies never;
  }
}

function inMinutes(now: Instant, minutes: number): Instant {
  return new Date(Date.parse(now) + minutes * MINUTE_MS).toISOString();
}
