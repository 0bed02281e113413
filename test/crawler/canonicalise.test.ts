import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalise, canonicaliseStage, chooseCanonical, type AddressClaims } from '../../crawler/canonicalise.ts';
import { TRACKING_RULES } from '../../crawler/tracking-parameters.ts';

const SUITE = new URL('../../../shared/suites/urls/', import.meta.url);

const CASES: readonly [string, string, string][] = [
  ['http://blog.example.com/post', 'https://blog.example.com/post', 'both schemes of a site are one (old feeds of blogs that moved to https)'],
  ['https://www.pypy.org/posts/x', 'https://pypy.org/posts/x', 'www and apex are one (a feed that links to www from an apex site)'],
  ['https://www.gov.uk/guidance', 'https://www.gov.uk/guidance', 'www below a public suffix is the site itself'],
  ['https://www.www.example.com/', 'https://example.com/', 'www twice, which a misconfigured host answers'],
  ['http://127.0.0.1:8080/post', 'http://127.0.0.1:8080/post', 'another port keeps its scheme: only one of the two can answer there'],
  ['https://eng.example.com:443/post', 'https://eng.example.com/post', 'default port'],
  ['https://eng.example.com./post', 'https://eng.example.com/post', 'root label'],
  ['https://jane:secret@eng.example.com/post', 'https://eng.example.com/post', 'user information is no part of an identity'],
  ['https://eng.example.com/post/', 'https://eng.example.com/post', 'trailing slash (static site generators)'],
  ['https://julialang.org/blog/2019/01/x/index.html', 'https://julialang.org/blog/2019/01/x', 'index document (feeds that link to files)'],
  ['https://eng.example.com/Default.aspx', 'https://eng.example.com/', 'index document of IIS'],
  ['https://jestjs.io/blog/2016/09/01/jest-15.html', 'https://jestjs.io/blog/2016/09/01/jest-15', 'every post at x.html and x/ (a generator that was exchanged)'],
  ['https://eng.example.com/a.html/index.htm/', 'https://eng.example.com/a', 'endings behind endings'],
  ['https://eng.example.com/posts/index', 'https://eng.example.com/posts/index', 'a post about indexes'],
  ['https://eng.example.com/..html', 'https://eng.example.com/..html', 'no ending is taken off a name that would become a dot segment'],
  ['https://rust-analyzer.github.io//blog//2020/x', 'https://rust-analyzer.github.io/blog/2020/x', 'doubled slashes (a base address that ends in one)'],
  ['https://eng.example.com/why-we-moved/amp/', 'https://eng.example.com/why-we-moved', 'AMP page of a slug (WordPress plugin)'],
  ['https://eng.example.com/blog/amp', 'https://eng.example.com/blog/amp', 'a post about AMP'],
  ['https://eng.example.com/post?amp=1', 'https://eng.example.com/post', 'AMP view'],
  ['https://eng.example.com/post;jsessionid=1A2B?x=1', 'https://eng.example.com/post?x=1', 'session in the path (Java servlets)'],
  ['https://eng.example.com/post?PHPSESSID=1a2b', 'https://eng.example.com/post', 'session in the query'],
  ['https://eng.example.com/p?utm_source=rss&UTM_Medium=x&id=7', 'https://eng.example.com/p?id=7', 'campaign parameters in any case, identity kept'],
  ['https://eng.example.com/?p=12&amp;page=2', 'https://eng.example.com/?p=12&page=2', 'addresses that a feed escaped twice'],
  ['https://eng.example.com/?b=2&a=1&a=0', 'https://eng.example.com/?a=1&a=0&b=2', 'names in order, equal names as they stand'],
  ['https://eng.example.com/post?ref=blog.other.com', 'https://eng.example.com/post', 'Ghost marks links that leave'],
  ['https://git.example.com/file?ref=main', 'https://git.example.com/file?ref=main', 'a ref that selects a branch'],
  ['https://medium.com/x/post-1?source=rss----abc---4', 'https://medium.com/x/post-1', 'Medium feeds'],
  ['https://eng.example.com/list?source=kafka', 'https://eng.example.com/list?source=kafka', 'a source that filters'],
  ['https://eng.example.com/post?share=twitter', 'https://eng.example.com/post', 'share buttons'],
  ['https://a.blogspot.com/2010/01/x.html?m=1', 'https://a.blogspot.com/2010/01/x', 'mobile view of Blogger'],
  ['https://eng.example.com/?m=1', 'https://eng.example.com/?m=1', 'elsewhere m may be the month'],
  ['https://eng.example.com/post#comments', 'https://eng.example.com/post', 'place in a page'],
  ['https://eng.example.com/#/post/1', 'https://eng.example.com/#/post/1', 'route of an application in the page'],
  ['https://eng.example.com/it%27s', "https://eng.example.com/it's", 'escapes that servers read alike'],
  ['https://eng.example.com/c%2b%2b', 'https://eng.example.com/c++', 'a plus is a plus in a path'],
  ['https://eng.example.com/a%2fb', 'https://eng.example.com/a%2Fb', 'an escaped slash parts nothing'],
  ['https://aotu.io/notes/%e5%87%b9', 'https://aotu.io/notes/%E5%87%B9', 'percent-encoded CJK'],
  ['https://aotu.io/notes/凹', 'https://aotu.io/notes/%E5%87%B9', 'bare CJK'],
  ['  https://eng.example.com/post\n', 'https://eng.example.com/post', 'white space around (feeds that break the line before </link>)'],
  ['mailto:jane@example.com', 'mailto:jane@example.com', 'no web address'],
  [' not an address ', 'not an address', 'no address at all'],
];

