/**
 * Sends what is due. The promise (R28): nobody gets two mails of an issue, whatever crashes. A mail is claimed and the claim is
 * committed before anything is sent, so a crash leaves at most the mails that were on their way as `unknown`: listed, not resent.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { Instant } from '../../../core/feed.ts';
import { workTogether } from '../../../core/together.ts';
import { claimDelivery, settleDelivery, settleLost, type Claim } from '../../../store/deliveries.ts';
import { recordBounce } from '../../../store/suppressions.ts';
import type { Deps } from '../../deps.ts';
import type { Mail, MailOutcome } from '../mail/mail.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { settlementOf } from './settle.ts';
import type { MailWriter } from './write-mail.ts';

/** Where a crash would leave something behind; tests end the process at each. */
export const DELIVERY_POINTS = ['before-claim', 'claimed', 'written', 'answered', 'settled'] as const;
export type DeliveryPoint = (typeof DELIVERY_POINTS)[number];

export type DeliveryDeps = Pick<Deps, 'store' | 'now' | 'log' | 'mailer'> & { readonly writer: MailWriter };

export type DeliveryLimits = {
  readonly concurrency: number;
  readonly perDomainPerMinute: number;
  /** Longer than a mail can take, or it would be called unknown while it is on its way. */
  readonly leaseMs: number;
  /** Later work is left to the next round, so that a claim on the whole is short. */
  readonly budgetMs: number;
  /** How often a server that is away is asked within a round; null: it ends the round. */
  readonly probeEveryMs: number | null;
};

export type DeliveryRound = { readonly sent: number; readonly failed: number; readonly unknown: number; readonly expired: number };

/** So many answers in a row that the server cannot be talked to: it is away. */
const MAX_UNAVAILABLE = 3;
const THROTTLE_PAUSE_MS = 250;

type Round = {
  readonly deps: DeliveryDeps; readonly limits: DeliveryLimits; readonly throttle: Throttle; readonly until: number;
  readonly isStopping: () => boolean; readonly onPoint: (point: DeliveryPoint) => void;
  counts: { sent: number; failed: number }; unavailable: number;
};

/** One round: settles what was lost, then sends until nothing is due, the time is up, or the server is away and not waited for. */
export async function deliverDue(deps: DeliveryDeps, limits: DeliveryLimits, { isStopping, onPoint, throttle }: {
  readonly isStopping: () => boolean; readonly onPoint: (point: DeliveryPoint) => void; readonly throttle: Throttle;
}): Promise<DeliveryRound> {
  const lost = await deps.store.transact((db) => settleLost(db, deps.now()));
  if (lost.unknown > 0) deps.log.error({ unknown: lost.unknown }, 'mails may or may not have arrived; `writeups digest deliveries` lists them');
  const round: Round = { deps, limits, throttle, until: Date.now() + limits.budgetMs, isStopping, onPoint, counts: { sent: 0, failed: 0 }, unavailable: 0 };
  await workTogether(limits.concurrency, (isOver) => work(round, isOver));
  return { ...round.counts, ...lost };
}

/** A throttle for these limits, to be kept from round to round. */
export function throttleFor({ perDomainPerMinute }: Pick<DeliveryLimits, 'perDomainPerMinute'>): Throttle {
  return createThrottle(perDomainPerMinute);
}

async function work(round: Round, isOver: () => boolean): Promise<void> {
  const { probeEveryMs } = round.limits;
  while (!round.isStopping() && !isOver() && Date.now() < round.until) {
    if (round.unavailable >= MAX_UNAVAILABLE) {
      if (probeEveryMs === null) return;
      await wait(probeEveryMs);
    }
    round.onPoint('before-claim');
    const claim = await claimNext(round);
    if (claim === null) {
      if (round.unavailable < MAX_UNAVAILABLE && round.throttle.full(Date.now()).length === 0) return;
      // Only mails wait whose domain has had enough for the moment, or that the server could not take yet.
      await wait(THROTTLE_PAUSE_MS);
      continue;
    }
    round.onPoint('claimed');
    const outcome = await send(round, claim);
    round.onPoint('answered');
    await settle(round, claim, outcome);
    round.onPoint('settled');
  }
}

async function claimNext({ deps, limits, throttle }: Round): Promise<Claim | null> {
  const now = deps.now();
  const leaseUntil: Instant = new Date(Date.parse(now) + limits.leaseMs).toISOString();
  const claim = await deps.store.transact((db) => claimDelivery(db, { now, leaseUntil, skipDomains: throttle.full(Date.now()) }));
  if (claim === null) return null;
  throttle.take(claim.delivery.domain, Date.now());
  // A claim that a power cut undoes would be a mail that is sent twice.
  await deps.store.toDisk();
  return claim;
}

/** A mail that cannot be written is a bug, and never left the house. */
async function send({ deps, onPoint }: Round, claim: Claim): Promise<MailOutcome> {
  let mail: Mail;
  try {
    mail = await deps.writer.write(claim);
  } catch (error) {
    deps.log.error({ err: error, issue: claim.delivery.issueKey }, 'a mail could not be written');
    return { state: 'deferred', message: 'the mail could not be written' };
  }
  onPoint('written');
  return deps.mailer.send(mail).catch((error: unknown) => {
    deps.log.error({ err: error }, 'a bug stopped a mail');
    return { state: 'unknown', message: 'a bug stopped it on its way' } as const;
  });
}

async function settle(round: Round, { delivery, subscriber }: Claim, outcome: MailOutcome): Promise<void> {
  const { deps, counts } = round;
  const now = deps.now();
  const settlement = settlementOf(outcome, delivery, now);
  await deps.store.transact(async (db) => {
    await settleDelivery(db, delivery, settlement, now);
    if (settlement.bounce !== null) await recordBounce(db, { subscriberId: subscriber.id, issueKey: delivery.issueKey, kind: settlement.bounce, message: settlement.message }, now);
  });
  round.unavailable = outcome.state === 'unavailable' ? round.unavailable + 1 : 0;
  if (outcome.state === 'unavailable' && round.unavailable === MAX_UNAVAILABLE) deps.log.error({ mailer: deps.mailer.name, reason: outcome.message }, 'the mail server cannot be talked to');
  if (outcome.state === 'sent') counts.sent += 1;
  else counts.failed += 1;
}
