/** A link aggregator with JSON pages in the manner of Lobsters: points, comments, discussions, a submission that is no link. */

import { readFileSync } from 'node:fs';
import { RECORDED_ON, file, inPages, page } from '../host-site.ts';
import type { DemoMention, FindPost, HostSite, SiteFile } from '../host-site.ts';
import { escapeMarkup } from '../markup.ts';

const HOST = 'pinboard.harbour.example';
const SITE = `https://${HOST}`;
const STORIES_PER_PAGE = 10;

/** A story as it is written down: about a recorded `post` (linked as `copy` where that is given), a `url` elsewhere, or a question. */
type WrittenStory = {
  readonly title: string;
  readonly at: string;
  readonly score: number;
  readonly comments: number;
  readonly tags: readonly string[];
  readonly post?: string;
  readonly copy?: string;
  readonly url?: string;
  readonly ask?: boolean;
};
type Story = { readonly written: WrittenStory; readonly id: string; readonly originalUrl: string; readonly linkUrl: string };

export const harbour: HostSite = {
  host: HOST,
  startUrl: `${SITE}/newest.json`,
  postPath: (post) => `/s/${post.slug}`,
  render: (_posts, findPost) => {
    const stories = readStories(findPost);
    return {
      files: [...inPages(stories, STORIES_PER_PAGE).map((shown, at) => renderJson(shown, at + 1)), renderHtml(stories.slice(0, STORIES_PER_PAGE))],
      redirects: {},
      mentions: stories.filter(({ linkUrl }) => linkUrl !== '').map(toMention),
    };
  },
};

function readStories(findPost: FindPost): Story[] {
  const written = JSON.parse(readFileSync(new URL(`../posts/${HOST}.json`, import.meta.url), 'utf8')) as readonly WrittenStory[];
  return written.map((story) => {
    const originalUrl = story.post === undefined ? story.url ?? '' : findPost(story.post).url;
    const id = Math.trunc(Date.parse(story.at) / 1000).toString(36);
    return { written: story, id, originalUrl, linkUrl: story.copy ?? originalUrl };
  });
}

function discussionUrl(story: Story): string {
  return `${SITE}/s/${story.id}`;
}

function toMention(story: Story): DemoMention {
  const { title, score, comments, at, post } = story.written;
  return {
    site: 'Harbour Pinboard', title, linkUrl: story.linkUrl, originalUrl: story.originalUrl, recorded: post !== undefined,
    discussionUrl: discussionUrl(story), points: score, comments, submitted: at,
  };
}

function renderJson(stories: readonly Story[], number: number): SiteFile {
  const rows = stories.map((story) => ({
    short_id: story.id, short_id_url: discussionUrl(story), created_at: story.written.at.replace('Z', '.000+00:00'), title: story.written.title, url: story.linkUrl,
    score: story.written.score, flags: 0, comment_count: story.written.comments, description: '', description_plain: '', comments_url: discussionUrl(story),
    submitter_user: 'keeper', user_is_author: false, tags: story.written.tags,
  }));
  return file('aggregator', number === 1 ? '/newest.json' : `/newest/page/${number}.json`, 'application/json; charset=utf-8', RECORDED_ON, `${JSON.stringify(rows)}\n`);
}

function renderHtml(stories: readonly Story[]): SiteFile {
  return page('aggregator', '/newest', RECORDED_ON, `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Newest | Harbour Pinboard</title><link rel="alternate" type="application/json" href="/newest.json"></head>
<body><header><a href="/">Harbour Pinboard</a> <a href="/newest">Newest</a></header>
<ol class="stories list">
${stories.map((story) => `<li class="story" id="story_${story.id}"><div class="voters"><a class="upvoter">${story.written.score}</a></div><div class="details"><span class="link"><a class="u-url" href="${escapeMarkup(story.linkUrl === '' ? `/s/${story.id}` : story.linkUrl)}" rel="ugc">${escapeMarkup(story.written.title)}</a></span><span class="tags">${story.written.tags.map((tag) => `<a class="tag" href="/t/${tag}">${tag}</a>`).join(' ')}</span><div class="byline">by keeper <time datetime="${story.written.at}">${story.written.at.slice(0, 10)}</time> | <a href="/s/${story.id}">${story.written.comments} comments</a></div></div></li>`).join('\n')}
</ol><div class="morelink"><a href="/newest/page/2">Page 2 &gt;&gt;</a></div></body></html>
`);
}
