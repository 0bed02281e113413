/** Everything that needs a key, in the order of its documentation. */

import { DIGEST_ADMIN_ENDPOINTS } from '../digest/admin-endpoints.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { createKeyEndpoint, listKeysEndpoint, revokeKeyEndpoint, rotateKeyEndpoint } from '../keys/endpoints.ts';
import { correctTagsEndpoint } from './corrections.ts';
import {
  changeSavedSearchEndpoint, createSavedSearchEndpoint, deliveriesEndpoint, listSavedSearchesEndpoint, removeSavedSearchEndpoint, rotateSecretEndpoint, savedSearchEndpoint,
} from '../saved-searches/endpoints.ts';
import { joinEndpoint, splitEndpoint } from './posts.ts';
import { runEndpoint, runsEndpoint } from './runs.ts';
import { addSourceEndpoint, changeSourceEndpoint, crawlSourceEndpoint, removeSourceEndpoint } from './sources.ts';

export const KEYED_ENDPOINTS: readonly Endpoint[] = [
  joinEndpoint, splitEndpoint, correctTagsEndpoint, addSourceEndpoint, changeSourceEndpoint, crawlSourceEndpoint, removeSourceEndpoint, runsEndpoint, runEndpoint,
  listSavedSearchesEndpoint, createSavedSearchEndpoint, savedSearchEndpoint, changeSavedSearchEndpoint, rotateSecretEndpoint, deliveriesEndpoint, removeSavedSearchEndpoint,
  listKeysEndpoint, createKeyEndpoint, rotateKeyEndpoint, revokeKeyEndpoint, ...DIGEST_ADMIN_ENDPOINTS,
];
