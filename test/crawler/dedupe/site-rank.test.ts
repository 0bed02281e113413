import { expect, test } from 'vitest';
import { siteRank } from '../../../crawler/dedupe/site-rank.ts';

test.each([
  [0, 'https://netflixtechblog.com/x', [], 'a site of its own'],
  [0, 'https://jane.github.io/x', [], 'pages of a project are its own site'],
  [1, 'https://medium.com/airbnb-engineering/x', [], 'Medium'],
  [1, 'https://jane.substack.com/p/x', [], 'a newsletter'],
  [2, 'https://dev.to/jane/x', [], 'dev.to'],
  [2, 'https://jane.hashnode.dev/x', [], 'Hashnode'],
  [3, 'https://web.archive.org/web/2020/https:/example.org/x', [], 'an archive'],
  [4, 'https://planet.gnome.org/x', [], 'a planet'],
  [4, 'https://ocaml.org/planet/x/y', [], 'a planet below a path'],
  [4, 'https://staging.example.org/x', [], 'a staging host'],
  [4, 'https://deploy-preview-7--blog.netlify.app/x', [], 'a preview'],
  [5, 'https://servo.org/twisjul/blog/x', ['https://servo.org/blog/x'], 'the same path below another, on the same host'],
  [0, 'https://servo.org/twisjul/blog/x', ['https://other.org/blog/x'], 'another host'],
  [0, 'https://example.org/blog/x', ['https://example.org/'], 'beside a home page'],
])('%i for %s beside %j: %s', (rank, address, others) => {
  expect(siteRank(address, others)).toBe(rank);
});
