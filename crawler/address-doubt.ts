/** Reasons not to believe an address that claims to be a page's canonical one. All addresses here are in canonical form. */

/** How an address is claimed: a move is where the server led, a preference is only what a page says of itself. */
export type ClaimKind = 'move' | 'preference';

const LISTING = /^(?:blog|blogs|posts?|articles?|news|archives?|stories|index|home|tags?|categor(?:y|ies)|topics?|authors?|search|latest|all|feed|rss|page|\d{1,4})$/iu;
const GATE = /^(?:log-?in|sign-?in|sign-?up|register|subscribe|consent|auth|sso|captcha|404|not-found|error|maintenance|unavailable)$/iu;
/** Primary subtags of the languages that sites are translated into most, with a region or script. */
const LANGUAGE = /^(?:ar|bn|cs|da|de|el|en|es|fa|fi|fr|he|hi|hu|id|it|ja|jp|ko|kr|nl|no|pl|pt|ro|ru|sv|th|tr|uk|vi|zh|cn|tw)(?:[-_][a-z]{2,4})?$/iu;
/** What site generators are left configured with: a development server, a private network (RFC 1918), the name of the documentation (RFC 2606). */
const PRIVATE_HOST = /^(?:[^.]+|.*\.(?:local|localhost|internal)|example\.(?:com|net|org)|127\..*|10\..*|192\.168\..*|0\.0\.0\.0|\[.*)$/u;

/** Whether the address is a site's front page, in one of its languages or not. */
export function isHomePage(address: string): boolean {
  const place = placeOf(address);
  if (place === null || place.selector !== '') return false;
  const [first, ...rest] = place.segments;
  return first === undefined || (rest.length === 0 && (LANGUAGE.test(first) || /^(?:home|index)$/iu.test(first)));
}

/** Why `target` cannot be the canonical address of what stands at `from`, as a phrase; null where nothing speaks against it. */
export function doubtAbout(target: string, from: string, kind: ClaimKind): string | null {
  const to = placeOf(target);
  const at = placeOf(from);
  if (to === null || at === null) return 'it is no web address';
  if (PRIVATE_HOST.test(to.host) && to.host !== at.host) return 'its host is not on the public web';
  if (isHomePage(from)) return null;
  if (isHomePage(target)) return to.host === at.host ? 'it is the home page' : 'it is the home page of another host';
  if (GATE.test(to.segments.at(-1) ?? '')) return 'it is a gate before the page';
  if (leavesLanguage(at.segments, to.segments)) return 'it is the page in another language';
  return doubtAboutPath(to, at, kind);
}

function doubtAboutPath(to: Place, at: Place, kind: ClaimKind): string | null {
  const wanted = slugWords(at);
  const offered = slugWords(to);
  if (offered.some((word) => wanted.includes(word))) return null;
  if (to.selector === '' && LISTING.test(to.segments.at(-1) ?? '') && !isNumbered(at, to)) return 'it is a listing';
  if (wanted.length === 0 || kind === 'move' && offered.length > 1) return null;
  if (to.selector !== '' || /\d{3}/u.test(to.segments.at(-1) ?? '')) return null;
  return 'its path has nothing in common with the page';
}

/** Both are numbers: the addresses of sites without slugs (`/2041`, `/post/2041`). */
function isNumbered(at: Place, to: Place): boolean {
  return /^\d+$/u.test(to.segments.at(-1) ?? '') && /\d/u.test(`${at.segments.at(-1) ?? ''}${at.selector}`) && !at.segments.slice(0, to.segments.length).every((segment, i) => segment === to.segments[i]);
}

/** A translation that calls the untranslated page canonical; `/en/` before a site's only language is none. */
function leavesLanguage(at: readonly string[], to: readonly string[]): boolean {
  const language = at.find((segment) => LANGUAGE.test(segment));
  if (language === undefined || /^en/iu.test(language) || to.includes(language)) return false;
  const rest = (segments: readonly string[]): string => segments.filter((segment) => !LANGUAGE.test(segment)).join('/');
  return rest(at) === rest(to);
}

/** `selector`: query and route, which select an article where there are any. */
type Place = { readonly host: string; readonly segments: readonly string[]; readonly selector: string };

function placeOf(address: string): Place | null {
  const url = URL.parse(address);
  if (url === null || url.hostname === '') return null;
  return { host: url.hostname, segments: url.pathname.split('/').filter((segment) => segment !== ''), selector: `${url.search}${url.hash}` };
}

/** Words of at least three letters in the last segment that holds any: the slug, not the date or number beside it. */
function slugWords(place: Place): readonly string[] {
  const last = place.segments.at(-1) ?? '';
  return last.toLowerCase().split(/[^\p{L}%]+/u).filter((word) => word.length > 2);
}
