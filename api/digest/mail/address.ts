/** Mail addresses, by a grammar that is stricter than RFC 5321's: no quotes, comments, groups or literals (R51). Pure. */

import { domainToASCII } from 'node:url';

/** RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all (RFC 3696 erratum 1690). */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
const TYPED_DOMAIN = /^[\p{L}\p{N}\p{M}.-]{1,253}$/u;

/** An address as it is kept and mailed, its domain in ASCII and lower case; or what is wrong with it, as the end of a sentence. */
export function parseAddress(text: string): { readonly address: string } | { readonly problem: string } {
  const trimmed = text.trim();
  if (trimmed.length > MAX_ADDRESS) return { problem: `is longer than ${MAX_ADDRESS} characters` };
  const at = trimmed.lastIndexOf('@');
  const [local, typed] = [trimmed.slice(0, Math.max(0, at)), trimmed.slice(at + 1)];
  if (at < 1 || typed === '') return { problem: 'is no mail address' };
  if (/[^\x21-\x7E]/u.test(local)) return { problem: 'has a character before its @ that mail servers do not take everywhere' };
  if (local.length > MAX_LOCAL || !LOCAL.test(local)) return { problem: 'is no mail address' };
  const domain = TYPED_DOMAIN.test(typed) ? domainToASCII(typed) : '';
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || /^\d+$/u.test(labels.at(-1) ?? '')) return { problem: 'is no mail address' };
  const address = `${local}@${domain}`;
  return address.length > MAX_ADDRESS ? { problem: `is longer than ${MAX_ADDRESS} characters` } : { address };
}
