/** A mail as the bytes that are sent: multipart/alternative, signed. The only file that knows how MIME is made. */

import MailComposer from 'nodemailer/lib/mail-composer';
import DKIM from 'nodemailer/lib/dkim';
import type { MailConfig } from '../../../core/config.ts';
import { cleanLine } from '../../../core/text.ts';
import type { Mail } from './mail.ts';

/** What makes mail of a message. `dkimKey` is the PEM of the private key. */
export type Composer = Pick<MailConfig, 'from' | 'bounceAddress'> & { readonly dkim: { readonly domain: string; readonly selector: string; readonly key: string } | null };

export type Envelope = { readonly from: string; readonly to: string };

/** Every header that a forger could change or add to somebody's harm; RFC 8058 §4 asks for both List-Unsubscribe ones, which nodemailer's own list lacks. */
const SIGNED_HEADERS = 'from:to:subject:date:message-id:mime-version:content-type:reply-to:list-id:list-unsubscribe:list-unsubscribe-post:precedence:auto-submitted';
const MAX_SUBJECT_CHARS = 200;

/** The message as it goes over the line. The same mail at the same moment has the same bytes, but for the boundary between its parts. */
export async function composeMail(mail: Mail, { from, dkim }: Composer, now: string): Promise<Buffer> {
  const raw = await new MailComposer({
    from, to: { name: '', address: mail.to }, subject: cleanLine(mail.subject, MAX_SUBJECT_CHARS), html: mail.html, text: mail.text,
    messageId: `<${mail.messageId}>`, date: new Date(now), disableFileAccess: true, disableUrlAccess: true,
    headers: {
      ...(mail.unsubscribeUrl === null ? {} : { 'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${mail.unsubscribeUrl}>` }, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
      ...(mail.listId === null ? {} : { 'List-Id': { prepared: true, value: `<${mail.listId}>` }, Precedence: 'bulk' }),
      'Auto-Submitted': 'auto-generated',
    },
  }).compile().build();
  return dkim === null ? raw : sign(raw, dkim);
}

/** Who the server is told that the mail is from and for. Bounces come back to an address of their own for each mail (VERP). */
export function envelopeOf(mail: Pick<Mail, 'to' | 'bounceToken'>, { from, bounceAddress }: Pick<Composer, 'from' | 'bounceAddress'>): Envelope {
  const address = bounceAddress ?? addressOf(from);
  return { from: mail.bounceToken === null ? address : address.replace('@', `+${mail.bounceToken}@`), to: mail.to };
}

/** The bare address of `Name <address>`. */
export function addressOf(from: string): string {
  return /<([^<>]*)>$/u.exec(from)?.[1] ?? from;
}

async function sign(raw: Buffer, { domain, selector, key }: NonNullable<Composer['dkim']>): Promise<Buffer> {
  const signer = new DKIM({ domainName: domain, keySelector: selector, privateKey: key, headerFieldNames: SIGNED_HEADERS });
  const chunks: Buffer[] = [];
  for await (const chunk of signer.sign(raw)) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
