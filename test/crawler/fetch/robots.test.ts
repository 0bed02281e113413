import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALLOW_ALL, crawlDelaySeconds, DISALLOW_ALL, isAllowed, parseRobots, productToken, robotsStage, rulesForStatus } from '../../../crawler/fetch/robots.ts';
import { cpuMs } from '../../helpers/cpu-time.ts';

const allows = (file: string, path: string, agent = 'Writeups'): boolean => isAllowed(parseRobots(file), agent, `https://blog.example${path}`);

describe('RFC 9309', () => {
  test.each([
    ['', '/x', true, '§2.2.1 no file, no rule'],
    ['User-agent: *\nDisallow: /', '/x', false, '§2.2.1 everyone'],
    ['User-agent: *\nDisallow: /', '/robots.txt', true, '§2.2.2 the file itself is always allowed'],
    ['User-agent: other\nDisallow: /', '/x', true, '§2.2.1 others only'],
    ['User-agent: WRITEUPS\nDisallow: /', '/x', false, '§2.2.1 the token in any case'],
    ['User-agent: writeups/2.0\nDisallow: /', '/x', false, '§2.2.1 a version behind it'],
    ['User-agent: writeups-images\nDisallow: /', '/x', true, '§2.2.1 a longer token is another crawler'],
    ['User-agent: *\nDisallow: /\n\nUser-agent: writeups\nDisallow: /private', '/x', true, '§2.2.1 its own group instead of everyone\'s'],
    ['User-agent: writeups\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: writeups\nDisallow: /b', '/b', false, '§2.2.1 several groups are one'],
    ['User-agent: a\nUser-agent: writeups\nUser-agent: b\nDisallow: /', '/x', false, '§2.2 a list of agents'],
    ['User-agent: writeups\n\n\nDisallow: /', '/x', false, '§2.2 empty lines do not end a group'],
    ['User-agent: writeups\nSitemap: https://blog.example/s.xml\nDisallow: /', '/x', false, '§2.2.4 a sitemap does not end a group'],
    ['User-agent: writeups\nCrawl-delay: 3\nUser-agent: other\nDisallow: /', '/x', false, '§2.2.4 nor does what the standard does not know'],
    ['Disallow: /\nUser-agent: other\nDisallow: /', '/x', true, '§2.2 rules before any agent are nobody\'s'],
    ['User-agent: *\nAllow: /posts/\nDisallow: /', '/posts/1', true, '§2.2.2 the longest match wins'],
    ['User-agent: *\nDisallow: /posts/draft\nAllow: /posts/', '/posts/draft', false, '§2.2.2 the longest match wins, in any order'],
    ['User-agent: *\nDisallow: /posts\nAllow: /posts', '/posts', true, '§2.2.2 allow wins a tie'],
    ['User-agent: *\nDisallow: /Posts', '/posts', true, '§2.2.2 paths are case-sensitive'],
    ['User-agent: *\nDisallow:', '/x', true, '§2.2.2 an empty rule is none'],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf', false, '§2.2.3 star and end'],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf?x', true, '§2.2.3 the end is the end'],
    ['User-agent: *\nDisallow: /a*b*c', '/aXbYc/more', false, '§2.2.3 several stars'],
    ['User-agent: *\nDisallow: /a*b*c', '/acb', true, '§2.2.3 in their order'],
    ['User-agent: *\nDisallow: /*a$', '/xa/a', false, '§2.2.3 a star takes the last fit before an end'],
    ['User-agent: *\nDisallow: /a$b', '/a$b', false, '§2.2.3 a dollar elsewhere is a dollar'],
    ['User-agent: *\nDisallow: /aa*aa$', '/aaa', true, '§2.2.3 parts do not overlap'],
    ['User-agent: *\nDisallow: /caf\u00e9', '/caf%C3%A9', false, '§2.2.2 octets beyond ASCII'],
    ['User-agent: *\nDisallow: /caf%c3%a9', '/caf%C3%A9', false, '§2.2.2 hexadecimal digits in any case'],
    ['User-agent: *\nDisallow: /caf%C3%A9', '/caf%c3%a9', false, '§2.2.2 hexadecimal digits in any case, in the address'],
    ['User-agent: *\nDisallow: /?s=', '/?s=x', false, '§2.2.2 the query counts'],
    ['\ufeffUser-agent: *\nDisallow: /', '/x', false, '§2.3 a byte order mark'],
    ['User-agent: *\rDisallow: /', '/x', false, '§2.2 old line ends'],
    ['User-agent: *\r\nDisallow: / # all of it', '/x', false, '§2.2.4 comments'],
    ['<!doctype html><html><body>User-agent: * Disallow: /</body></html>', '/x', true, '§2.3 a page instead of a file'],
    ['\0\0\0\x01garbage\xff', '/x', true, 'noise'],
  ])('%j, %s: %s (%s)', (file, path, allowed) => {
    expect(allows(file, path)).toBe(allowed);
  });

  test.each([
    [200, false], [204, true], [206, false], [301, true], [400, true], [401, true], [403, true], [404, true], [410, true], [429, false], [451, true], [500, false], [503, false], [599, false], [null, false],
  ])('§2.3.1 status %j leaves /x allowed: %s', (status, allowed) => {
    const body = Buffer.from(status === 204 ? '' : 'User-agent: *\nDisallow: /x');
    expect(isAllowed(rulesForStatus(status, body), 'Writeups', 'https://blog.example/x')).toBe(allowed);
  });

  test('§2.5 a rule at byte 499,000 of 600 KiB counts', () => {
    const file = `User-agent: *\n${'# filler\n'.repeat(55_440)}Disallow: /late\n${'# filler\n'.repeat(11_000)}`;
    expect(file.indexOf('Disallow')).toBeGreaterThan(498_000);
    expect([allows(file, '/late'), allows(file, '/early')]).toEqual([false, true]);
  });
});

