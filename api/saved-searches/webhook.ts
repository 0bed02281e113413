/** Webhooks, signed by the Standard Webhooks specification. @see https://www.standardwebhooks.com */

import { Webhook } from 'standardwebhooks';
import { FetchError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import type { Deps } from '../deps.ts';
import type { Deliverer, DeliveryResult, Notice } from './deliverer.ts';

const EVENT_TYPES = { 'new-posts': 'saved_search.new_posts', points: 'saved_search.points' } as const;
/** The receiver says that it wants nothing more, for good. */
const GONE = 410;

/** Sends notices as signed JSON to addresses that pass the guard. */
export function webhookDeliverer({ outbound, now }: { readonly outbound: Deps['outbound']; readonly now: () => Instant }): Deliverer {
  return {
    checkAddress: wrongWith,
    async deliver(notice, { address, secrets }) {
      const body = JSON.stringify(payloadOf(notice));
      try {
        const answer = await outbound({ method: 'POST', url: address, headers: headersOf(notice.id, { body, secrets, now: now() }), body, allowedHosts: null });
        return resultOf(answer);
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        return { outcome: 'failed', status: null, message: error.message, retryAfterSeconds: null };
      }
    },
  };
}

/** What the receiver reads; repeated deliveries are the same byte for byte. */
export function payloadOf({ event, createdAt, search, posts }: Notice): object {
  return { type: EVENT_TYPES[event], timestamp: createdAt, data: { search, posts } };
}

/** The id stays through all tries, the time is that of this one; each living secret signs once, so that receivers can change theirs at leisure. */
function headersOf(id: string, { body, secrets, now }: { readonly body: string; readonly secrets: readonly string[]; readonly now: Instant }): Record<string, string> {
  const sentAt = new Date(now);
  return {
    'content-type': 'application/json',
    'webhook-id': id, 'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(' '),
  };
}

function resultOf({ status, retryAfterSeconds }: Awaited<ReturnType<Deps['outbound']>>): DeliveryResult {
  if (status >= 200 && status < 300) return { outcome: 'delivered', status };
  if (status === GONE) return { outcome: 'refused', status, message: 'The receiver says that it is gone for good (status 410).' };
  const message = status >= 300 && status < 400 ? `The receiver redirects (status ${status}); give the address that it leads to.` : `The receiver answered with status ${status}.`;
  return { outcome: 'failed', status, message, retryAfterSeconds };
}

/** Only the form; where it leads is judged when it is reached, each time. */
function wrongWith(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return 'is no web address';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.port !== '') return 'must be on the port 443 or 80';
  if (isNoPublicName(url.hostname)) return 'must name a public host';
  return null;
}

/** Addresses in digits, names without a dot, and those that RFC 6761, RFC 6762 and ICANN keep for the inside. */
function isNoPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/u, '');
  return name.startsWith('[') || /^[\d.]+$/u.test(name) || !name.includes('.') || /\.(?:localhost|local|internal|home\.arpa)$/u.test(name);
}
