/** Links that open what is one subscriber's: signed, so that nobody else's can be guessed, and without a date, since old mails are opened late. */

import { findSubscriber, type Subscriber } from '../../../store/subscribers.ts';
import { isSameMac, mac, secretOf } from '../../../store/secrets.ts';
import type { Database } from '../../../store/schema.ts';

const TOKEN = /^([0-9a-f]{24})-(\d{1,6})-([0-9a-f]{32})$/u;
const BOUNCE_TOKEN = /^([0-9a-f]{24})\.([0-9a-z-]{7,10})\.([0-9a-f]{16})$/iu;
const TOKEN_MAC_CHARS = 32;
/** 64 bits are enough for what only an answer of a mail server can bring. */
const BOUNCE_MAC_CHARS = 16;

export type LinkSigner = {
  /** The token of a subscriber's links: the same in every mail, until they ask for new ones. */
  token(subscriber: Pick<Subscriber, 'id' | 'linkVersion'>): string;
  /** What stands behind the `+` of a bounce address. */
  bounceToken(subscriberId: string, issueKey: string): string;
  readBounceToken(token: string): { readonly subscriberId: string; readonly issueKey: string } | null;
};

/** The signer of an installation. */
export async function openSigner(db: Database): Promise<LinkSigner> {
  const key = await secretOf(db, 'digest-links');
  const bounceMac = (id: string, issue: string): string => mac(key, `bounce ${id} ${issue}`, BOUNCE_MAC_CHARS);
  return {
    token: ({ id, linkVersion }) => `${id}-${linkVersion}-${mac(key, `link ${id} ${linkVersion}`, TOKEN_MAC_CHARS)}`,
    bounceToken: (id, issueKey) => `${id}.${issueKey.toLowerCase()}.${bounceMac(id, issueKey.toLowerCase())}`,
    readBounceToken: (token) => {
      const [, id, issue, given] = BOUNCE_TOKEN.exec(token.toLowerCase()) ?? [];
      if (id === undefined || issue === undefined || given === undefined || !isSameMac(given, bounceMac(id, issue))) return null;
      return { subscriberId: id, issueKey: issue.toUpperCase() };
    },
  };
}

/** The subscriber whose link this is; null for anything else: forged, replaced or deleted, which nobody needs to tell apart. */
export async function subscriberOfToken(db: Database, token: string): Promise<Subscriber | null> {
  const [, id, version] = TOKEN.exec(token) ?? [];
  if (id === undefined || version === undefined) return null;
  const expected = (await openSigner(db)).token({ id, linkVersion: Number(version) });
  if (!isSameMac(token, expected)) return null;
  const subscriber = await findSubscriber(db, id);
  return subscriber?.linkVersion === Number(version) ? subscriber : null;
}

/** Addresses of what a token opens. */
export function linksOf(publicUrl: string, token: string): { readonly preferencesUrl: string; readonly unsubscribeUrl: string } {
  return { preferencesUrl: `${publicUrl}/digest/preferences/${token}`, unsubscribeUrl: `${publicUrl}/digest/unsubscribe/${token}` };
}
