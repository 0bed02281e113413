/** What a command of the command line is. */

import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Config } from '../../core/config.ts';

/** Arguments that cannot be meant: printed with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export type Input = {
  readonly values: Values;
  readonly positionals: readonly string[];
  readonly config: Config;
};

export type Command = {
  /** Lines after `writeups `. */
  readonly usage: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** The exit code: 0 fine, 1 something failed. @throws UsageError, ConfigError (exit code 2) */
  readonly run: (input: Input) => Promise<number>;
};

export type Option = { readonly type: 'string' | 'boolean'; readonly multiple?: boolean; readonly meaning: string };

/** Options that every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  data: { type: 'string', meaning: 'DIR  data folder (default ./data)' },
  json: { type: 'boolean', meaning: 'print results as JSON' },
  help: { type: 'boolean', meaning: 'print this help' },
};

/** The arguments of a command. @throws UsageError */
export function parseArguments(command: Command, args: readonly string[]): { values: Values; positionals: readonly string[] } {
  const options: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, { type, multiple }]) => [name, { type, multiple: multiple ?? false }]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values as Values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split('. To specify')[0] ?? error.message : String(error), { cause: error });
  }
}

/** The help text of a command, under its line in the list of commands. */
export function helpOf(command: Command, summary: string): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  return [
    summary, '', 'Usage:', ...command.usage.map((line) => `  writeups ${line}`), '', 'Options:',
    ...options.map(([option, { meaning }]) => `  --${option} ${meaning}`), '',
    `Exit codes: 0 fine, 1 something failed, 2 bad usage or configuration.`,
  ].join('\n');
}

/** A text option, or null where it was not given. */
export function text(values: Values, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}

/** All values of a repeatable option. */
export function texts(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Prints one line of a result. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a result as JSON, or as lines for people. */
export function printResult(values: Values, result: unknown, lines: () => readonly string[]): void {
  if (values['json'] === true) print(JSON.stringify(result));
  else for (const line of lines()) print(line);
}
