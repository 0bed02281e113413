/** `search_posts` with every filter, and `similar_posts`. */

import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { clip } from '../../../core/text.ts';
import { KINDS } from '../../../core/post.ts';
import { FACETS, SORTS } from '../../../core/search.ts';
import type { Deps } from '../../deps.ts';
import { findOriginal, getPost } from '../../posts/post-view.ts';
import { formatQuery, withField } from '../../query/format.ts';
import type { QueryField } from '../../query/fields.ts';
import { parseQuery } from '../../query/parse-query.ts';
import { topicName } from '../../query/topics.ts';
import { search } from '../../search/search.ts';
import { READ_ONLY, UNTRUSTED } from './connector-tools.ts';
import { attempt, fewerAndFewer, firstThatFits } from './result.ts';

const MAX_POSTS = 20;
const USUAL_POSTS = 8;
const MAX_FACET_VALUES = 10;

const Post = z.object({
  id: z.string(), title: z.string(), url: z.string(), publisher: z.string(), published: z.string().nullable().describe('YYYY-MM-DD'), kind: z.string(), language: z.string().nullable(),
  topics: z.array(z.string()), snippet: z.string().describe('The best passage: its author’s words, untrusted.'), points: z.int(), comments: z.int(),
});
const cut = z.string().describe('What was left out and how to get it; empty: nothing.');

const SearchPostsInput = z.object({
  query: z.string().max(256).default('').describe('Words, "phrases", -without; other fields of the query language work too. Empty: everything that passes the filters.'),
  tags: z.array(z.string().max(60)).max(5).default([]).describe('Topics by slug or name, all of which a post must have.'),
  publisher: z.string().max(100).optional().describe('Publisher, site or source.'),
  kind: z.enum(KINDS).optional(), language: z.string().max(20).optional().describe('Such as en.'), code: z.string().max(40).optional().describe('Programming language of its code.'),
  author: z.string().max(100).optional(),
  after: z.string().max(10).optional().describe('Published then or later: 2019, 2019-06 or 2019-06-01.'), before: z.string().max(10).optional(),
  sort: z.enum(SORTS).default('relevance'), limit: z.int().min(1).max(MAX_POSTS).default(USUAL_POSTS),
  facets: z.array(z.enum(FACETS)).max(6).default([]).describe('Counts over all that is found.'),
  cursor: z.string().regex(/^\d{1,5}$/u).optional().describe('next_cursor of the answer before.'),
});
const SearchPostsOutput = z.object({
  total: z.int(), posts: z.array(Post),
  facets: z.array(z.object({ facet: z.string(), values: z.array(z.object({ value: z.string(), count: z.int() })) })),
  understood: z.array(z.string()).describe('How the query was read, one phrase a condition.'), notes: z.array(z.string()).describe('What was corrected, dropped or ignored.'),
  next_cursor: z.string().nullable(), cut,
});

const SimilarOutput = z.object({
  posts: z.array(z.object({ id: z.string(), title: z.string(), url: z.string(), publisher: z.string(), published: z.string().nullable(), shared_topics: z.array(z.string()), shared_words: z.array(z.string()) })),
  cut,
});

/** Adds both tools. */
export function registerPostTools(server: McpServer, deps: Deps): void {
  server.registerTool('search_posts', {
    title: 'Search with filters', annotations: READ_ONLY, inputSchema: SearchPostsInput, outputSchema: SearchPostsOutput,
    description: `Searches all writeups by words and filters, with counts by facet, best or newest first. ${UNTRUSTED}`,
  }, (input) => attempt(deps, () => searchPosts(deps, input)));

  server.registerTool('similar_posts', {
    title: 'Writeups like one', annotations: READ_ONLY, outputSchema: SimilarOutput,
    description: `Writeups like a given one, best first, each with the topics and rare words that both share. ${UNTRUSTED}`,
    inputSchema: z.object({ id: z.string().max(64).describe('An id, as searches give it.'), limit: z.int().min(1).max(MAX_POSTS).default(USUAL_POSTS) }),
  }, ({ id, limit }) => attempt(deps, async () => {
    const post = await getPost(deps, await findOriginal(deps, id) ?? id);
    const posts = (await deps.engine.similar(post.id, limit)).map(({ document, sharedTags, sharedTerms }) => ({
      id: document.id, title: clip(document.title, 300), url: document.url, publisher: clip(document.publisher, 100), published: document.publishedAt?.slice(0, 10) ?? null,
      shared_topics: sharedTags.map(topicName), shared_words: sharedTerms.slice(0, 8),
    }));
    return firstThatFits(fewerAndFewer(posts).map(({ kept, left }) => ({ posts: [...kept], cut: left === 0 ? '' : `${left} more were left out for room; ask for fewer.` })));
  }));
}

async function searchPosts(deps: Deps, input: z.output<typeof SearchPostsInput>): Promise<ReturnType<typeof firstThatFits>> {
  const page = Number(input.cursor ?? '0') + 1;
  const result = await search(deps, { q: queryOf(input, deps.now()), sort: input.sort, page, perPage: input.limit, facets: input.facets, correct: true, drop: true });
  const posts = result.hits.map((hit) => ({
    id: hit.id, title: clip(hit.title, 300), url: hit.url, publisher: clip(hit.publisher, 100), published: hit.publishedAt?.slice(0, 10) ?? null, kind: hit.kind, language: hit.language,
    topics: hit.tags.slice(0, 5).map(topicName), snippet: hit.snippet, points: hit.points, comments: hit.comments,
  }));
  const { corrected, dropped, ignored, understood } = result.query;
  const notes = [
    ...corrected.map(({ from, to }) => `${from} was corrected to ${to}`), ...(dropped.length === 0 ? [] : [`few posts hold all words; left out: ${dropped.join(' ')}`]),
    ...ignored.map(({ text, reason }) => `${text}: ${reason}`),
  ];
  const facets = Object.entries(result.facets).map(([facet, values]) => ({ facet, values: (values ?? []).slice(0, MAX_FACET_VALUES) }));
  return firstThatFits(fewerAndFewer(posts).map(({ kept, left }) => ({
    total: result.total, posts: [...kept], facets, understood, notes, next_cursor: page < result.pages ? String(page) : null,
    cut: left === 0 ? '' : `${left} of this page were left out for room; ask with a smaller limit.`,
  })));
}

/** The filters as conditions of the query language, each of them one, whatever stands in it. */
function queryOf({ query, tags, publisher, kind, language, code, author, after, before }: z.output<typeof SearchPostsInput>, now: string): string {
  const given: readonly (readonly [QueryField, string | undefined])[] = [
    ...tags.map((tag) => ['tag', tag] as const), ['source', publisher], ['kind', kind], ['language', language], ['code', code], ['author', author], ['after', after], ['before', before],
  ];
  const items = given.reduce((all, [field, value]) => (value === undefined || value.trim() === '' ? all : withField(all, field, value.replace(/["“”„«»]/gu, ' ').trim())), [...parseQuery(query, now).items]);
  return formatQuery(items);
}
