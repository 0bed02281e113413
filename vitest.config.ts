import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/global-setup.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // A process reads our sources and its packages once, not for every file: what our modules keep are caches by content, buffers
    // and counters, nothing of a store or of settings, and no test replaces a module.
    isolate: false,
    // V8 of Node 24 can end a process while it collects garbage, by a fault of its baseline compiler (nodejs/node#62393).
    execArgv: ['--no-sparkplug'],
    maxWorkers: 3,
  },
});