describe('canonicalise', () => {
  test.each(CASES)('%s → %s: %s', (address, expected) => {
    expect(canonicalise(address)).toBe(expected);
    expect(canonicalise(expected)).toBe(expected);
  });

  test.each([
    ['https://e.com/Post', 'https://e.com/post', 'paths are case sensitive'],
    ['https://e.com/?id=1', 'https://e.com/?id=2', 'a parameter that is the identity'],
    ['https://e.com/?page=2', 'https://e.com/', 'pages of a list'],
    ['https://e.com/watch?v=a', 'https://e.com/watch?v=b', 'videos'],
    ['https://e.com/s?q=a+b', 'https://e.com/s?q=a%2Bb', 'a space and a plus'],
    ['https://e.com/a;v=1', 'https://e.com/a;v=2', 'path parameters'],
    ['https://e.com/show.php?article300', 'https://e.com/show.php?article301', 'queries without names'],
    ['https://blog.e.com/x', 'https://eng.e.com/x', 'hosts'],
    ['https://e.com/x?lang=de', 'https://e.com/x', 'a translation is another post'],
  ])('%s and %s stay apart: %s', (a, b) => {
    expect(canonicalise(a)).not.toBe(canonicalise(b));
  });

  const part = fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string(), fc.constantFrom('www.', 'index.html', '.html', '/amp', '//', '/../', '%2e', ';sid=1', '?utm_source=a', '&', '=', '%20', '+', '(', 'amp;', '#!/', '#/', ':443', 'http://', 'a.example'));

  test('is its own canonical form, and never throws', () => {
    fc.assert(fc.property(fc.array(part, { maxLength: 6 }), fc.boolean(), (parts, isWeb) => {
      const address = `${isWeb ? 'https://e.example/' : ''}${parts.join('')}`;
      const once = canonicalise(address);
      expect(canonicalise(once)).toBe(once);
    }), { numRuns: 3_000 });
  });
});

