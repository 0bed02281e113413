/** Everything that needs a key, in the order of its documentation. */

import type { Endpoint } from '../http/endpoint.ts';
import { createKeyEndpoint, listKeysEndpoint, revokeKeyEndpoint, rotateKeyEndpoint } from '../keys/endpoints.ts';

export const KEYED_ENDPOINTS: readonly Endpoint[] = [listKeysEndpoint, createKeyEndpoint, rotateKeyEndpoint, revokeKeyEndpoint];
