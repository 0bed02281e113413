/** Everything that the API answers. */

import type { Endpoint } from './http/endpoint.ts';
import { contentEndpoint, postEndpoint, similarEndpoint } from './posts/endpoints.ts';
import { searchEndpoint } from './search/endpoint.ts';
import { sourceEndpoint, sourcesEndpoint } from './sources/endpoints.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  searchEndpoint, postEndpoint, similarEndpoint, contentEndpoint, sourcesEndpoint, sourceEndpoint,
];
