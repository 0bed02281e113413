/** What a mail server's refusal means. @see RFC 5321 §4.2, RFC 3463. Pure. */

import type { MailOutcome } from './mail.ts';

export type Reply = {
  /** 400–599. */
  readonly code: number;
  readonly text: string;
  /** What was answered: `MAIL FROM`, `RCPT TO`, `DATA`, …. */
  readonly command: string;
};

/** Refusals of the sender, the session or the login: the next recipient would hear the same. */
const ABOUT_US = /^(?:CONN|EHLO|HELO|LHLO|STARTTLS|AUTH|MAIL)/iu;
/** RFC 3463: 2.x are mailboxes that exist and cannot take it now; 7.x policies, which may be about the sender or this text. */
const ENHANCED = /\b([45])\.(\d{1,3})\.(\d{1,3})\b/u;
const FULL = /\b(?:mailbox|quota|storage|inbox)\b[^.]{0,40}\b(?:full|exceeded|over)\b|\bover ?quota\b/iu;

/** The outcome of a refused mail. A full mailbox and a policy are no reason never to write again; an address that does not exist is. */
export function judgeReply({ code, text, command }: Reply): MailOutcome {
  const message = `${command === '' ? '' : `${command}: `}${text}`;
  if (ABOUT_US.test(command)) return { state: 'unavailable', message };
  // RFC 5321 §3.8: the server is about to close, whoever the mail is for.
  if (code === 421 && command !== 'DATA') return { state: 'unavailable', message };
  if (code < 500) return { state: 'deferred', message };
  return { state: 'refused', isAddressBad: isAddressBad(code, text), message };
}

function isAddressBad(code: number, text: string): boolean {
  const [, , subject, detail] = ENHANCED.exec(text) ?? [];
  if (subject === '1') return true;
  // 5.2.1: the mailbox is disabled, for good as far as anybody can tell.
  if (subject === '2') return detail === '1';
  if (subject !== undefined) return false;
  return (code === 550 || code === 551 || code === 553) && !FULL.test(text);
}
