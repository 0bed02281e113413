/** Pages that a robot is shown instead of the article. */

import { lineOf, type Element } from '../dom.ts';
import type { PageEvidence } from '../page-evidence.ts';

/** A challenge holds a sentence or two; an article that quotes one is longer. */
const MAX_CHARS = 1_500;
const TITLES = /^(?:just a moment|attention required|access denied|please wait|one moment,? please|checking your browser|ddos-guard|pardon our interruption|are you (?:a )?(?:robot|human)|security (?:check|verification)|robot (?:check|or human)|verify(?:ing)? (?:you are|that you are|your) .{0,20}|human verification|you have been blocked|captcha|bot verification|client challenge|vercel security checkpoint|making sure you're not a bot|request (?:blocked|rejected|unsuccessful)|blocked|403 forbidden|429 too many requests)/iu;
const WORDS = /verify(?:ing)? (?:that )?you are (?:a )?human|checking (?:if the site connection is secure|your browser)|enable javascript and cookies to continue|needs to review the security of your connection|unusual (?:traffic|activity) from your (?:computer|network)|press (?:&|and) hold to confirm|prove (?:that )?you(?:'|’)?(?: a)?re (?:not a robot|human)|complete the (?:captcha|security check)|your request has been blocked|performing security verification|automated (?:access|requests?) (?:to|from)|you don't have permission to access .{0,80} on this server|incapsula incident id|this process is automatic\. your browser will redirect/iu;
const MARKUP = /\/cdn-cgi\/challenge-platform\/|_Incapsula_Resource|captcha-delivery\.com|px-captcha|\/_vercel\/security|geo\.captcha|awsWafCookieDomainList|hcaptcha\.com\/1\/api|\.within\.website\/x\/cmd\/anubis/u;

/** Which sign shows that the page is a bot wall, or null. `text` is what would be its article. */
export function findChallenge(evidence: PageEvidence, text: string): string | null {
  if (/challenge/iu.test(evidence.headers['cf-mitigated'] ?? '')) return 'header cf-mitigated';
  if (text.length > MAX_CHARS) return null;
  const title = evidence.byTag.get('title')?.[0];
  const heading = title === undefined ? '' : titleText(title);
  const titled = TITLES.test(heading);
  if (titled && (text.length < 400 || WORDS.test(text))) return `title "${heading.slice(0, 60)}"`;
  if (WORDS.test(text) && text.length < 800) return 'asks for proof of a human';
  return text.length < 200 && hasChallengeScript(evidence) ? 'challenge script' : null;
}

function titleText(title: Element): string {
  return title.children.map((child) => ('data' in child ? child.data : lineOf(child))).join('').trim();
}

function hasChallengeScript(evidence: PageEvidence): boolean {
  return (evidence.byTag.get('script') ?? []).some((script) => MARKUP.test(script.attribs['src'] ?? '') || script.children.some((child) => 'data' in child && MARKUP.test(child.data.slice(0, 20_000))));
}
