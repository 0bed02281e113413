import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { createTagger } from '../../../crawler/tag/tag.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';

const tag = createTagger(TAXONOMY);
const kindOf = (title: string, text: string) => tag({ url: 'https://example.com/posts/1', title, text }).kind;

const INCIDENT = `Last Tuesday the checkout was unavailable for forty minutes. We apologise for the inconvenience. Here is what went wrong.
A deploy removed an index; queries piled up and the outage began. The root cause was a missing review of migrations.
To prevent it from happening again we have added an alert.`;

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

const SEED = new URL('../../../../shared/seeds/000_eb732a5b68660b82.txt', import.meta.url);

describe.skipIf(!existsSync(SEED))('the first seed (skipped where the seeds are not beside the checkout)', () => {
  test('an outage told under a title that does not say so is a postmortem', () => {
    expect(kindOf('Libspotify', readFileSync(SEED, 'utf8'))).toBe('postmortem');
  });
});
