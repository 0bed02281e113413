/** `npm run bench -- NAME …`: the long measurements behind BENCHMARKS.md, each a program in `scripts/bench/`. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./bench/', import.meta.url);

/** The names of the measurements: the files there that run by themselves. */
export function benchNames(): string[] {
  return readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && readFileSync(new URL(file, FOLDER), 'utf8').includes('if (import.meta.main')).map((file) => file.slice(0, -3));
}

if (import.meta.main) {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !benchNames().includes(name)) {
    process.stderr.write(`Usage: npm run bench -- ${benchNames().join('|')} […]\n`);
    process.exitCode = 2;
  } else {
    process.exitCode = spawnSync(process.execPath, [new URL(`${name}.ts`, FOLDER).pathname, ...args], { stdio: 'inherit' }).status ?? 1;
  }
}
