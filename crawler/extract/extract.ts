/** A fetched page → the article in it. */

import type { Article } from '../../core/article.ts';
import { ExtractError, ParseError } from '../../core/errors.ts';
import type { Instant } from '../../core/feed.ts';
import { countWords } from '../../core/text.ts';
import { parseHtml } from '../parse/html.ts';
import { toMarkdown } from './blocks/to-markdown.ts';
import { toSections } from './blocks/to-sections.ts';
import { toText } from './blocks/to-text.ts';
import { walkBlocks, type Block } from './blocks/block.ts';
import { guessCodeLanguage } from './code-language.ts';
import { readContent, type Content } from './content/read-content.ts';
import type { Document } from './dom.ts';
import { findLanguage } from './language.ts';
import { findAuthors } from './metadata/authors.ts';
import { findPublished, findUpdated } from './metadata/dates.ts';
import { findCanonicalUrl, findCategories, findDescription, findDirectives, findImage, findSiteName } from './metadata/site.ts';
import { findTitle } from './metadata/title.ts';
import { collectEvidence, type Page, type PageEvidence } from './page-evidence.ts';
import { assessQuality } from './quality/assess.ts';
import { findChallenge } from './quality/challenge.ts';
import { findStubTarget } from './quality/stub.ts';

/** Raised whenever a rule changes what is extracted, so that stored pages can be read again. */
export const EXTRACT_RULES_VERSION = 6;

/**
 * The article of a page.
 * @throws ExtractError kind `challenge-page` (a bot wall), `not-an-article` (a page that only leads elsewhere), `no-content` (nothing readable) or `too-deep`.
 */
export function extractArticle(page: Page, now: Instant): Article {
  return assemble(readPage(page, now));
}

/** What is known of a page before its article is put together. @throws ExtractError as {@link extractArticle}. */
export function readPage(page: Page, now: Instant): ReadPage {
  const evidence = collectEvidence(page, parsePage(page.html));
  if (evidence.elements.length === 0) throw new ExtractError('no-content', 'The page has no markup.');
  const metadata = findMetadata(evidence, now);
  return { evidence, metadata, content: readContent(evidence, { title: metadata.title?.value ?? null, authors: metadata.authors?.value ?? [] }) };
}

export type ReadPage = { readonly evidence: PageEvidence; readonly metadata: Metadata; readonly content: Content };

function parsePage(html: string): Document {
  try {
    return parseHtml(html);
  } catch (error) {
    if (error instanceof ParseError) throw new ExtractError('too-deep', error.message, { cause: error });
    throw error;
  }
}

type Metadata = ReturnType<typeof findMetadata>;

function findMetadata(evidence: PageEvidence, now: Instant) {
  const siteName = findSiteName(evidence);
  return {
    title: findTitle(evidence),
    authors: findAuthors(evidence, siteName?.value ?? null),
    publishedAt: findPublished(evidence, now),
    updatedAt: findUpdated(evidence, now),
    siteName,
    canonicalUrl: findCanonicalUrl(evidence),
    description: findDescription(evidence),
    imageUrl: findImage(evidence),
    categories: findCategories(evidence),
  };
}

/** The article of a page that was read. @throws ExtractError kind `challenge-page`, `not-an-article` or `no-content`. */
export function assemble({ evidence, metadata, content }: ReadPage): Article {
  const { blocks } = content;
  const text = toText(blocks);
  const challenge = findChallenge(evidence, text);
  if (challenge !== null) throw new ExtractError('challenge-page', `The page is a bot wall (${challenge}).`);
  const target = findStubTarget(evidence, text);
  if (target !== null) throw new ExtractError('not-an-article', `The page only leads to ${target}.`);
  if (text === '') throw new ExtractError('no-content', 'The page holds no readable text.');
  const language = findLanguage(text, evidence);
  return {
    url: evidence.url,
    canonicalUrl: metadata.canonicalUrl?.value ?? null,
    title: metadata.title?.value ?? null,
    authors: metadata.authors?.value ?? [],
    publishedAt: metadata.publishedAt?.value ?? null,
    updatedAt: metadata.updatedAt?.value ?? null,
    siteName: metadata.siteName?.value ?? null,
    description: metadata.description?.value ?? null,
    imageUrl: metadata.imageUrl?.value ?? null,
    language: language?.value ?? null,
    categories: metadata.categories?.value ?? [],
    text,
    markdown: toMarkdown(blocks),
    sections: toSections(blocks),
    wordCount: countWords(text),
    codeLanguages: codeLanguages(blocks),
    quality: assessQuality({ evidence, title: metadata.title?.value ?? null, text, blocks, linkShare: content.linkShare }),
    directives: findDirectives(evidence),
    provenance: provenanceOf({ ...metadata, language }),
    rulesVersion: EXTRACT_RULES_VERSION,
  };
}

function provenanceOf(found: Readonly<Record<string, { readonly from: string } | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(found).flatMap(([field, value]) => (value === null ? [] : [[field, value.from]])));
}

/** Languages of the code blocks, the one with most lines first. */
function codeLanguages(blocks: readonly Block[]): string[] {
  const lines = new Map<string, number>();
  for (const block of walkBlocks(blocks)) {
    const language = block.kind === 'code' ? block.language ?? guessCodeLanguage(block.text) : null;
    if (block.kind === 'code' && language !== null) lines.set(language, (lines.get(language) ?? 0) + block.text.split('\n').length);
  }
  return [...lines].sort((a, b) => b[1] - a[1]).map(([language]) => language);
}
