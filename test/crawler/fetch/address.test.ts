import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FetchError } from '../../../core/errors.ts';
import { isPublicAddress, parseFetchUrl } from '../../../crawler/fetch/address.ts';
import { DISGUISED_HOSTS, PRIVATE_ADDRESSES } from './private-addresses.ts';

function failureKind(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    return error instanceof FetchError ? error.kind : 'other';
  }
}

function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

test('the table of forbidden forms is as long as it should be', () => {
  expect(PRIVATE_ADDRESSES.length + DISGUISED_HOSTS.length).toBeGreaterThanOrEqual(150);
});

test.each(PRIVATE_ADDRESSES)('%s is not public: %s', (address) => {
  expect(isPublicAddress(address)).toBe(false);
  for (const scheme of ['http', 'https']) expect(failureKind(() => parseFetchUrl(`${scheme}://${inUrl(address)}/`))).toBe('private-address');
});

test.each(DISGUISED_HOSTS)('http://%s/ is seen through: %s', (host) => {
  expect(failureKind(() => parseFetchUrl(`http://${host}/`))).toBe('private-address');
});

test.each([
  ['100.63.255.254', 'before carrier-grade NAT'], ['100.128.0.1', 'after carrier-grade NAT'], ['1.0.0.0', 'after this network'], ['9.255.255.255', 'before 10/8'], ['11.0.0.0', 'after 10/8'],
  ['126.255.255.255', 'before loopback'], ['128.0.0.1', 'after loopback'], ['169.253.255.255', 'before link-local'], ['169.255.0.0', 'after link-local'],
  ['172.15.255.255', 'before 172.16/12'], ['172.32.0.0', 'after 172.16/12'], ['192.167.255.255', 'before 192.168/16'], ['192.169.0.0', 'after 192.168/16'],
  ['198.17.255.255', 'before benchmarks'], ['198.20.0.0', 'after benchmarks'], ['223.255.255.255', 'before multicast'], ['168.63.129.15', 'beside the platform server'], ['168.63.129.17', 'beside the platform server'],
  ['8.8.8.8', 'a public host'], ['::ffff:8.8.8.8', 'a public host, mapped'], ['2606:4700:4700::1111', 'a public host'], ['2001:4860:4860::8888', 'a public host'], ['2a00:1450::1', 'a public host'], ['2003::1', 'after 6to4'], ['2001:200::1', 'after the IETF\'s protocols'], ['2400:cb00::1', 'a public host'], ['3ffe::1', 'near the end of the assigned space'],
])('%s is public: %s', (address) => {
  expect(isPublicAddress(address)).toBe(true);
  expect(parseFetchUrl(`https://${inUrl(address)}/x`).pathname).toBe('/x');
});

test.each([['0177.0.0.1'], ['2130706433'], ['0x8.8.8.8'], ['8.8'], ['fe80::1%eth0'], ['2606:4700::1%1'], [''], ['example.org'], ['8.8.8.8 ']])('%j is no plain address, so it is not public', (text) => {
  expect(isPublicAddress(text)).toBe(false);
});

test.each([
  ['ftp://example.org/', 'another scheme'], ['file:///etc/passwd', 'a file'], ['gopher://example.org/', 'another scheme'], ['data:text/html,x', 'no host'], ['javascript:alert(1)', 'no host'], ['blob:https://example.org/x', 'no host'],
  ['http://user@example.org/', 'a user name'], ['http://user:pass@example.org/', 'a password'], ['http://:pass@example.org/', 'a password alone'], ['http://8.8.8.8:6379/', 'a database port'], ['https://example.org:22/', 'a shell port'], ['http://example.org:8080/', 'a port of its own'], ['http://example.org:0/', 'port zero'],
  ['http://', 'nothing'], ['/relative', 'no scheme'], ['http://exa mple.org/', 'a space'], ['http://[::1', 'a broken bracket'], ['http://1.2.3.4.5.6.7.8.9/', 'too many parts'], ['http://256.256.256.256/', 'parts out of range'],
])('%s is a bad address: %s', (url) => {
  expect(failureKind(() => parseFetchUrl(url))).toBe('bad-address');
});

test.each([['http://example.org:80/a#b', 'http://example.org/a'], ['https://EXAMPLE.org:443/', 'https://example.org/'], ['http://example.org:443/', 'http://example.org:443/'], ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC']])('%s is fetched as %s', (url, href) => {
  expect(parseFetchUrl(url).href).toBe(href);
});

const octet = fc.integer({ min: 0, max: 255 });
const privateIpv4 = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127, 224, 255), octet, octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
);
type Octets = readonly [number, number, number, number];
const SPELLINGS: readonly ((octets: Octets) => string)[] = [
  (octets) => octets.join('.'),
  (octets) => octets.map((part) => `0${part.toString(8)}`).join('.'),
  (octets) => octets.map((part) => `0x${part.toString(16)}`).join('.'),
  ([a, b, c, d]) => String(((a * 256 + b) * 256 + c) * 256 + d),
  ([a, b, c, d]) => `0x${(((a * 256 + b) * 256 + c) * 256 + d).toString(16)}`,
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  (octets) => `[::ffff:${octets.join('.')}]`,
  ([a, b, c, d]) => `[::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}]`,
  (octets) => `[64:ff9b::${octets.join('.')}]`,
];

test('no spelling of a private IPv4 address gets through', () => {
  fc.assert(fc.property(privateIpv4, fc.constantFrom(...SPELLINGS), (octets, spell) => {
    expect(failureKind(() => parseFetchUrl(`http://${spell(octets)}/`))).toBe('private-address');
  }), { numRuns: 2_000 });
});
