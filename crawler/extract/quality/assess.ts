/** How far an extracted text can be trusted, with reasons. */

import type { Quality } from '../../../core/article.ts';
import { cleanText, fold, words as wordsOf } from '../../../core/text.ts';
import type { Block } from '../blocks/block.ts';
import { walkBlocks } from '../blocks/block.ts';
import { articleNodes } from '../metadata/json-ld.ts';
import { findMeta, type PageEvidence } from '../page-evidence.ts';
import { SPUN_SIGNS, type Sign } from './spun.ts';

/** What quality is judged by. `linkShare`: share of the content's characters that are links, 0–1. */
export type Assessed = {
  readonly evidence: PageEvidence;
  readonly title: string | null;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly linkShare: number;
};

/** The quality of a text: 1 where nothing speaks against it, times the trust that each sign leaves. */
export function assessQuality(assessed: Assessed): Quality {
  const signs = [findThin(assessed), findLinkList(assessed), findListing(assessed), findPaywall(assessed), findSoftError(assessed), ...findSpun(assessed)].filter((sign) => sign !== null);
  const score = signs.reduce((trust, sign) => trust * sign.trust, 1);
  return { score: Math.round(score * 100) / 100, reasons: signs.map((sign) => sign.reason) };
}

/** Longer texts are judged by their beginning. */
const MAX_JUDGED_CHARS = 200_000;

function findSpun({ text, blocks }: Assessed): (Sign | null)[] {
  const prose = [...walkBlocks(blocks)].filter((block) => block.kind === 'paragraph').map((block) => block.words.text).join('\n') || text;
  const clean = cleanText(prose.slice(0, MAX_JUDGED_CHARS));
  const words = wordsOf(clean.slice(0, 20_000));
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return SPUN_SIGNS.map((rule) => rule({ text: clean, words, counts }));
}

/** Every limit on weight is far below this. */
const MAX_WEIGHED_CHARS = 6_000;

/** Characters weighed as Latin ones: a Chinese or Japanese character says as much as three, a Hangul syllable as two. */
function weight(text: string): number {
  const start = text.slice(0, MAX_WEIGHED_CHARS);
  const dense = start.match(/[\u3040-\u30FF\u3400-\u9FFF]/gu)?.length ?? 0;
  const syllables = start.match(/[\uAC00-\uD7AF]/gu)?.length ?? 0;
  return start.length + dense * 2 + syllables;
}

/** Under 250 characters there is nothing to find; a writeup of less than 600 is a notice. */
function findThin({ text }: Assessed): Sign | null {
  const size = weight(text);
  if (size < 250) return { reason: 'thin', trust: 0.2 };
  return size < 600 ? { reason: 'short', trust: 0.7 } : null;
}

function findLinkList({ linkShare, text }: Assessed): Sign | null {
  if (linkShare < 0.6) return null;
  return { reason: `mostly links (${Math.round(linkShare * 100)} %)`, trust: linkShare > 0.8 || weight(text) < 600 ? 0.25 : 0.45 };
}

/** Addresses of indexes: page numbers, and tags, categories, authors or series with at most a name behind them. */
const INDEX_PATH = /\/page[/-]?\d{1,4}\/?$|\/index-\d{1,4}\.html?$|\/(?:tags?|categor(?:y|ies)|authors?|series)(?:\/[^/]+)?\/?$|\/archives?\/?$/iu;
const INDEX_QUERY = /[?&](?:paged?|tag|cat|author)=/u;

/** An index of other pages: its address says so, or its headings are links, each with a few lines below. */
function findListing({ blocks, evidence, text }: Assessed): Sign | null {
  const isPost = articleNodes(evidence.jsonLd).some((node) => node['articleBody'] !== undefined || node['headline'] !== undefined);
  if (isPost) return null;
  if ((isIndexAddress(evidence.url) || (isFrontPage(evidence.url) && weight(text) < MAX_FRONT_PAGE_WEIGHT)) && findMeta(evidence, ['og:type'])?.value !== 'article') return { reason: 'listing by its address', trust: 0.35 };
  const headings = blocks.filter((block) => block.kind === 'heading');
  const linked = headings.filter((heading) => /^\[.*\]\(http[^)]*\)$/u.test(heading.words.markdown.trim()));
  return linked.length >= 5 && linked.length > headings.length * 0.7 ? { reason: `listing of ${linked.length} other pages`, trust: 0.3 } : null;
}

function isIndexAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search } = new URL(url);
  return INDEX_PATH.test(pathname) || INDEX_QUERY.test(search);
}

/** Some essays are the front page of a host of their own. */
const MAX_FRONT_PAGE_WEIGHT = 2_000;

function isFrontPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).pathname === '/' && new URL(url).search === '';
}

const PAYWALL = /(?:subscribe|sign in|log ?in|register|become a (?:paid )?(?:member|subscriber)|upgrade|start your free trial|create (?:a free|an) account)[^.\n]{0,60}(?:to (?:continue|keep|read|unlock|view|access)|for full access)|(?:this|the) (?:post|article|story|content) is (?:for|only available to|reserved for|exclusive to) (?:paid |paying )?(?:subscribers|members)|you(?:'|’)ve (?:reached|read) your (?:limit|last) |continue reading (?:this (?:article|story) )?with a (?:free trial|subscription)|jetzt (?:weiterlesen|abonnieren)[^.\n]{0,40}(?:abo|plus)|article réservé (?:aux|à nos) abonnés/iu;

function findPaywall({ evidence, text }: Assessed): Sign | null {
  const closed = articleNodes(evidence.jsonLd).some((node) => node['isAccessibleForFree'] === false || /^false$/iu.test(String(node['isAccessibleForFree'] ?? '')));
  const asks = PAYWALL.test(text.slice(-1_200));
  const size = weight(text);
  return (closed && size < 2_500) || (asks && size < 3_000) ? { reason: 'paywall', trust: 0.3 } : null;
}

const MISSING = /^(?:error )?(?:404|410)\b|\b(?:page|article|post|file|content|story)?\s?(?:not found|could not be found|cannot be found|doesn(?:'|’)t exist|does not exist|no longer (?:exists|available)|has been removed)\b|^(?:oops|whoops)\b|seite (?:wurde )?nicht gefunden|page introuvable|página no encontrada|pagina non trovata|ページが見つかりません|页面不存在/iu;

function findSoftError({ title, text }: Assessed): Sign | null {
  const size = weight(text);
  if (size > 1_500) return null;
  const named = title !== null && MISSING.test(title) && fold(title).split(' ').length <= 8;
  return named || (size < 500 && MISSING.test(text.slice(0, 300))) ? { reason: 'error page', trust: 0.15 } : null;
}
