/** `writeups keys`: who may use the API beyond reading. */

import { createKey, listKeys, revokeKey, rotateKey, SCOPES, type Scope } from '../../store/keys.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { printResult, text, texts, UsageError, type Command, type Values } from './command.ts';

type Action = (system: System, values: Values, args: readonly string[]) => Promise<number>;
const ACTIONS: Readonly<Record<string, Action>> = { create, list, rotate, revoke };

export const command: Command = {
  usage: ['keys create NAME [--scope read|write|admin]… [--days N]', 'keys list', 'keys rotate ID [--keep HOURS]', 'keys revoke ID'],
  options: {
    scope: { type: 'string', multiple: true, meaning: 'NAME  read (default), write or admin; each holds the ones before it' },
    days: { type: 'string', meaning: 'N  the key ends after so many days (default: never)' },
    keep: { type: 'string', meaning: 'HOURS  how long the old key opens beside the new one (default 24)' },
  },
  run: async ({ values, positionals, config }) => {
    const [name = '', ...args] = positionals;
    const action = ACTIONS[name];
    if (action === undefined) throw new UsageError('Say create, list, rotate or revoke.');
    const system = await openSystem(config);
    try {
      return await action(system, values, args);
    } finally {
      await system.close();
    }
  },
};

async function create(system: System, values: Values, args: readonly string[]): Promise<number> {
  const [name, ...surplus] = args;
  if (name === undefined || surplus.length > 0) throw new UsageError('Give the key one name, such as the program that will use it.');
  const given = texts(values, 'scope');
  const scopes = SCOPES.filter((scope) => given.includes(scope));
  if (scopes.length < given.length) throw new UsageError(`--scope is ${SCOPES.join(', ')}.`);
  const days = text(values, 'days');
  if (days !== null && !/^[1-9]\d{0,4}$/u.test(days)) throw new UsageError('--days is a whole number from 1.');
  const now = system.now();
  const expiresAt = days === null ? null : new Date(Date.parse(now) + Number(days) * 86_400_000).toISOString();
  const chosen: readonly Scope[] = scopes.length === 0 ? ['read'] : scopes;
  const { id, secret } = await createKey(system.store.db, { name, scopes: chosen, expiresAt }, now);
  printResult(values, { id, secret, name, scopes: chosen, expiresAt }, () => [secret, 'Keep it now: it is not shown again. Send it as `Authorization: Bearer …`.']);
  return 0;
}

async function list(system: System, values: Values): Promise<number> {
  const keys = await listKeys(system.store.db);
  printResult(values, keys, () => keys.map((key) => {
    const state = key.revokedAt === null ? (key.expiresAt === null ? 'without end' : `until ${key.expiresAt.slice(0, 10)}`) : `revoked ${key.revokedAt.slice(0, 10)}`;
    return `${key.id}  ${key.name.padEnd(24)} ${key.scopes.join(',').padEnd(12)} ${state}, last used ${key.lastUsedAt?.slice(0, 16) ?? 'never'}`;
  }));
  return 0;
}

async function rotate(system: System, values: Values, [id, ...surplus]: readonly string[]): Promise<number> {
  if (id === undefined || surplus.length > 0) throw new UsageError('Name the key by its id; `writeups keys list` shows them.');
  const hours = text(values, 'keep') ?? '24';
  if (!/^\d{1,5}$/u.test(hours)) throw new UsageError('--keep is a whole number of hours.');
  const now = system.now();
  const endsAt = new Date(Date.parse(now) + Number(hours) * 3_600_000).toISOString();
  const made = await system.store.db.transaction().execute((transaction) => rotateKey(transaction, id, endsAt, now));
  printResult(values, made, () => (made === null ? [`There is no living key ${id}.`]
    : [made.secret, `Keep it now: it is not shown again. ${id} opens until ${made.oldEndsAt.slice(0, 16)}.`]));
  return made === null ? 1 : 0;
}

async function revoke(system: System, values: Values, [id]: readonly string[]): Promise<number> {
  if (id === undefined) throw new UsageError('Name the key by its id; `writeups keys list` shows them.');
  const isRevoked = await revokeKey(system.store.db, id, system.now());
  printResult(values, { revoked: isRevoked ? id : null }, () => [isRevoked ? `${id} opens nothing any more.` : `There is no living key ${id}.`]);
  return isRevoked ? 0 : 1;
}
