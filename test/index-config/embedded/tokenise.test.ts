/** The written contract of what is a word: code-like terms, scripts, versions. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenise } from '../../../index-config/embedded/tokenise.ts';

test.each([
  ['C++ and C# and F#', ['c++', 'and', 'c#', 'and', 'f#'], 'marks are part of the languages\' names'],
  ['c++17', ['c++17', 'c++'], 'an edition is also the language'],
  ['.NET 8 and a net', ['.net', '8', 'and', 'a', 'net'], '.NET is no net'],
  ['Node.js', ['node', 'js', 'node.js'], 'a dotted name is known as a whole and by its parts'],
  ['v1.28.3', ['1.28.3', '1.28'], 'a patch release is also its minor release'],
  ['1.28', ['1.28'], 'a version is one word'],
  ['max_connections', ['max', 'connections', 'max_connections'], 'snake case'],
  ['maxConnections', ['maxconnections', 'max', 'connections'], 'camel case is one word with parts'],
  ['JavaScript GitHub PostgreSQL', ['javascript', 'github', 'postgresql'], 'names of two humps are one word, and no Java'],
  ['on-call', ['on', 'call', 'oncall'], 'two words with a hyphen are also written as one'],
  ['cloud-native-buildpacks', ['cloud', 'native', 'buildpacks', 'cloud-native-buildpacks'], 'longer compounds keep their hyphens'],
  ['items++; issue#', ['items', 'issue'], 'marks after other words are not part of them'],
  ['net/http/pprof', ['net', 'http', 'pprof'], 'paths are their names'],
  ['Elixir’s don\'t', ['elixir', 'dont'], 'apostrophes'],
  ['Übersicht naïve', ['ubersicht', 'naive'], 'accents are folded'],
  ['検索エンジン', ['検索', '索エ', 'エン', 'ンジ', 'ジン'], 'scripts without spaces become pairs'],
  ['a\n\nb', ['a', '', 'b'], 'a paragraph\'s end is kept for phrases'],
  ['e.g. U.S.', ['e', 'g', 'u', 's', 'eg', 'us'], 'initials are also one word'],
])('%s: %#', (text, expected, why) => {
  const { words, wholes, parts } = tokenise(text);
  expect([...words, ...wholes, ...parts], why).toEqual(expected);
});

test('any text gives words without white space, at most 64 characters long', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
    const { words, wholes, parts } = tokenise(text);
    for (const word of [...words, ...wholes, ...parts]) {
      expect(word.length).toBeLessThanOrEqual(64);
      expect(word).not.toMatch(/\s/u);
    }
  }));
});

test('lower case gives the same words in order, so that a query finds what was written', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('Kafka', 'C++', 'node.js', 'maxConnections', '1.28.3', 'on-call', 'GitHub', 'a_b', 'net/http')), (words) => {
    const text = words.join(' ');
    expect(tokenise(text.toLowerCase()).words).toEqual(tokenise(text).words);
  }));
});

test('a megabyte without a space takes linear time', () => {
  const started = process.cpuUsage();
  for (const part of ['a.', 'a-', 'A', '_', '+', '\u0301', '漢']) tokenise(part.repeat(1_000_000 / part.length));
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(15_000);
});
