import { expect, test } from 'vitest';
import { discussionFetchUrl, readDiscussion } from '../../../crawler/sources/discussion.ts';

const POST = 'https://far.example/posts/one-lock';

test.each([
  ['Hacker News', 'https://news.ycombinator.com/item?id=42', 'https://hacker-news.firebaseio.com/v0/item/42.json', { id: 42, type: 'story', by: 'ada', title: 'One lock', url: POST, score: 7, descendants: 5, time: 1_780_000_000 }],
  ['Lobsters', 'https://lobste.rs/s/abc123/one_lock', 'https://lobste.rs/s/abc123.json', { short_id: 'abc123', created_at: '2026-06-01T11:00:00Z', title: 'One lock', url: POST, score: 7, comment_count: 5, comments_url: 'https://lobste.rs/s/abc123/one_lock', submitter_user: 'ada', tags: [], comments: [] }],
  ['Reddit', 'https://www.reddit.com/r/programming/comments/1abc/one_lock/', 'https://www.reddit.com/comments/1abc.json?limit=1', [
    { kind: 'Listing', data: { children: [{ kind: 't3', data: { name: 't3_1abc', title: 'One lock', url: POST, permalink: '/r/programming/comments/1abc/one_lock/', score: 7, num_comments: 5, created_utc: 1_780_000_000, is_self: false } }] } },
    { kind: 'Listing', data: { children: [] } },
  ]],
  ['DEV', 'https://dev.to/ada/one-lock-1a2b#comments', 'https://dev.to/api/articles/ada/one-lock-1a2b', { id: 1, title: 'One lock', url: 'https://dev.to/ada/one-lock-1a2b', canonical_url: POST, positive_reactions_count: 7, comments_count: 5, published_at: '2026-06-01T11:00:00Z', user: { name: 'Ada' } }],
])('%s tells a thread’s counts as JSON', (_, discussionUrl, fetchUrl, json) => {
  expect(discussionFetchUrl(discussionUrl)).toBe(fetchUrl);
  expect(readDiscussion(json, discussionUrl)).toEqual({ points: 7, comments: 5 });
});

test.each(['https://news.ycombinator.com/user?id=ada', 'https://lobste.rs/newest', 'https://unknown.example/s/1', 'nonsense'])('%s is no thread that tells a program', (url) => {
  expect(discussionFetchUrl(url)).toBeNull();
});
