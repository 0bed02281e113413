/** `npm run bench -- NAME`: the long measurements behind BENCHMARKS.md. */

import { readdirSync } from 'node:fs';

const folder = new URL('./bench/', import.meta.url);
const names = readdirSync(folder).filter((file) => /^[a-z]+\.ts$/u.test(file)).map((file) => file.replace(/\.ts$/u, ''));

if (import.meta.main) {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !names.includes(name)) {
    process.stderr.write(`Usage: npm run bench -- ${names.join('|')} [options]\n`);
    process.exitCode = 2;
  } else {
    const { run } = await import(new URL(`${name}.ts`, folder).href) as { run: (args: readonly string[]) => Promise<void> | void };
    await run(args);
  }
}
