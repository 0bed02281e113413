/** The state of the index on a Meilisearch server, and of the server as far as it matters. */

import { IndexError } from '../../core/errors.ts';
import type { EngineStatus } from '../../core/search.ts';
import { ask, askSoon, isMissingIndex, type Place } from './client.ts';
import { SETTINGS_VERSION, settingsDrift } from './settings.ts';

/** The first version that knows our ranking rules; the settings of a next major version are unknown. */
const OLDEST = [1, 50] as const;
const REBUILD = 'Run `writeups index rebuild`.';

/** Never rejects: a server that is away is a state. */
export async function readStatus(place: Place): Promise<EngineStatus> {
  try {
    await askSoon((signal) => place.client.index(place.uid).search('', { limit: 0 }, { signal }));
    return await readIndex(place);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    if (!isMissingIndex(error)) return { documents: 0, settingsVersion: null, drift: [], healthy: false, message: error.message };
    const message = await unsupportedVersion(place) ?? 'Meilisearch is there; the index is not made yet.';
    return { documents: 0, settingsVersion: null, drift: [], healthy: true, message };
  }
}

async function readIndex(place: Place): Promise<EngineStatus> {
  const index = place.client.index(place.uid);
  const [{ numberOfDocuments: documents }, settings, foreign, unsupported] = await Promise.all([
    ask(() => index.getStats()), ask(() => index.getSettings()), foreignIndex(place), unsupportedVersion(place),
  ]);
  if (foreign !== null) return { documents, settingsVersion: null, drift: [], healthy: false, message: foreign };
  const differing = settingsDrift(settings);
  const versions = differing.length === 0 ? await versionsInUse(place) : {};
  const older = Object.entries(versions).filter(([version]) => version !== SETTINGS_VERSION);
  const drift = [...differing, ...older.map(([version, posts]) => `${posts} posts were indexed by the rules ${version}, in force are ${SETTINGS_VERSION}.`)];
  const state = drift.length === 0 ? `Meilisearch holds ${documents} posts.` : `${drift.join(' ')} ${REBUILD}`;
  return {
    documents, settingsVersion: differing.length > 0 ? null : older[0]?.[0] ?? SETTINGS_VERSION, drift, healthy: true,
    message: unsupported === null ? state : `${unsupported} ${state}`,
  };
}

/** How many documents were indexed by which rules. */
async function versionsInUse({ client, uid }: Place): Promise<Readonly<Record<string, number>>> {
  const { facetDistribution } = await askSoon((signal) => client.index(uid).search('', { limit: 0, facets: ['settingsVersion'] }, { signal }));
  return facetDistribution?.['settingsVersion'] ?? {};
}

/** One sentence where the index of that name holds somebody else's documents; null where it is ours, empty or missing. */
export async function foreignIndex({ client, uid }: Place): Promise<string | null> {
  try {
    const [{ primaryKey }, { numberOfDocuments, fieldDistribution }] = await Promise.all([
      ask(() => client.getRawIndex(uid)), ask(() => client.index(uid).getStats()),
    ]);
    const isForeign = numberOfDocuments > 0 && (primaryKey !== 'id' || fieldDistribution['settingsVersion'] === undefined);
    return isForeign ? `The index ${uid} on this server holds documents that are not ours; name another one with MEILI_INDEX.` : null;
  } catch (error) {
    if (!isMissingIndex(error)) throw error;
    return null;
  }
}

/** One sentence where the server is of a version that we do not know; null where it is fine or may not be asked. */
export async function unsupportedVersion({ client }: Place): Promise<string | null> {
  try {
    const { pkgVersion } = await ask(() => client.getVersion());
    return isSupported(pkgVersion) ? null : `Meilisearch ${pkgVersion} is not supported: ${OLDEST.join('.')} or a later version of ${OLDEST[0]} is.`;
  } catch (error) {
    // Keys that are bound to an index may not ask for the version.
    if (error instanceof IndexError && error.kind === 'refused') return null;
    throw error;
  }
}

/** Whether our settings are known to work with a server of this version. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === OLDEST[0] && minor >= OLDEST[1];
}
