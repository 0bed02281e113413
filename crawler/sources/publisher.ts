/** Who publishes a source. */

import { cleanLine, fold } from '../../core/text.ts';
import { registrableDomain } from '../../core/url.ts';

const KIND_OF_SITE = /\b(?:the |official |engineering |developer |tech(?:nology)? |company )*(?:blog|weblog|news|feed|rss|atom|posts|articles|recent posts|all posts|home|updates|archives?|newsletter)\b/giu;

/** The publisher's name, from the title of its site or feed; from its domain where the title holds no name. */
export function publisherOf(title: string | null, siteUrl: string): string {
  const domain = registrableDomain(siteUrl);
  const label = domain.split('.')[0] ?? domain;
  const parts = cleanLine(title ?? '').split(/\s+[|·•–—:-]\s+|:\s+/u).map((part) => part.trim()).filter((part) => part !== '');
  // The part that the domain is named after is the publisher; the rest says what sort of page it is.
  const named = parts.find((part) => foldedTogether(part).includes(foldedTogether(label)) || foldedTogether(label).includes(foldedTogether(part)) && part.length >= 3);
  const best = named ?? parts.find((part) => part.replace(KIND_OF_SITE, '').trim() !== '') ?? '';
  const name = best.replace(KIND_OF_SITE, ' ').replace(/^(?:on|from|of|about)\s|\s(?:on|from|of)$/giu, ' ').replace(/\s+/gu, ' ').trim();
  return name.length >= 2 && name.length <= 60 ? name : label === '' ? siteUrl : label.charAt(0).toUpperCase() + label.slice(1);
}

function foldedTogether(text: string): string {
  return fold(text).replaceAll(' ', '');
}
