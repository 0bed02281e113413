#!/usr/bin/env node
/** The command line: finds the command, its arguments and settings, and turns failures into exit codes. */

import { parseConfig } from '../core/config.ts';
import { ConfigError } from '../core/errors.ts';
import { helpOf, parseArguments, text, UsageError, type Command } from './commands/command.ts';
import { keepHeapSmall } from './system/heap.ts';

/** Each command is loaded when it is called, so that none waits for what another one needs. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  demo: () => import('./commands/demo.ts'),
  serve: () => import('./commands/serve.ts'),
  crawl: () => import('./commands/crawl.ts'),
  sources: () => import('./commands/sources.ts'),
  search: () => import('./commands/search.ts'),
  show: () => import('./commands/show.ts'),
  index: () => import('./commands/index-engine.ts'),
  stage: () => import('./commands/stage.ts'),
  rederive: () => import('./commands/rederive.ts'),
  cluster: () => import('./commands/cluster.ts'),
  keys: () => import('./commands/keys.ts'),
  digest: () => import('./commands/digest.ts'),
  store: () => import('./commands/store.ts'),
  backup: () => import('./commands/backup.ts'),
  chat: () => import('./commands/chat.ts'),
  mcp: () => import('./commands/mcp.ts'),
  inspect: () => import('./commands/inspect.ts'),
  doctor: () => import('./commands/doctor.ts'),
};

/** Names of all commands, in the order of the help. */
export const COMMAND_NAMES = Object.keys(COMMANDS);

/** Loads a command by its name. @throws UsageError */
export async function loadCommand(name: string): Promise<Command> {
  const load = COMMANDS[name];
  if (load === undefined) throw new UsageError(`There is no command ${JSON.stringify(name)}.`);
  return (await load()).command;
}

async function overview(): Promise<string> {
  const lines = await Promise.all(COMMAND_NAMES.map(async (name) => `  ${name.padEnd(9)} ${(await loadCommand(name)).summary}`));
  return ['Finds what engineers have already written.', '', 'Usage: writeups COMMAND …', '', ...lines, '', '`writeups COMMAND --help` says more.'].join('\n');
}

/** Runs the command line and returns the exit code. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === '--help' || name === 'help') {
      process.stdout.write(`${await overview()}\n`);
      return name === undefined ? 2 : 0;
    }
    const command = await loadCommand(name);
    const { values, positionals } = parseArguments(command, rest);
    if (values['help'] === true) {
      process.stdout.write(`${helpOf(command)}\n`);
      return 0;
    }
    const config = parseConfig({ ...env, ...overrides(values) });
    return await command.run({ values, positionals, config });
  } catch (error) {
    if (error instanceof UsageError) process.stderr.write(`${error.message}\nTry \`writeups ${name !== undefined && name in COMMANDS ? `${name} ` : ''}--help\`.\n`);
    else if (error instanceof ConfigError) process.stderr.write(`${error.variable}: ${error.message}\n`);
    else if (isDiskFull(error)) {
      process.stderr.write('The disk is full. What was done until now is kept; make room in the data folder and call again.\n');
      return 1;
    } else throw error;
    return 2;
  }
}

/** SQLITE_FULL, and the file system's own word. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && (('errcode' in error && error.errcode === 13) || ('code' in error && error.code === 'ENOSPC'));
}

/** What the command line says of settings wins over the environment. */
function overrides(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const data = text(values as never, 'data');
  const port = text(values as never, 'port');
  return { ...(data === null ? {} : { DATA_DIR: data }), ...(port === null ? {} : { PORT: port }) };
}

if (import.meta.main) {
  keepHeapSmall();
  // A closed pipe (`writeups … | head`) is the reader's choice and no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await main(process.argv.slice(2), process.env);
}
