/** All topics, by area. */

import type { CountedTopic } from '../tags/topics.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { queryUrl } from './links.ts';
import { counted, number } from './words.ts';

/** The topics that any writeup is about, under the areas that they belong to first. */
export function renderTagsPage(topics: readonly CountedTopic[]): string {
  const used = topics.filter(({ count }) => count > 0);
  const areas = topics.filter(({ parents }) => parents.length === 0);
  const groups = areas.map((area) => ({ area, topics: used.filter(({ parents }) => areaOf(parents[0], topics) === area.slug) }))
    .filter(({ area, topics: below }) => below.length > 0 || area.count > 0);
  return layout({
    title: 'Topics · Writeups', description: 'What the writeups are about.', q: '', keep: {}, path: '/tags', head: null,
    main: html`<div class="prose wide"><h1>Topics</h1><p class="lead">${counted(used.length, 'topic')} with writeups.</p>
<div class="areas">${groups.map(({ area, topics: below }) => html`<section><h2>${area.count === 0 ? area.name : topicLink(area)}</h2><ul>${below.toSorted((a, b) => b.count - a.count).map((topic) => html`<li>${topicLink(topic)}</li>`)}</ul></section>`)}</div></div>`,
  });
}

function topicLink({ slug, name, count }: CountedTopic) {
  return html`<a href="${queryUrl(`tag:${slug}`)}">${name}</a> <span class="count">${number(count)}</span>`;
}

/** The topic at the top of a chain of first parents. */
function areaOf(slug: string | undefined, topics: readonly CountedTopic[]): string | undefined {
  let at = slug;
  for (let steps = 0; steps < topics.length; steps += 1) {
    const parent = topics.find((topic) => topic.slug === at)?.parents[0];
    if (parent === undefined) return at;
    at = parent;
  }
  return at;
}
