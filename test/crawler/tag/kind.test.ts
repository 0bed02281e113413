import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { createTagger } from '../../../crawler/tag/tag.ts';
import { readRecordedPost, WEB } from '../../helpers/recorded-post.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';

const tag = createTagger(TAXONOMY);
const kindOf = (title: string, text: string) => tag({ url: 'https://example.com/posts/1', title, text }).kind;

const INCIDENT = `Last Tuesday the checkout was unavailable for forty minutes. We apologise for the inconvenience. Here is what went wrong.
A deploy removed an index; queries piled up and the outage began. The root cause was a missing review of migrations.
To prevent it from happening again we have added an alert.`;

const CODE = 'if (a[i] < b[j]) { swap(a, i, b, j); }\n'.repeat(60);

describe('the kind of a post', () => {
  test.each([
    ['postmortem', 'Incident report: checkout outage on 3 May', '', 'the title says so'],
    ['postmortem', 'About last Tuesday', INCIDENT, 'the text says so, whatever the title'],
    ['migration', 'Migrating our queue from RabbitMQ to Kafka', 'We moved.', 'migrating'],
    ['migration', 'Moving two petabytes from one cloud to another', '', 'moving from … to'],
    ['release', 'Parser 2.4.0 released', 'Bug fixes.', 'a version that is released'],
    ['release', 'Announcing Parser 3', 'We are happy to announce Parser 3. This release brings new features.', 'announcing'],
    ['tutorial', 'How to write a parser in an afternoon', 'First install it.', 'how to'],
    ['tutorial', 'Getting started with tracing', '', 'getting started'],
    ['performance', 'Making our search 10x faster', 'We measured.', 'faster'],
    ['performance', 'Reducing memory usage of the indexer', '', 'memory usage'],
    ['architecture', 'How we built our event pipeline', '', 'how we built'],
    ['deep-dive', 'Inside the scheduler: a deep dive', '', 'deep dive'],
    ['deep-dive', 'How the borrow checker works', '', 'how … works'],
    ['research', 'Results of the 2024 developer survey', 'There were 900 respondents.', 'a survey'],
    ['culture', 'How we changed our interviews', 'Hiring is hard.', 'interviews'],
    ['culture', 'My first summer as an intern', '', 'an internship'],
    ['news', 'This month in the project: May', '', 'this month in'],
    ['news', 'Join us at the summit in Lisbon', 'Registration is open.', 'an event'],
    ['media', 'Podcast: talking about queues', '', 'a podcast'],
    ['case-study', 'Case study: a bakery and its database', '', 'a case study'],
    ['release', 'Jest 30: smaller and quicker', '', 'a name with its number, then what is in it'],
    ['deep-dive', 'Sorting on a page boundary', CODE, 'much code and no other sign'],
    ['news', 'March 2021 in the project', '', 'a month in something'],
    ['tutorial', 'React Native 入門', '', 'a Japanese introduction'],
    ['postmortem', 'Ein Zertifikat läuft ab: Protokoll eines Ausfalls', '', 'a German outage'],
    ['other', 'TLS 1.3 and us', 'It is a protocol.', "a protocol's number is no release"],
    ['other', 'How the planner joins', 'It joins.', 'a verb is no event'],
    ['other', 'Thoughts on naming', 'Names matter. I like short ones.', 'nothing shows a kind'],
    ['other', 'On incidents in novels', 'Novels are full of surprises.', 'one word is not enough'],
    ['other', '', '', 'there is nothing to read'],
  ])('%s: %j, %j (%s)', (kind, title, text) => {
    expect(kindOf(title, text)).toBe(kind);
  });

  test('is given with the words that show it, and without any for other', () => {
    expect(tag({ url: 'https://example.com/', title: 'About last Tuesday', text: INCIDENT }).kindEvidence).not.toBe('');
    expect(tag({ url: 'https://example.com/', title: 'Thoughts', text: 'Names matter.' }).kindEvidence).toBe('');
  });
});

describe.skipIf(!existsSync(WEB))('posts of the recorded web that were read (skipped where it is not beside the checkout)', () => {
  test('nine in ten of the kinds given are among those that a reader found fit, and three in four posts get one', () => {
    const verdicts = JSON.parse(readFileSync(new URL('../../fixtures/kind-verdicts.json', import.meta.url), 'utf8')) as { readonly url: string; readonly kinds: readonly string[] }[];
    const given = verdicts.flatMap(({ url, kinds }) => {
      const post = readRecordedPost(url);
      return post === null ? [] : [{ kind: tag(post).kind, kinds }];
    });
    const named = given.filter(({ kind }) => kind !== 'other');
    expect(named.length / given.length).toBeGreaterThanOrEqual(0.75);
    expect(named.filter(({ kind, kinds }) => kinds.includes(kind)).length / named.length).toBeGreaterThanOrEqual(0.9);
  });

  test("the project's own demonstration: three in five posts get a kind", () => {
    const folder = new URL('../../../scripts/demo-web/posts/', import.meta.url);
    const posts = readdirSync(folder).filter((file) => file.endsWith('.md')).flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split(/^=== /mu).slice(1));
    const kinds = posts.map((post) => kindOf(/^title: (.*)$/mu.exec(post)?.[1] ?? '', post.slice(post.indexOf('\n---\n') + 5)));
    expect(kinds.filter((kind) => kind !== 'other').length / kinds.length).toBeGreaterThanOrEqual(0.6);
  });
});

const SEED = new URL('../../../../shared/seeds/000_eb732a5b68660b82.txt', import.meta.url);

describe.skipIf(!existsSync(SEED))('the first seed (skipped where the seeds are not beside the checkout)', () => {
  test('an outage told under a title that does not say so is a postmortem', () => {
    expect(kindOf('Libspotify', readFileSync(SEED, 'utf8'))).toBe('postmortem');
  });

  test('its tags name the incident', () => {
    expect(tag({ url: 'https://example.com/posts/1', title: 'Libspotify', text: readFileSync(SEED, 'utf8') }).tags.map((topic) => topic.tag)).toEqual(expect.arrayContaining(['incident-response', 'reliability']));
  });
});
