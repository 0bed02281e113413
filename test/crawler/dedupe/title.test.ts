import { describe, expect, test } from 'vitest';
import { isSameTitle, relateTitles, titleKeys } from '../../../crawler/dedupe/title.ts';

describe('relateTitles', () => {
  test.each([
    ['v16.2.10 Pacific released', 'v17.2.2 Quincy released', 'versions'],
    ['Coq 8.5 is out', 'Coq 8.5 beta 1 is out!', 'a version and its beta'],
    ['Ruby 2.7.0-rc1 Released', 'Ruby 2.7.0-rc2 Released', 'release candidates'],
    ['Ruby 3.0.0 preview2 released', 'Ruby 3.0.0-rc1 released', 'stages'],
    ['RubyGems 2.1.0.rc.2 Released', 'RubyGems 2.1.0 Released', 'a stage in the version'],
    ['This Week In Servo 52', 'This Week In Servo 53', 'issues'],
    ['Last Week in Pony - May 14, 2017', 'Last Week in Pony - May 21, 2017', 'days'],
    ['March in Servo: faster layout', 'April in Servo: faster layout', 'months'],
    ['Fukuoka Ruby Award 2020', 'Fukuoka Ruby Award 2022', 'years'],
    ['Outreachy Part I: first steps', 'Outreachy Part II: first steps', 'parts in Roman numerals'],
    ['Sort-based shuffle - Part One', 'Sort-based shuffle - Part Two', 'parts in words'],
    ['Blazingly fast parsing, part 1', 'Blazingly fast parsing, part 2', 'parts in digits'],
    ['Learn Swift, Beginners Lesson Two', 'Learn Swift, Beginners Lesson Three', 'lessons'],
    ['GSoC: second week', 'GSoC: third week', 'ordinals'],
    ['The road to the cloud II', 'The road to the cloud III', 'a numeral at the end'],
    ['1.28.1 and 1.27.3 released', '1.28.0 and 1.27.2 released', 'several versions at once'],
  ])('%s / %s are two posts: %s', (left, right) => {
    expect(relateTitles(left, right).conflict).toBe(true);
    expect(relateTitles(right, left).conflict).toBe(true);
  });

  test.each([
    ['MirageOS 1.1 released', 'MirageOS 1.1.0: eat your own dogfood', 'a version in two lengths'],
    ['Audio/Video Updates in Chrome 70', 'Media updates in Chrome 70', 'the same number'],
    ['Engineering Culture', 'Engineering culture (2014)', 'a year that a listing adds'],
    ['From the archive: Slow network', 'Slow network', 'a prefix'],
    ['Seven lessons of Kafka', '7 lessons of Kafka', 'a number in words and digits'],
    ['Go 1.14 and Go 1.13.8 are released', 'Go 1.14 is released', 'one of two versions'],
    ['You may like March', 'The first second', 'words that are sometimes months or ordinals'],
    ['Announcing v1', '10 years of us', 'numbers of titles that have nothing in common'],
  ])('%s / %s may be one: %s', (left, right) => {
    expect(relateTitles(left, right).conflict).toBe(false);
  });

  test.each([
    ['Methods for identifying flaky tests', 'Test Flakiness – Methods for identifying flaky tests', 1, 'one holds the other'],
    ['Contributor Spotlight: Ada', 'Contributor Spotlight: Grace', 2 / 3, 'a template with two names'],
    ['Released', 'Flink released', 0.5, 'one word is little'],
    ['Kafka at scale', 'Sluggish networks', 0, 'nothing in common'],
    ['', 'Kafka at scale', 0.5, 'an unknown title speaks neither for nor against'],
  ])('%s / %s are alike by %f: %s', (left, right, likeness) => {
    expect(relateTitles(left, right).likeness).toBeCloseTo(likeness);
  });
});

describe('titleKeys', () => {
  const share = (left: string, right: string): boolean => titleKeys(left).some((key) => titleKeys(right).includes(key));

  test.each([
    ['Slow network', 'SLOW NETWORK', 'case'],
    ['Slow network', 'Slow network | The blog', "a site's name behind"],
    ['Slow network', 'Blog :: Slow network', "a site's name before"],
    ['<a href="https://example.org/x">Slow network</a>', 'Slow network', 'a planet that puts the link into the title'],
  ])('%s and %s share a key: %s', (left, right) => {
    expect(share(left, right)).toBe(true);
  });

  test('differ between titles, and are none for a single word', () => {
    expect(share('Slow network', 'Fast network')).toBe(false);
    expect(titleKeys('News')).toEqual([]);
  });
});

test('isSameTitle asks for as many telling words and numbers as the caller wants', () => {
  expect(isSameTitle('Julia 1.12 Highlights', 'Julia 1.12 Highlights | Blog', 3)).toBe(true);
  expect(isSameTitle('Release notes', 'Release notes', 3)).toBe(false);
  expect(isSameTitle('Release notes', 'Release notes', 2)).toBe(true);
});
