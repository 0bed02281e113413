/** The commands as Discord is told of them, and how what was typed is read back. Pure. */

import { asObject, textOf } from '../request.ts';
import type { Command } from '../command.ts';
import { MAX_QUESTION_CHARS } from '../../lookup/question.ts';

const SUB_COMMAND = 1;
const STRING = 3;
const INTEGER = 4;
const BOOLEAN = 5;

/** What `PUT /applications/{id}/commands` takes. @see https://discord.com/developers/docs/interactions/application-commands */
export const DISCORD_COMMANDS: readonly object[] = [{
  name: 'writeups', type: 1, description: 'What engineers have already written',
  options: [
    {
      type: SUB_COMMAND, name: 'ask', description: 'Has anyone written about this?',
      options: [
        { type: STRING, name: 'question', description: 'In your own words, or in the query language', required: true, max_length: MAX_QUESTION_CHARS },
        { type: STRING, name: 'tag', description: 'Only on this topic', autocomplete: true },
        { type: STRING, name: 'publisher', description: 'Only from this publisher', autocomplete: true },
        { type: INTEGER, name: 'since', description: 'Published in this year or later', min_value: 1990, max_value: 2100 },
        { type: BOOLEAN, name: 'public', description: 'Let all in this channel see the answer' },
      ],
    },
    {
      type: SUB_COMMAND, name: 'watch', description: 'Tell this channel of new posts',
      options: [
        { type: STRING, name: 'query', description: 'Every word must stand in a post; the query language works', required: true, max_length: 256 },
        { type: BOOLEAN, name: 'at_once', description: 'As they come, not once a day' },
      ],
    },
    { type: SUB_COMMAND, name: 'watches', description: 'What is watched in this channel' },
    { type: SUB_COMMAND, name: 'unwatch', description: 'End one', options: [{ type: STRING, name: 'id', description: 'As the list of watches shows it', required: true, max_length: 40 }] },
    { type: SUB_COMMAND, name: 'help', description: 'What can be asked' },
  ],
}];

/** An option that is being typed: its name and what stands there so far. */
export type Typing = { readonly name: string; readonly value: string };

/** The command of an interaction's `data`, and whether all may see the answer. */
export function readDiscordCommand(data: unknown): { readonly command: Command; readonly isPublic: boolean } {
  const sub = subCommandOf(data);
  const option = (name: string): string => String(valueOf(sub.options, name) ?? '');
  const isPublic = valueOf(sub.options, 'public') === true;
  switch (textOf(data, 'name') === 'writeups' ? sub.name : '') {
    case 'ask': return { isPublic, command: { type: 'ask', question: questionOf(option) } };
    case 'watch': return { isPublic: true, command: { type: 'watch', query: option('query'), pace: valueOf(sub.options, 'at_once') === true ? 'at-once' : 'daily' } };
    case 'watches': return { isPublic, command: { type: 'watches' } };
    case 'unwatch': return { isPublic: true, command: { type: 'unwatch', id: option('id') } };
    case 'help': return { isPublic, command: { type: 'help', unknown: null } };
    default: return { isPublic, command: { type: 'help', unknown: sub.name || textOf(data, 'name') } };
  }
}

/** The option that has the cursor; null where none has. */
export function readTyping(data: unknown): Typing | null {
  const focused = subCommandOf(data).options.find((option) => option['focused'] === true);
  return focused === undefined ? null : { name: textOf(focused, 'name'), value: textOf(focused, 'value') };
}

type Options = readonly Readonly<Record<string, unknown>>[];

function subCommandOf(data: unknown): { readonly name: string; readonly options: Options } {
  const sub = optionsOf(asObject(data)).find((option) => option['type'] === SUB_COMMAND);
  return { name: textOf(sub, 'name'), options: optionsOf(sub ?? null) };
}

function optionsOf(of: Readonly<Record<string, unknown>> | null): Options {
  const options: unknown = of?.['options'];
  return Array.isArray(options) ? options.map(asObject).filter((option) => option !== null) : [];
}

function valueOf(options: Options, name: string): unknown {
  return options.find((option) => option['name'] === name)?.['value'];
}

/** The question with the other options as conditions; quotation marks would end them. */
function questionOf(option: (name: string) => string): string {
  const field = (name: string, value: string): string => (value === '' ? '' : `${name}:"${value.replaceAll('"', '').slice(0, 80)}"`);
  const since = /^\d{4}$/u.test(option('since')) ? `after:${option('since')}` : '';
  return [option('question'), field('tag', option('tag')), field('source', option('publisher')), since].filter((part) => part !== '').join(' ');
}
