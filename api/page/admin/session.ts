/** Who administers in a browser: a cookie that an admin key opens, and tokens that only our own forms hold (R36). */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { allows, verifyKey } from '../../../store/keys.ts';
import { endSession, findSession, openSession, type Session } from '../../../store/sessions.ts';
import type { Deps } from '../../deps.ts';
import { problem, Refusal } from '../../http/problems.ts';

const COOKIE = 'writeups_admin';
/** A working day. */
const SESSION_HOURS = 12;

/** A session with the token that its forms carry. */
export type Administrator = Session & { readonly formToken: string };

/** The administrator who asks; null for everybody else. */
export async function findAdministrator(deps: Deps, ctx: Context): Promise<Administrator | null> {
  const token = ctx.cookies.get(COOKIE);
  if (token === undefined) return null;
  const session = await findSession(deps.store.db, token, deps.now());
  return session === null ? null : { ...session, formToken: formTokenOf(token) };
}

/** Opens a session for an admin key; false for anything else. */
export async function logIn(deps: Deps, ctx: Context, secret: string): Promise<boolean> {
  const now = deps.now();
  const key = await verifyKey(deps.store.db, secret, now);
  if (key === null || !allows(key, 'admin')) return false;
  const token = await openSession(deps.store.db, key.id, new Date(Date.parse(now) + SESSION_HOURS * 3_600_000).toISOString(), now);
  setCookie(deps, ctx, token, SESSION_HOURS * 3600);
  return true;
}

/** Ends the session here and in the store. */
export async function logOut(deps: Deps, ctx: Context): Promise<void> {
  const token = ctx.cookies.get(COOKIE);
  if (token !== undefined) await endSession(deps.store.db, token);
  setCookie(deps, ctx, '', 0);
}

/**
 * Lets a form pass that one of our own pages made for this session.
 * @throws Refusal `forbidden`.
 */
export function requireOwnForm(ctx: Context, given: string, administrator: Administrator): void {
  requireOwnSite(ctx);
  const [left, right] = [Buffer.from(given), Buffer.from(administrator.formToken)];
  if (left.length !== right.length || !timingSafeEqual(left, right)) throw new Refusal(problem('forbidden', 'This form is not of this session. Open the page again and send it once more.'));
}

/** Browsers say where a form was sent from; where they do not, the token decides alone. */
export function requireOwnSite(ctx: Context): void {
  const from = ctx.get('Sec-Fetch-Site');
  if (from !== '' && from !== 'same-origin') throw new Refusal(problem('forbidden', 'Forms of other sites are not taken.'));
}

/** Follows from the session's token, so that nothing more needs to be kept, and does not tell it. */
function formTokenOf(token: string): string {
  return createHmac('sha256', token).update('form').digest('base64url');
}

/** `Secure` where people come by https; a cookie of that kind would be lost on a plain one. */
function setCookie({ config }: Deps, ctx: Context, value: string, maxAgeSeconds: number): void {
  const secure = config.publicUrl.startsWith('https:') ? '; Secure' : '';
  ctx.set('Set-Cookie', `${COOKIE}=${value}; Path=/admin; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`);
}
