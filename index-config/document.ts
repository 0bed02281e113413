/** A stored post → the document that is indexed: one per cluster, shown as its original. */

import type { Post } from '../core/post.ts';
import type { IndexDocument } from '../core/search.ts';
import { cleanLine, cleanText } from '../core/text.ts';

/** What a post's cluster adds to it: copies beside the original, and sums over its mentions. */
export type ClusterFigures = { readonly copyCount: number; readonly points: number; readonly comments: number };

/** The document of a cluster whose original is `post`. No text in it holds a highlight mark. */
export function toIndexDocument(post: Post, cluster: ClusterFigures): IndexDocument {
  return {
    id: post.id,
    clusterId: post.clusterId,
    url: post.canonicalUrl,
    title: cleanLine(post.title),
    excerpt: cleanText(post.excerpt),
    headings: post.sections.flatMap((section) => (section.heading === null ? [] : [cleanLine(section.heading)])),
    body: cleanText(post.text),
    tags: post.tags.toSorted((a, b) => b.score - a.score).map(({ tag }) => tag),
    authors: post.authors.map((author) => cleanLine(author)),
    sourceId: post.sourceId,
    publisher: cleanLine(post.publisher),
    host: post.host.replace(/^www\./u, ''),
    kind: post.kind,
    language: post.language,
    codeLanguages: post.codeLanguages,
    publishedAt: post.publishedAt,
    wordCount: post.wordCount,
    quality: post.quality.score,
    points: cluster.points,
    comments: cluster.comments,
    copyCount: cluster.copyCount,
    modifiedAt: post.modifiedAt,
  };
}
