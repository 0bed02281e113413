import { expect, test } from 'vitest';
import { guessCodeLanguage } from '../../../crawler/extract/code-language.ts';

const BLOCKS: readonly (readonly [code: string, language: string | null])[] = [
  ['def add(a, b):\n    return a + b', 'python'],
  ['const a = await load();\nconsole.log(a);', 'javascript'],
  ['interface Point {\n  x: number;\n}\nconst p: Point = { x: 1 };', 'typescript'],
  ['package main\n\nfunc main() {\n\tx := 1\n}', 'go'],
  ['fn main() {\n    let mut x = 1;\n    println!("{x}");\n}', 'rust'],
  ['public class Main {\n  public static void main(String[] a) { System.out.println(1); }\n}', 'java'],
  ['#include <vector>\nint main() { std::vector<int> v; }', 'cpp'],
  ['SELECT id\nFROM posts\nWHERE id = 1;', 'sql'],
  ['$ npm install left-pad\n$ cd left-pad', 'bash'],
  ['{\n  "name": "x",\n  "on": true\n}', 'json'],
  ['FROM node:24\nWORKDIR /app\nRUN npm ci', 'dockerfile'],
  ['diff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b', 'diff'],
  ['defmodule A do\n  def b(c) do\n    c |> d()\n  end\nend', 'elixir'],
  ['hello world', null],
  ['2024-03-07 10:00:00 INFO started', null],
];

test.each(BLOCKS)('%j → %s', (code, language) => {
  expect(guessCodeLanguage(code)).toBe(language);
});
