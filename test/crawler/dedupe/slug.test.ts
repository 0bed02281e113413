import { describe, expect, test } from 'vitest';
import { slugsDiffer } from '../../../crawler/dedupe/slug.ts';
import { relateTitles } from '../../../crawler/dedupe/title.ts';

const SAME = relateTitles('Hack the Tower', 'Hack the Tower');
const OTHER = relateTitles('Hack the Tower', 'Evolving our charter');
const at = (path: string): string => `https://eng.example.org${path}`;

describe('slugsDiffer', () => {
  test.each([
    ['/blog/hackday-2016-06-11.html', '/blog/hackday-2016-07-16.html', 'dates in slugs'],
    ['/blog/gsoc-2023', '/blog/gsoc-2024', 'years'],
    ['/v11-1-0-kraken-released', '/v11-2-0-kraken-released', 'versions'],
    ['/entries/week-1-2', '/entries/week-7-8', 'spans'],
    ['/contributor-highlight-ada-lovelace', '/contributor-highlight-grace-hopper', 'names on a template'],
  ])('%s and %s are two posts even under one title: %s', (left, right) => {
    expect(slugsDiffer(at(left), at(right), SAME)).toBe(true);
  });

  test.each([
    ['/2013/ceph-has-a-rest-api', '/2013/ceph-has-a-rest-api-3', 'the digit that WordPress adds'],
    ['/staging/blog/may-in-servo', '/blog/may-in-servo', 'another folder'],
    ['/release-1.5.4', '/apache-flink-1.5.4-released', 'a longer slug with the same version'],
    ['/chrome-70-media-updates', '/media-updates-in-chrome-70', 'another order'],
    ['/mlops', '/data-science-meets-devops', 'a short name, under one title'],
    ['/p/12345', '/p/67890', 'numbers'],
    ['/article/1b0167d5', '/article/d5f8c59a', 'digests'],
    ['/entry/1', '/entry/2', 'a placeholder and a number'],
    ['/?p=12', '/a-slug-of-words', 'a short link'],
    ['/', '/a-slug-of-words', 'a home page'],
  ])('%s and %s may be one: %s', (left, right) => {
    expect(slugsDiffer(at(left), at(right), SAME)).toBe(false);
  });

  test('slugs of one word count where the titles differ too: pages that were read wrong hold the same text', () => {
    expect(slugsDiffer(at('/blog/machinist'), at('/blog/evolving-us'), OTHER)).toBe(true);
  });

  test('says nothing about two hosts', () => {
    expect(slugsDiffer('https://a.example.org/one-two-three', 'https://b.example.org/four-five-six', OTHER)).toBe(false);
  });
});
