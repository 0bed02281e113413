/** The digest at work: woken every minute, told by the store which issue and which mails are due (R29). */

import { underLease } from '../../store/leases.ts';
import { openIssues } from '../../store/issues.ts';
import { firstPostSeenAt } from '../../store/candidates.ts';
import { activeSubscribers, forgetOld } from '../../store/subscribers.ts';
import type { Deps } from '../deps.ts';
import { announceIssues } from './announce.ts';
import { CADENCES, lastEnded, type Period } from './calendar.ts';
import { DELIVERY_POINTS, deliverDue, throttleFor, type DeliveryLimits, type DeliveryRound } from './deliver/deliver.ts';
import { createMailWriter } from './deliver/write-mail.ts';
import { freezeIssue, openIssue } from './issue.ts';
import { queueIssue } from './queue.ts';

export type DigestDeps = Pick<Deps, 'store' | 'engine' | 'now' | 'log' | 'mailer' | 'outbound' | 'config'>;

export type DigestTick = {
  /** Keys of issues that were frozen, and how many subscribers were gone through for them. */
  readonly frozen: readonly string[];
  readonly queued: number;
  readonly delivered: DeliveryRound | null;
};

/** Where a crash would leave something behind; tests end the process at each. */
export const DIGEST_POINTS = ['frozen', 'batch-queued', 'queued', ...DELIVERY_POINTS] as const;
export type DigestPoint = (typeof DIGEST_POINTS)[number];

/** The name under which one process at a time does all this. Nothing goes wrong if two do. */
const LEASE = 'digest';
/** Issues of the last fortnight may still have to be queued; older ones are of no use to anybody. */
const OPEN_DAYS = 14;
const DAY_MS = 86_400_000;
/** A mail takes at most {@link import('./mail/smtp.ts').SMTP_LIMITS}: four minutes. */
const CLAIM_MS = 10 * 60_000;
/** Shorter than the lease on the whole. */
const BUDGET_MS = 50_000;

export type DigestWork = {
  tick(isStopping: () => boolean): Promise<DigestTick>;
};

/** The digest's work; keep it from tick to tick, since it remembers what it rendered and how much each domain got. */
export function createDigest(deps: DigestDeps, { onPoint = () => {}, limits = {} }: {
  readonly onPoint?: (point: DigestPoint) => void; readonly limits?: Partial<DeliveryLimits>;
} = {}): DigestWork {
  const { concurrency, perDomainPerMinute } = deps.config.mail;
  const all: DeliveryLimits = { concurrency, perDomainPerMinute, leaseMs: CLAIM_MS, budgetMs: BUDGET_MS, probeEveryMs: null, ...limits };
  const [throttle, writer] = [throttleFor(all), createMailWriter(deps)];
  return {
    async tick(isStopping) {
      const done = await underLease(deps.store.db, LEASE, deps.now, async (): Promise<DigestTick> => {
        const frozen = await freezeDue(deps);
        if (frozen.length > 0) onPoint('frozen');
        const queued = await queueOpen(deps, isStopping, onPoint);
        if (queued > 0) onPoint('queued');
        await announceIssues(deps);
        const delivered = await deliverDue({ ...deps, writer }, all, { isStopping, onPoint, throttle });
        await forgetOld(deps.store.db, deps.now());
        return { frozen, queued, delivered };
      });
      return done ?? { frozen: [], queued: 0, delivered: null };
    },
  };
}

/** Freezes the last week, and the last day and month where somebody wants them. What ended longer ago is never made up for. */
async function freezeDue(deps: DigestDeps): Promise<string[]> {
  const frozen: string[] = [];
  for (const cadence of CADENCES) {
    const period = lastEnded(cadence, deps.now(), deps.config.digest.zone);
    if (!await isWanted(deps, period)) continue;
    const { pool } = await freezeIssue(deps, period);
    frozen.push(period.key);
    deps.log.info({ issue: period.key, candidates: pool.news.length }, 'an issue of the digest is frozen');
  }
  return frozen;
}

/** A new installation knows nothing of the week before it began, so that has no issue. */
async function isWanted({ store }: DigestDeps, { cadence, key, endAt }: Period): Promise<boolean> {
  const known = await store.db.selectFrom('issues').select('key').where('key', '=', key).executeTakeFirst();
  if (known !== undefined) return false;
  const firstAt = await firstPostSeenAt(store.db);
  if (firstAt === null || firstAt >= endAt) return false;
  return cadence === 'weekly' || (await activeSubscribers(store.db, cadence, '', 1)).length > 0;
}

async function queueOpen(deps: DigestDeps, isStopping: () => boolean, onPoint: (point: DigestPoint) => void): Promise<number> {
  const since = new Date(Date.parse(deps.now()) - OPEN_DAYS * DAY_MS).toISOString();
  let queued = 0;
  for (const { key, zone } of await openIssues(deps.store.db, 'queuedAt', since)) {
    queued += await queueIssue(deps, await openIssue(deps, key, zone), { isStopping, onBatch: () => onPoint('batch-queued') });
  }
  return queued;
}
