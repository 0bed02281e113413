/** Whether a request comes from whom it claims: checked over the raw bytes, before anything is read from them (R54–R57). */

import { createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';

/** How far a request's own time may lie from ours, either way. */
const MAX_SKEW_SECONDS = 300;
/** What stands before the 32 bytes of an Ed25519 key in its SPKI form. @see RFC 8410 §4 */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Slack: HMAC-SHA256 over `v0:time:body`. @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function isFromSlack(secret: string, { timestamp, signature, body, nowMs }: { readonly timestamp: string; readonly signature: string; readonly body: Buffer; readonly nowMs: number }): boolean {
  if (!isRecent(timestamp, nowMs) || !/^v0=[0-9a-f]{64}$/u.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'));
}

/** Discord: Ed25519 over time and body. */
export function isFromDiscord(publicKey: KeyObject, { timestamp, signature, body, nowMs }: { readonly timestamp: string; readonly signature: string; readonly body: Buffer; readonly nowMs: number }): boolean {
  if (!isRecent(timestamp, nowMs) || !/^[0-9a-f]{128}$/iu.test(signature)) return false;
  return verify(null, Buffer.concat([Buffer.from(timestamp), body]), publicKey, Buffer.from(signature, 'hex'));
}

/** The public key as Discord shows it: 64 hexadecimal digits. */
export function discordKey(hex: string): KeyObject {
  return createPublicKey({ key: Buffer.concat([ED25519_SPKI, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' });
}

/** Telegram: a secret in a header. Compared without telling by the time it takes how much of it was right. */
export function isSecret(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'telegram').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

function isRecent(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/u.test(timestamp) && Math.abs(nowMs / 1000 - Number(timestamp)) <= MAX_SKEW_SECONDS;
}
