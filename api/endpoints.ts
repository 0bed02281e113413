/** Everything that the API answers, in the order of its documentation. */

import { atomEndpoint, exportEndpoint, jsonFeedEndpoint, rssEndpoint } from './feeds/endpoints.ts';
import { DIGEST_ENDPOINTS } from './digest/endpoints.ts';
import type { Endpoint } from './http/endpoint.ts';
import { lookupEndpoint } from './lookup/endpoint.ts';
import { contentEndpoint, postEndpoint, similarEndpoint } from './posts/endpoints.ts';
import { searchEndpoint } from './search/endpoint.ts';
import { sourceEndpoint, sourcesEndpoint } from './sources/endpoints.ts';
import { suggestEndpoint } from './suggest/endpoint.ts';
import { tagsEndpoint } from './tags/endpoint.ts';
import { trendsCsvEndpoint, trendsEndpoint } from './trends/endpoints.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  searchEndpoint, rssEndpoint, atomEndpoint, jsonFeedEndpoint, exportEndpoint, suggestEndpoint, lookupEndpoint,
  postEndpoint, similarEndpoint, contentEndpoint, sourcesEndpoint, sourceEndpoint, tagsEndpoint, trendsEndpoint, trendsCsvEndpoint, ...DIGEST_ENDPOINTS,
];