test('every tracking rule names its source, and its names are in lower case and listed once', () => {
  for (const rule of TRACKING_RULES) {
    expect(rule.source, rule.vendor).toMatch(/^https:\/\//u);
    expect([...rule.names, ...rule.prefixes].length, rule.vendor).toBeGreaterThan(0);
    for (const name of [...rule.names, ...rule.prefixes]) expect(name).toBe(name.toLowerCase());
    expect(new Set(rule.names).size, rule.vendor).toBe(rule.names.length);
  }
});

const NOTHING_CLAIMED: AddressClaims = { requestedUrl: 'https://eng.example.org/blog/why-we-chose-rust', finalUrl: null, linkCanonical: null, feedUrl: null, refreshUrl: null };

describe('chooseCanonical', () => {
  test.each<[Partial<AddressClaims>, string, string]>([
    [{}, 'https://eng.example.org/blog/why-we-chose-rust', 'nothing is claimed'],
    [{ finalUrl: 'https://eng.example.org/2024/why-we-chose-rust/' }, 'https://eng.example.org/2024/why-we-chose-rust', 'a redirect to where it moved'],
    [{ finalUrl: 'https://eng.example.org/a-new-name' }, 'https://eng.example.org/a-new-name', 'a redirect to a new slug'],
    [{ finalUrl: 'https://eng.example.org/' }, 'https://eng.example.org/blog/why-we-chose-rust', 'a dead post that leads to the home page'],
    [{ finalUrl: 'https://eng.example.org/blog/' }, 'https://eng.example.org/blog/why-we-chose-rust', 'a dead post that leads to the list'],
    [{ finalUrl: 'https://sso.example.org/login?to=x' }, 'https://eng.example.org/blog/why-we-chose-rust', 'a gate that remembers the way'],
    [{ finalUrl: 'https://eng.example.org/signin' }, 'https://eng.example.org/blog/why-we-chose-rust', 'a gate'],
    [{ refreshUrl: '/posts/why-we-chose-rust' }, 'https://eng.example.org/posts/why-we-chose-rust', 'a stub that refreshes (Hugo aliases)'],
    [{ linkCanonical: 'https://author.example.net/why-we-chose-rust' }, 'https://author.example.net/why-we-chose-rust', 'a syndicated copy that names its original'],
    [{ linkCanonical: 'https://author.example.net/' }, 'https://eng.example.org/blog/why-we-chose-rust', 'the home page of another host'],
    [{ linkCanonical: '/' }, 'https://eng.example.org/blog/why-we-chose-rust', 'a theme that gives every page the home page'],
    [{ linkCanonical: 'https://eng.example.org/about-our-company' }, 'https://eng.example.org/blog/why-we-chose-rust', 'an unrelated page for everything'],
    [{ linkCanonical: 'http://localhost:4000/blog/why-we-chose-rust' }, 'https://eng.example.org/blog/why-we-chose-rust', 'the address of a development server'],
    [{ linkCanonical: 'https://example.com/blog/why-we-chose-rust' }, 'https://eng.example.org/blog/why-we-chose-rust', "a generator's example host"],
    [{ requestedUrl: 'https://eng.example.org/zh/why-we-chose-rust', linkCanonical: 'https://eng.example.org/why-we-chose-rust' }, 'https://eng.example.org/zh/why-we-chose-rust', 'a translation that names the untranslated page'],
    [{ requestedUrl: 'https://eng.example.org/?p=12', linkCanonical: 'https://eng.example.org/2020/why-we-chose-rust/' }, 'https://eng.example.org/2020/why-we-chose-rust', 'a short link of WordPress'],
    [{ linkCanonical: 'why-we-chose-rust?utm_source=x' }, 'https://eng.example.org/blog/why-we-chose-rust', 'itself, relative and with a campaign'],
    [{ linkCanonical: '' }, 'https://eng.example.org/blog/why-we-chose-rust', 'an empty link'],
    [{ linkCanonical: 'javascript:void(0)' }, 'https://eng.example.org/blog/why-we-chose-rust', 'no web address'],
    [{ requestedUrl: 'https://eng.example.org/', feedUrl: 'https://eng.example.org/blog/why-we-chose-rust' }, 'https://eng.example.org/blog/why-we-chose-rust', "a home page in the place of a post: the feed's permalink"],
  ])('%j → %s: %s', (claims, expected) => {
    expect(chooseCanonical({ ...NOTHING_CLAIMED, ...claims }).canonicalUrl).toBe(expected);
  });

  test('says what it followed and what it refused, and why', () => {
    const { evidence } = chooseCanonical({ ...NOTHING_CLAIMED, finalUrl: 'https://eng.example.org/posts/why-we-chose-rust', linkCanonical: 'https://eng.example.org/' });
    expect(evidence).toEqual([
      'the redirect gives https://eng.example.org/posts/why-we-chose-rust',
      'rel=canonical gives https://eng.example.org/, refused: it is the home page',
    ]);
  });
});

test('the stage answers a job, and refuses one without an address', () => {
  expect(canonicaliseStage({ id: 7, url: 'http://www.example.com/a/' })).toEqual({ id: 7, canonicalUrl: 'https://example.com/a' });
  expect(() => canonicaliseStage({ id: 7, url: null })).toThrow('needs a `url`');
});

type Relation = { readonly a: string; readonly b: string; readonly same: boolean; readonly why: string; readonly optional: boolean };
const readSuite = <T>(name: string): T[] => gunzipSync(readFileSync(new URL(name, SUITE))).toString().trim().split('\n').map((line) => JSON.parse(line) as T);

describe.skipIf(!existsSync(SUITE))('suites/urls (skipped where the suites are not beside the checkout)', () => {
  test('keeps every relation that is not optional', () => {
    const relations = readSuite<Relation>('cases.jsonl.gz').filter((relation) => !relation.optional);
    expect(relations.filter(({ a, b, same }) => (canonicalise(a) === canonicalise(b)) !== same)).toEqual([]);
    expect(relations).toHaveLength(54);
  });

  test('gives every address of the suite a form that is its own', () => {
    const addresses = [
      ...readSuite<Relation>('cases.jsonl.gz').flatMap(({ a, b }) => [a, b]),
      ...readSuite<{ input: string; href: string | undefined }>('wpt.jsonl.gz').flatMap(({ input, href }) => [input, href ?? '']),
    ];
    expect(addresses.filter((address) => canonicalise(canonicalise(address)) !== canonicalise(address))).toEqual([]);
  });
});
