import { expect, test } from 'vitest';
import { FetchError, FETCH_FAILURE_KINDS } from '../../../core/errors.ts';
import { failureOfError, failureOfStatus } from '../../../crawler/fetch/failures.ts';

const coded = (code: string, cause?: unknown): Error => Object.assign(new Error(code, { cause }), { code });

test.each([
  ['ETIMEDOUT', 'timeout'], ['UND_ERR_CONNECT_TIMEOUT', 'timeout'], ['UND_ERR_HEADERS_TIMEOUT', 'timeout'], ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['CERT_HAS_EXPIRED', 'tls'], ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'], ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'], ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'], ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'], ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'], ['EPROTO', 'tls'],
  ['ECONNREFUSED', 'connection'], ['ECONNRESET', 'connection'], ['EHOSTUNREACH', 'connection'], ['UND_ERR_SOCKET', 'connection'], ['HPE_INVALID_CONSTANT', 'connection'],
  ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
])('%s is a failure of kind %s, wherever it is wrapped', (code, kind) => {
  const wrapped = [coded(code), new TypeError('fetch failed', { cause: coded(code) }), new AggregateError([coded(code), coded('OTHER')]), coded('UND_ERR_SOCKET', coded(code))];
  for (const error of wrapped) {
    expect(failureOfError(error, 'https://blog.example/')).toMatchObject({ kind, url: 'https://blog.example/', cause: error, message: expect.stringMatching(/^[A-Z][^\n]{20,200}\.$/u) });
  }
});

test('a deadline is a timeout, and what is known already stays what it is', () => {
  const known = new FetchError('private-address', 'http://x.example/', 'Known.');
  expect(failureOfError(new DOMException('late', 'TimeoutError'), 'http://x.example/')?.kind).toBe('timeout');
  expect(failureOfError(known, 'http://x.example/')).toBe(known);
  expect(failureOfError(new Error('lookup', { cause: known }), 'http://x.example/page')).toMatchObject({ kind: 'private-address', message: 'Known.', url: 'http://x.example/page' });
});

test.each([[new TypeError('x is not a function')], [new RangeError('length')], ['thrown text'], [null]])('%s is a bug, and no failure of the host', (error) => {
  expect(failureOfError(error, 'http://x.example/')).toBeNull();
});

test('every status has one sentence and a kind that exists', () => {
  for (let status = 100; status < 600; status += 1) {
    const { kind, message } = failureOfStatus({ url: 'http://x.example/', status, retryAfterSeconds: null, guard: null });
    expect(FETCH_FAILURE_KINDS).toContain(kind);
    expect(message).toMatch(/^[A-Z][^\n]{20,200}\(status \d{3}\)\.$/u);
  }
  expect(failureOfStatus({ url: 'http://x.example/', status: 404, retryAfterSeconds: null, guard: 'Cloudflare' }).kind).toBe('challenge');
});
