/** A question in natural language or in the query language, as what is looked for. */

import type { Instant } from '../../core/feed.ts';
import type { Filter, TextTerm } from '../../core/search.ts';
import { describeItems } from '../query/describe.ts';
import { formatItem } from '../query/format.ts';
import { parseItems, type Item } from '../query/parser.ts';
import { conditionsOf, MAX_QUERY_CHARS, parseQuery } from '../query/parse-query.ts';
import { isQuestionWord } from './question-words.ts';

/** Longer questions are pasted text; their beginning says what they are about. */
export const MAX_QUESTION_CHARS = 2_000;
/** Words of a long question that are weighed; the rarest of them are looked for. */
const MAX_WORDS = 24;

/** Text in scripts without spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const segmenters = { zh: new Intl.Segmenter('zh', { granularity: 'word' }), ja: new Intl.Segmenter('ja', { granularity: 'word' }) };

export type Question = {
  /** What it is about, each word once, in the order typed. */
  readonly words: readonly string[];
  readonly phrases: readonly TextTerm[];
  readonly excluded: readonly TextTerm[];
  readonly filter: Filter | null;
  /** Phrases, exclusions and fields in the query language; empty where it is plain words. */
  readonly conditions: string;
  /** The same for people. */
  readonly understood: readonly string[];
  /** One sentence for each piece that has no effect. */
  readonly notes: readonly string[];
};

/**
 * What a question asks for.
 * @throws RequestError `bad-query` for more than 20 conditions on fields.
 */
export function readQuestion(text: string, now: Instant): Question {
  const { items, ignored } = parseItems(text.slice(0, MAX_QUESTION_CHARS).normalize('NFC').toWellFormed());
  const isWord = (item: Item): boolean => item.type === 'text' && !item.phrase && !item.excluded;
  const rest = items.filter((item) => !isWord(item));
  // The query language's own limits and its account of what a field cannot be.
  const checked = parseQuery(rest.map(formatItem).join(' ').slice(0, MAX_QUERY_CHARS), now);
  const { terms, excluded, filter } = conditionsOf(checked.items, { now });
  return {
    words: distinct(items.flatMap((item) => item.type === 'text' && isWord(item) ? wordsOf(item.text) : [])).slice(0, MAX_WORDS),
    phrases: terms, excluded, filter,
    conditions: checked.items.map(formatItem).join(' '),
    understood: describeItems(checked.items, now),
    notes: [...ignored, ...checked.ignored].map((piece) => `${piece.text.slice(0, 40)}: ${piece.reason}`),
  };
}

/** The words that are more than asking; runs of scripts without spaces in their words. */
function wordsOf(text: string): string[] {
  const words = UNSPACED.test(text) ? segment(text) : [text];
  return words.filter((word) => !isQuestionWord(word));
}

function segment(text: string): string[] {
  const segmenter = KANA.test(text) ? segmenters.ja : segmenters.zh;
  const words = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment: word }) => word);
  return words.filter((word) => !UNSPACED.test(word) || [...word].length > 1);
}

function distinct(words: readonly string[]): string[] {
  const seen = new Set<string>();
  return words.filter((word) => {
    const folded = word.toLowerCase();
    if (seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}