test.each([
  ['User-agent: *\nCrawl-delay: 2', 2], ['User-agent: *\nCrawl-delay: 0.5', 0.5], ['User-agent: *\nCrawl-delay: 3600', 60], ['User-agent: *\nCrawl-delay: soon', null], ['User-agent: *\nCrawl-delay: -1', null], ['User-agent: *\nDisallow:', null],
  ['User-agent: *\nDisallow: /y\nCrawl-delay: 9\n\nUser-agent: writeups\nDisallow: /x', null], ['User-agent: *\nDisallow: /x\n\nUser-agent: writeups\nCrawldelay: 4', 4], ['', null],
])('%j asks for a pause of %j seconds', (file, seconds) => {
  expect(crawlDelaySeconds(parseRobots(file), 'Writeups')).toBe(seconds);
});

test('sitemaps belong to no group', () => {
  expect(parseRobots('Sitemap: https://blog.example/a.xml\nUser-agent: *\nsite-map : https://blog.example/é.xml # two\nDisallow: /').sitemaps).toEqual(['https://blog.example/a.xml', 'https://blog.example/é.xml']);
});

test.each([['Writeups/0.1 (+https://writeups.example)', 'Writeups'], ['Writeups', 'Writeups'], ['', '']])('robots.txt files know %j as %j', (userAgent, token) => {
  expect(productToken(userAgent)).toBe(token);
});

test('the stage answers one job', () => {
  const job = { id: '1', robotsTxt: 'User-agent: Writeups\nDisallow: /x', userAgent: 'Writeups/0.1', url: 'https://blog.example/x' };
  expect([robotsStage(job), robotsStage({ ...job, url: 'https://blog.example/y' })]).toEqual([{ id: '1', allowed: false }, { id: '1', allowed: true }]);
});

test('no file makes the parser throw or linger, and the two constants hold for all', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('User-agent: *', 'User-agent: writeups', 'Disallow: /', 'Allow: /*a*b$', 'Disallow: /%zz', 'Crawl-delay: 1', ':', ' : :'));
  fc.assert(fc.property(fc.array(line), fc.webUrl(), (lines, url) => {
    expect(typeof isAllowed(parseRobots(lines.join('\n')), 'writeups', url)).toBe('boolean');
    expect([isAllowed(ALLOW_ALL, 'writeups', url), isAllowed(DISALLOW_ALL, 'writeups', url)]).toEqual([true, false]);
  }));
  const startedAt = cpuMs();
  for (const file of [`User-agent: *\nDisallow: /${'*a'.repeat(8_000)}$`, `User-agent: *\n${'Disallow: /*x*y*z\n'.repeat(20_000)}`, ' '.repeat(500_000), 'a '.repeat(250_000), 'User-agent'.repeat(50_000)]) {
    allows(file, `/${'a'.repeat(8_000)}`);
  }
  expect(cpuMs() - startedAt).toBeLessThan(1_000);
});

const SUITE = new URL('../../../../shared/suites/robots/cases.jsonl.gz', import.meta.url);
type Case = { readonly id: string; readonly robots: string; readonly agent: string; readonly url: string; readonly allowed: boolean; readonly googleOnly: boolean };

describe.skipIf(!existsSync(SUITE))('the cases of Google\'s own parser (skipped where the suites are not beside the checkout)', () => {
  test('every one of the 72 that the standard asks for and of the 145 in all', () => {
    const cases = gunzipSync(readFileSync(SUITE)).toString().trim().split('\n').map((text) => JSON.parse(text) as Case);
    const wrong = cases.filter(({ robots, agent, url, allowed }) => isAllowed(parseRobots(Buffer.from(robots, 'base64')), agent, url) !== allowed);
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect([cases.length, cases.filter(({ googleOnly }) => !googleOnly).length]).toEqual([145, 72]);
  });
});
