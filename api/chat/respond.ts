/** What the bot says to a command, the same on every platform. */

import { IndexError, RequestError } from '../../core/errors.ts';
import type { Deps } from '../deps.ts';
import { lookup } from '../lookup/answer.ts';
import type { Command } from './command.ts';
import type { Reply, Room } from './room.ts';
import { listWatches, unwatch, watch } from './watches.ts';

/** Answers a chat shows at once; the rest is behind "more". */
export const SHOWN = 3;

/** The reply to a command. What goes wrong is said in it, never thrown. */
export async function respond(deps: Deps, command: Command, room: Room, offset = 0): Promise<Reply> {
  try {
    return await run(deps, command, room, offset);
  } catch (error) {
    if (error instanceof RequestError) return { type: 'notice', title: 'That cannot be read', lines: [error.message] };
    if (!(error instanceof IndexError)) deps.log.error({ err: error }, 'a chat command failed');
    return { type: 'notice', title: 'The search does not answer at the moment', lines: ['Nothing is lost. Please ask again in a minute.'] };
  }
}

async function run(deps: Deps, command: Command, room: Room, offset: number): Promise<Reply> {
  switch (command.type) {
    case 'ask': return { type: 'answers', question: command.question, offset, lookup: await lookup(deps, command.question, { limit: SHOWN, offset }) };
    case 'watch': return watch(deps, room, command);
    case 'watches': return listWatches(deps, room);
    case 'unwatch': return unwatch(deps, room, command.id);
    case 'help': return help(command.unknown);
    default: return command satisfies never;
  }
}

function help(unknown: string | null): Reply {
  return {
    type: 'notice', title: unknown === null ? 'What engineers have already written' : `There is no command ${unknown.slice(0, 40)}`,
    lines: [
      'Ask in your own words: has anyone written about exactly-once delivery with Kafka?',
      'Or narrow it down: kafka tag:streaming after:2022 kind:postmortem -"release notes"',
      'watch QUERY: tells this channel of new posts, once a day at most (with --at-once as they come)',
      'watch list: what is watched here; unwatch ID: ends it',
    ],
  };
}

/** The question narrowed to the present year. */
export function onlyThisYear(question: string, now: string): string {
  const year = `after:${now.slice(0, 4)}`;
  return question.includes(year) ? question : `${question} ${year}`;
}
