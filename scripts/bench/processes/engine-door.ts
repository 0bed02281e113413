/** A Meilisearch server behind a door: what goes through it can be cut off in the middle, while the server itself goes on. */

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMeilisearch, meilisearchVersion } from '../outages/meilisearch-server.ts';
import { freePort } from './postgres-server.ts';

export type EngineDoor = {
  /** The settings by which processes go through the door. */
  readonly env: Readonly<Record<string, string>>;
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

/** Starts a server and its door; null where the program is not here. */
export async function openEngineDoor(): Promise<EngineDoor | null> {
  if (meilisearchVersion() === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'writeups-door-'));
  const port = await freePort();
  const server = createMeilisearch(folder, port);
  await server.start();
  const inside = new Set<Socket>();
  const cut = (): void => inside.forEach((socket) => socket.destroy());
  const door = createServer((client) => {
    const pair = [client, connect(port, '127.0.0.1')] as const;
    for (const socket of pair) {
      inside.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        inside.delete(socket);
        for (const each of pair) each.destroy();
      });
    }
    pair[0].pipe(pair[1]).pipe(pair[0]);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    env: { MEILI_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, MEILI_KEY: server.key },
    cut,
    close: async () => {
      cut();
      await new Promise<void>((resolve) => door.close(() => resolve()));
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
