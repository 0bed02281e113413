#!/usr/bin/env node
/** The command line: finds the command, its arguments and settings, and turns failures into exit codes. */

import { enableCompileCache } from 'node:module';
import { parseConfig } from '../core/config.ts';
import { ConfigError, IndexError } from '../core/errors.ts';
import { storageFailure } from '../store/storage-failure.ts';
import { helpOf, parseArguments, text, UsageError, type Command } from './commands/command.ts';
import { setV8Flags } from './system/v8-flags.ts';

/** `summary`: one line for the list of commands. */
type Listed = { readonly summary: string; readonly load: () => Promise<{ readonly command: Command }> };

/** Each command is loaded when it is called, so that none waits for what another one needs. */
const COMMANDS: Readonly<Record<string, Listed>> = {
  demo: { summary: 'crawl a recorded web and serve what was found: no network needed', load: () => import('./commands/demo.ts') },
  serve: { summary: 'the search page and API, with crawler, sync and scheduler beside it (npm start)', load: () => import('./commands/serve.ts') },
  crawl: { summary: 'one pass over the sources whose turn it is, or over the named ones', load: () => import('./commands/crawl.ts') },
  sources: { summary: 'what is followed: list, show, add, remove, import, export, check', load: () => import('./commands/sources.ts') },
  search: { summary: 'find writeups from the command line', load: () => import('./commands/search.ts') },
  show: { summary: 'everything that is known of a post, by its id or any of its addresses', load: () => import('./commands/show.ts') },
  index: { summary: 'the search index: its state, building it anew, comparing it with the store', load: () => import('./commands/index-engine.ts') },
  stage: { summary: 'run one stage by itself: JSON lines in, JSON lines out', load: () => import('./commands/stage.ts') },
  rederive: { summary: 'apply the present rules to everything that is stored, without a request', load: () => import('./commands/rederive.ts') },
  cluster: { summary: 'say that two posts are one writeup, or are not; the decision stays', load: () => import('./commands/cluster.ts') },
  keys: { summary: 'API keys: create, list, rotate, revoke', load: () => import('./commands/keys.ts') },
  digest: { summary: 'the weekly digest: preview it, send it, see what became of its mails', load: () => import('./commands/digest.ts') },
  store: { summary: 'copies the store into another database, and compares the two', load: () => import('./commands/store.ts') },
  backup: { summary: 'the store in one file, while everything runs; `backup restore` puts it back', load: () => import('./commands/backup.ts') },
  chat: { summary: 'set up Slack, Discord and Telegram', load: () => import('./commands/chat.ts') },
  mcp: { summary: 'answer an assistant on standard input and output (MCP)', load: () => import('./commands/mcp.ts') },
  inspect: { summary: 'what the rules make of one page, and why', load: () => import('./commands/inspect.ts') },
  doctor: { summary: 'checks configuration, store, engine, network and mail, and says what to do', load: () => import('./commands/doctor.ts') },
};

/** Names of all commands, in the order of the help. */
export const COMMAND_NAMES = Object.keys(COMMANDS);

/** Loads a command by its name. @throws UsageError */
export async function loadCommand(name: string): Promise<Command> {
  const listed = COMMANDS[name];
  if (listed === undefined) throw new UsageError(`There is no command ${JSON.stringify(name)}.`);
  return (await listed.load()).command;
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`);
  return ['Finds what engineers have already written.', '', 'Usage: writeups COMMAND …', '', ...lines, '', '`writeups COMMAND --help` says more.'].join('\n');
}

/** Runs the command line and returns the exit code. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === '--help' || name === 'help') {
      process.stdout.write(`${overview()}\n`);
      return name === undefined ? 2 : 0;
    }
    const command = await loadCommand(name);
    const { values, positionals } = parseArguments(command, rest);
    if (values['help'] === true) {
      process.stdout.write(`${helpOf(command, COMMANDS[name]?.summary ?? '')}\n`);
      return 0;
    }
    const config = parseConfig({ ...env, ...overrides(values) });
    return await command.run({ values, positionals, config });
  } catch (error) {
    if (error instanceof UsageError) process.stderr.write(`${error.message}\nTry \`writeups ${name !== undefined && name in COMMANDS ? `${name} ` : ''}--help\`.\n`);
    else if (error instanceof ConfigError) process.stderr.write(`${error.variable}: ${error.message}\n`);
    else if (storageFailure(error) !== null) {
      process.stderr.write(`${storageFailure(error)}. What was done until now is kept; see to the disk of the data folder and call again.\n`);
      return 1;
    } else if (error instanceof IndexError) {
      process.stderr.write(`${error.message}\nWhat is new in the store reaches the search engine as soon as it can; \`writeups index status\` says how far it is.\n`);
      return 1;
    } else throw error;
    return 2;
  }
}

/** What the command line says of settings wins over the environment. */
function overrides(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const data = text(values as never, 'data');
  const port = text(values as never, 'port');
  return { ...(data === null ? {} : { DATA_DIR: data }), ...(port === null ? {} : { PORT: port }) };
}

if (import.meta.main) {
  // Half of a short command's time is reading our own sources.
  enableCompileCache();
  setV8Flags();
  // A closed pipe (`writeups … | head`) is the reader's choice and no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await main(process.argv.slice(2), process.env);
}
