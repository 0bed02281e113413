import { describe, expect, test } from 'vitest';
import { hostOf, parsePastedUrl, registrableDomain, resolveUrl } from '../../core/url.ts';

describe('an address as a person pastes it', () => {
  test.each([
    ['https://blog.example.org/x', 'https://blog.example.org/x'], [' blog.example.org ', 'https://blog.example.org/'], ['http://localhost/x', 'http://localhost/x'],
    ['not an address', null], ['word', null], ['', null], ['ftp://x.example/', null], ['javascript:alert(1)', null], ['https://', null],
  ])('%j → %j', (pasted, expected) => expect(parsePastedUrl(pasted)).toBe(expected));
});

describe('resolving', () => {
  test.each([
    ['/x', 'https://a.example/y', 'https://a.example/x'], ['mailto:a@b.example', 'https://a.example/', null], ['  ', 'https://a.example/', null],
    ['//b.example/z', 'http://a.example/', 'http://b.example/z'], ['http://[', 'https://a.example/', null], ['x', null, null],
  ])('%j at %j → %j', (reference, base, expected) => expect(resolveUrl(reference, base)).toBe(expected));
});

test('hosts and domains', () => {
  expect(hostOf('https://www.blog.example.co.uk:8080/x')).toBe('blog.example.co.uk');
  expect(registrableDomain('https://a.b.example.co.uk/')).toBe('example.co.uk');
  expect(registrableDomain('https://me.github.io/')).toBe('me.github.io');
  expect(hostOf('nonsense')).toBe('');
});
