/** What saved searches find, by mail: only to those who confirmed their address here (R49), with the digest's own way out. */

import { findSuppression } from '../../../store/suppressions.ts';
import { findSubscriberByAddress } from '../../../store/subscribers.ts';
import type { Deps } from '../../deps.ts';
import type { Deliverer, DeliveryResult } from '../../saved-searches/deliverer.ts';
import { parseAddress } from '../mail/address.ts';
import { addressOf } from '../mail/compose.ts';
import type { MailOutcome } from '../mail/mail.ts';
import { renderNotice } from '../render/notice.ts';
import { linksOf, openSigner } from '../subscribers/links.ts';

/** Mails notices. A notice that is tried again is the same mail, by its Message-ID. */
export function mailDeliverer({ store, mailer, config }: Pick<Deps, 'store' | 'mailer' | 'config'>): Deliverer {
  const domain = addressOf(config.mail.from).split('@')[1] ?? 'localhost';
  return {
    checkAddress(address) {
      const parsed = parseAddress(address);
      return 'problem' in parsed ? parsed.problem : null;
    },
    async deliver(notice, target) {
      const parsed = parseAddress(target.address);
      if ('problem' in parsed) return { outcome: 'refused', status: null, message: `The address ${parsed.problem}.` };
      const subscriber = await findSubscriberByAddress(store.db, parsed.address);
      if (subscriber?.state === 'unsubscribed') return { outcome: 'refused', status: null, message: 'The address wants no mail any more.' };
      if (subscriber?.state !== 'active') return { outcome: 'failed', status: null, message: `Nobody confirmed the address yet: subscribe it at ${config.publicUrl}/digest first.`, retryAfterSeconds: null };
      if (await findSuppression(store.db, parsed.address) !== null) return { outcome: 'refused', status: null, message: 'Mail to the address came back, or was called unwanted.' };
      const token = (await openSigner(store.db)).token(subscriber);
      const links = linksOf(config.publicUrl, token);
      return resultOf(await mailer.send({
        to: subscriber.address, ...renderNotice(notice, { ...links, note: config.mail.footer }),
        messageId: `${notice.id}@${domain}`, bounceToken: null, unsubscribeUrl: links.unsubscribeUrl, listId: `searches.${domain}`,
      }));
    },
  };
}

/** A mail whose answer was lost counts as sent: two of the same are worse than none. */
function resultOf(outcome: MailOutcome): DeliveryResult {
  if (outcome.state === 'sent' || outcome.state === 'unknown') return { outcome: 'delivered', status: null };
  if (outcome.state === 'refused' && outcome.isAddressBad) return { outcome: 'refused', status: null, message: outcome.message };
  return { outcome: 'failed', status: null, message: outcome.message, retryAfterSeconds: null };
}
