import { describe, expect, test } from 'vitest';
import { parseConfig, SETTINGS } from '../../core/config.ts';
import { ConfigError } from '../../core/errors.ts';

test('an empty environment gives a working configuration', () => {
  expect(parseConfig({})).toMatchObject({ dataDir: './data', port: 8080, publicUrl: 'http://127.0.0.1:8080', meiliUrls: [], databaseUrl: null, hostDelaySeconds: 5 });
});

test('an empty value is one that was not given', () => {
  expect(parseConfig({ PORT: '', MEILI_URL: ' ' })).toMatchObject({ port: 8080, meiliUrls: [] });
});

describe('a wrong value is refused by the name of its variable and the rule', () => {
  test.each([
    ['PORT', '80x'], ['PORT', '-1'], ['PORT', '65536'], ['PORT', '1.5'], ['MEILI_URL', 'localhost:7700'], ['MEILI_URL', 'ftp://x'], ['DATABASE_URL', 'mysql://x'],
    ['MEILI_INDEX', 'a b'], ['CRAWL_CONCURRENCY', '0'], ['HOST_DELAY_SECONDS', '0'], ['LOG_LEVEL', 'loud'], ['AGGREGATOR_FETCH', 'all'], ['BUILT_IN_SOURCES', 'yes'],
    ['PUBLIC_URL', 'example.org'], ['TRUST_PROXY_HOPS', '11'], ['CONTACT_URL', 'me@example.org'],
    ['ANONYMOUS_READ', 'yes'], ['RATE_LIMIT_PER_MINUTE', '-1'], ['RATE_LIMIT_PER_MINUTE', '1000001'], ['RATE_LIMIT_PER_MINUTE', 'none'],
  ])('%s=%s', (variable, value) => {
    const parse = () => parseConfig({ [variable]: value });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(expect.objectContaining({ variable, message: expect.stringContaining(SETTINGS.find((setting) => setting.name === variable)?.rule ?? 'no rule') }));
  });
});

test('a final slash of an address does not count', () => {
  expect(parseConfig({ PUBLIC_URL: 'https://w.example/', MEILI_URL: 'http://127.0.0.1:7700/' })).toMatchObject({ publicUrl: 'https://w.example', meiliUrls: ['http://127.0.0.1:7700'] });
});

describe('how much one client may ask for', () => {
  test.each([
    ['only this machine can come', {}, 1_000_000], ['everybody can come', { HOST: '0.0.0.0' }, 600], ['a proxy stands before it', { TRUST_PROXY_HOPS: '1' }, 600],
    ['as set', { RATE_LIMIT_PER_MINUTE: '60' }, 60], ['no limit', { HOST: '0.0.0.0', RATE_LIMIT_PER_MINUTE: '0' }, 0],
  ])('%s', (_why, environment, expected) => expect(parseConfig(environment).rateLimitPerMinute).toBe(expected));
});
