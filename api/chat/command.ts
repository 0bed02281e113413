/** What somebody typed to the bot. Pure. */

import { MAX_QUESTION_CHARS } from '../lookup/question.ts';

export type Command =
  | { readonly type: 'ask'; readonly question: string }
  | { readonly type: 'watch'; readonly query: string; readonly pace: Pace }
  | { readonly type: 'watches' }
  | { readonly type: 'unwatch'; readonly id: string }
  | { readonly type: 'help'; readonly unknown: string | null };

/** How often a channel is told of what is new at most. */
export type Pace = 'daily' | 'at-once';

const MAX_ID_CHARS = 40;

/** The command in a line; whatever is no command is a question. */
export function parseCommand(text: string): Command {
  const line = text.slice(0, MAX_QUESTION_CHARS).replace(/\s+/gu, ' ').trim();
  const [, first = '', rest = ''] = /^(\S*) ?(.*)$/su.exec(line) ?? [];
  switch (first.toLowerCase()) {
    case '': case 'help': case '?': return rest === '' ? { type: 'help', unknown: null } : { type: 'ask', question: line };
    case 'watches': return rest === '' ? { type: 'watches' } : { type: 'ask', question: line };
    case 'watch': return watchCommand(rest);
    case 'unwatch': return { type: 'unwatch', id: rest.slice(0, MAX_ID_CHARS) };
    default: return { type: 'ask', question: line };
  }
}

/** `watch list`; `watch QUERY`, with `--at-once` anywhere where a day is too long. */
function watchCommand(rest: string): Command {
  if (/^list$/iu.test(rest)) return { type: 'watches' };
  const query = rest.replace(/(?:^| )(?:--at-once|--now|—at-once)(?= |$)/iu, '').trim();
  if (query === '') return { type: 'help', unknown: null };
  return { type: 'watch', query, pace: query === rest.trim() ? 'daily' : 'at-once' };
}
