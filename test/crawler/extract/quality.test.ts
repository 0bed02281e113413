import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOW_QUALITY } from '../../../core/article.ts';
import { extract, PROSE } from './page.ts';

const SEEDS = new URL('../../../../shared/seeds/', import.meta.url);

describe('what makes a text untrustworthy', () => {
  const teaser = (index: number): string => `<h2><a href="https://blog.example.com/${index}">Post number ${index} of many</a></h2><p>A line about it, and what it taught us about machines.</p>`;
  const rows: readonly (readonly [why: string, body: string, reason: RegExp, head: string])[] = [
    ['hardly any text', '<p>Coming soon to a screen near you.</p>', /thin/u, ''],
    ['links and nothing else', `<ul>${Array.from({ length: 20 }, (_, index) => `<li><a href="/${index}">Some other page with a long name ${index}</a></li>`).join('')}</ul>`, /mostly links/u, ''],
    ['a listing', Array.from({ length: 8 }, (_, index) => teaser(index)).join(''), /listing/u, ''],
    ['a paywall', `<p>The queue grew for eleven minutes before anyone noticed it at all.</p><p>Subscribe now to continue reading this story.</p>${'<p>Members get everything that we write, every week.</p>'.repeat(6)}`, /paywall/u, ''],
    ['a missing page that answers 200', '<h1>Page not found</h1><p>The page you are looking for has moved, or it never was.</p>', /error page/u, '<title>Page not found</title>'],
    ['broken characters', `<p>${'Itâ€™s the cafÃ© weâ€™ve been to. '.repeat(20)}</p>`, /mojibake/u, ''],
    ['one word over and over', `<p>${'Best vpn deals: our vpn is the vpn for vpn users who need one. '.repeat(30)}</p>`, /stuffing/u, ''],
    ['enumerations torn apart and reversed', ['5', '4', '3', '2', '1'].map((n) => `<p>The service talks to another service through a proxy that knows where it lives.${n}.</p>`).join(''), /enumeration/u, ''],
    ['counted backwards between broken line ends', `<p>${['5', '4', '3', '2', '1'].map((n) => `A proxy that has no memory left is ended by the system, and the next one gets its doors.â€¨${n}. Then again.`).join('')}</p>`, /shuffled enumeration/u, ''],
    ['a text written around a search', `<p>${'When the conntrack table full happens, packets go. Many ask for conntrack table full and read on. '.repeat(12)}</p>`, /written around/u, ''],
  ];
  test.each(rows)('%s', (_why, body, reason, head) => {
    const { quality } = extract(body, { head });
    expect(quality.reasons.join('; ')).toMatch(reason);
    expect(quality.score).toBeLessThan(LOW_QUALITY);
  });

  test('an honest post has nothing against it', () => {
    expect(extract(`<article>${PROSE}<ol><li>First</li><li>Second</li></ol>${PROSE.replaceAll('queue', 'line')}</article>`).quality).toEqual({ score: 1, reasons: [] });
  });

  test('the page of an index, however long its teasers', () => {
    const { quality } = extract(`<main>${PROSE}</main>`, { url: 'https://blog.example.com/entries/page/4/' });
    expect(quality.score).toBeLessThan(LOW_QUALITY);
    expect(quality.reasons).toContain('listing by its address');
  });

  test('names in a script without spaces are no keywords', () => {
    expect(extract(`<article><p>${'我们在 Taro 的新版本中重写了编译器，Taro 因此支持更多框架。'.repeat(60)}</p></article>`).quality.reasons.join()).not.toMatch(/stuffing|written around/u);
  });

  test('a short release note may name its version in every line', () => {
    const lines = ['fixes a leak in the pool', 'keeps what it was given in order', 'needs half the memory of last year', 'starts within a second', 'logs in colours on terminals', 'can be stopped at any time', 'comes signed by two people', 'was tested on five machines'].map((what) => `<p>Queue 1.10.1 ${what}.</p>`).join('');
    expect(extract(`<article>${lines}</article>`).quality.reasons.join()).not.toMatch(/written around/u);
  });

  test('a release with version numbers at line ends is not torn', () => {
    const lines = ['1.10.', '2.1.', '3.8.', '4.2.', '1.9.'].map((version) => `<p>The driver that ships with this release now needs at least version ${version}</p>`).join('');
    expect(extract(`<article>${PROSE}${lines}</article>`).quality.reasons).toEqual([]);
  });
});

describe.skipIf(!existsSync(SEEDS))('the seeds (skipped where the shared folder is absent)', () => {
  const asPage = (name: string): string => readFileSync(new URL(name, SEEDS), 'utf8').split(/\n\s*\n/u).map((part) => `<p>${part.replaceAll('<', '&lt;')}</p>`).join('');
  test('the machine-spun one is low quality', () => {
    expect(extract(asPage('003_c8de1df6f2352c2e.txt')).quality.score).toBeLessThan(LOW_QUALITY);
  });
  test.each(['000_eb732a5b68660b82.txt', '001_e5b0a328012d1ab0.txt', '002_099fd81b47d87165.txt'])('%s is not', (name) => {
    expect(extract(asPage(name)).quality.score).toBeGreaterThan(0.8);
  });
});
