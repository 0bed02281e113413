/** Which addresses may be fetched at all: public ones, on the web's own ports. Rules R2–R4. */

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { FetchError } from '../../core/errors.ts';

const PORTS: ReadonlySet<string> = new Set(['', '80', '443']);

/** Names that never mean a public host (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`); the check of the address would refuse them too, later and less clearly. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/u;

/** Public by class, yet inside: Azure's platform server answers there in every virtual machine. */
const DENIED: ReadonlySet<string> = new Set(['168.63.129.16']);

/** True for a global unicast address in its plain spelling. Everything else, unparsable text included, is not public. */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js reads octal and hexadecimal spellings as well; the system's resolver never gives any.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const parsed = ipaddr.process(plainSpelling(address));
  if (parsed.range() !== 'unicast' || DENIED.has(parsed.toString())) return false;
  return !(parsed instanceof ipaddr.IPv6) || isAssignedIpv6(parsed);
}

/** The address as a URL that may be fetched. @throws FetchError kind `bad-address` or `private-address`. */
export function parseFetchUrl(address: string): URL {
  const url = URL.parse(address);
  if (url === null) throw new FetchError('bad-address', address, 'This is not a web address; check how it is written.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw badAddress(url, `Only http and https are fetched, not ${url.protocol.slice(0, -1)}`);
  if (url.username !== '' || url.password !== '') throw badAddress(url, 'Addresses with a user name or password in them are not fetched; remove it');
  if (!PORTS.has(url.port)) throw badAddress(url, `Only the ports 80 and 443 are fetched, not ${url.port}`);
  if (!isPublicHost(url)) throw privateAddress(url.href);
  url.hash = '';
  return url;
}

/** What is thrown where a host stands for, or leads to, an address that is not public. */
export function privateAddress(url: string): FetchError {
  return new FetchError('private-address', url, `${URL.parse(url)?.hostname ?? url} leads into a private network; only public hosts are fetched.`);
}

/** The IP address that a URL's host spells out, without brackets; null for names. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? null : bare;
}

/** The address in hexadecimal: ipaddr.js takes the dotted `::8.8.8.8` for the mapped `::ffff:8.8.8.8`. */
function plainSpelling(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
}

/**
 * True within 2000::/3 without 2001::/23, the space that hosts are given addresses from (IANA IPv6 address space registry).
 * ipaddr.js calls everything unicast that has no other name, IPv4-compatible `::7f00:1` among it.
 */
function isAssignedIpv6({ parts: [first = 0, second = 0] }: ipaddr.IPv6): boolean {
  return first >= 0x2000 && first <= 0x3fff && (first !== 0x2001 || second >= 0x0200);
}

function isPublicHost(url: URL): boolean {
  const literal = literalAddress(url.hostname);
  if (literal !== null) return isPublicAddress(literal);
  const name = url.hostname.replace(/\.$/u, '');
  return name.includes('.') && !LOCAL_NAME.test(name);
}

function badAddress(url: URL, reason: string): FetchError {
  return new FetchError('bad-address', url.href, `${reason}.`);
}
