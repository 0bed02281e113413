/** Source, entry and article into one post: whose word counts for what. Pure. */

import type { Article } from '../core/article.ts';
import type { Entry, EntryOrigin, Instant, InstantRange } from '../core/feed.ts';
import type { Post, Source } from '../core/post.ts';
import { cleanLine, cleanText, clip, words } from '../core/text.ts';
import { hostOf } from '../core/url.ts';

/** The parts of a post that come from what was read; tags and kind are added by the tagger. */
export type ComposedPost = Omit<Post, 'id' | 'clusterId' | 'contentHash' | 'firstSeenAt' | 'modifiedAt' | 'tags' | 'kind'> & { readonly rulesVersion: number };

export type PostParts = {
  /** Null where the site is not one that we follow. */
  readonly source: Source | null;
  readonly entry: Entry;
  /** What named it: its publisher's own feed, or something that lists or links it. Null in rows of older versions. */
  readonly origin: EntryOrigin | null;
  /** Null where the page could not be had: the entry's own words are all there is. */
  readonly article: Article | null;
  readonly url: string;
  readonly canonicalUrl: string;
};

const EXCERPT_CHARS = 320;
/** An entry with at least this many words of content is taken for the whole text. */
const FULL_TEXT_WORDS = 120;

/** The post that the parts describe; null where they hold neither title nor text. */
export function composePost({ source, entry, origin, article, url, canonicalUrl }: PostParts): ComposedPost | null {
  const entryText = cleanText(entry.contentText ?? entry.summary ?? '').trim();
  const text = article?.text ?? entryText;
  const title = chooseTitle({ entry, origin, article }) ?? (clip(text, 80) || null);
  if (title === null) return null;
  const wordCount = article?.wordCount ?? words(text).length;
  const excerptOnly = article === null && wordCount < FULL_TEXT_WORDS;
  return {
    sourceId: source?.id ?? null,
    url, canonicalUrl, host: hostOf(url),
    publisher: source?.publisher ?? article?.siteName ?? hostOf(url),
    title: cleanLine(title),
    authors: unique((article !== null && article.authors.length > 0 ? article.authors : entry.authors).map((author) => cleanLine(author, 100))),
    publishedAt: choosePublishedAt(entry, article),
    publishedRange: article?.publishedAt == null && entry.publishedAt === null ? rangeOf(entry, origin) : null,
    updatedAt: article?.updatedAt ?? entry.updatedAt,
    language: article?.language ?? entry.language?.slice(0, 2).toLowerCase() ?? null,
    categories: unique([...(entry.categories ?? []), ...(article?.categories ?? [])].map((category) => cleanLine(category, 60))).slice(0, 30),
    excerpt: clip(cleanLine(excerptOf(entry, article, text), 2_000), EXCERPT_CHARS),
    text, markdown: article?.markdown ?? text, sections: article?.sections ?? [],
    wordCount, codeLanguages: article?.codeLanguages ?? [],
    imageUrl: article?.imageUrl ?? entry.imageUrl,
    quality: article?.quality ?? { score: excerptOnly ? 0.5 : 0.7, reasons: ['only the words of its feed or listing could be had'] },
    excerptOnly,
    rulesVersion: article?.rulesVersion ?? 0,
  };
}

/** A publisher's own feed names a post as its author does; a listing or aggregator may cut or change the title. */
function chooseTitle({ entry, origin, article }: Pick<PostParts, 'entry' | 'origin' | 'article'>): string | null {
  const own = origin === 'feed' ? entry.title : null;
  return nonEmpty(own) ?? nonEmpty(article?.title) ?? nonEmpty(entry.title);
}

/** On the same day the more exact of the two; otherwise the earlier one, since feeds give the day of a migration as the day of publication. */
function choosePublishedAt(entry: Entry, article: Article | null): Instant | null {
  const [ofEntry, ofArticle] = [entry.publishedAt, article?.publishedAt ?? null];
  if (ofEntry === null || ofArticle === null) return ofEntry ?? ofArticle;
  if (ofEntry.slice(0, 10) === ofArticle.slice(0, 10)) return ofEntry.endsWith('T00:00:00.000Z') ? ofArticle : ofEntry;
  return ofEntry < ofArticle ? ofEntry : ofArticle;
}

/**
 * Roughly when it was published, in whole days: to the millisecond "3 years ago" would only tell when we looked. What an
 * aggregator says so of is the submission, which may come years after the post.
 */
function rangeOf({ publishedRange }: Entry, origin: PostParts['origin']): InstantRange | null {
  if (publishedRange === null || origin === 'aggregator') return null;
  return { earliestAt: `${publishedRange.earliestAt.slice(0, 10)}T00:00:00.000Z`, latestAt: `${publishedRange.latestAt.slice(0, 10)}T23:59:59.999Z` };
}

function excerptOf(entry: Entry, article: Article | null, text: string): string {
  const summary = nonEmpty(entry.summary);
  // A summary that is the whole post, or nothing but its title, tells less than the text's own beginning.
  if (summary !== null && words(summary).length >= 12 && summary.length < 1_500) return summary;
  return nonEmpty(article?.description) ?? text;
}

function nonEmpty(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}
