import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createApp } from '../api/app.ts';
import { NO_MAILER } from '../api/digest/mail/mailer.ts';
import { NO_CHAT } from '../core/chat-config.ts';
import { SETTINGS } from '../core/config.ts';
import { openEmbeddedEngine } from '../index-config/embedded/open.ts';
import { COMMAND_NAMES, loadCommand } from '../scripts/writeups.ts';
import { NO_CRAWLER } from './helpers/api.ts';
import { withFolder } from './helpers/cli.ts';
import { MAIL_CONFIG } from './helpers/mail.ts';
import { ROOT } from './helpers/source-files.ts';
import { openTestStore } from './helpers/store.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('the README names every command with its options', () => {
  test.each(COMMAND_NAMES)('%s', async (name) => {
    expect(README).toMatch(new RegExp(`^\\| \`${name}\\b`, 'mu'));
    const line = README.split('\n').find((row) => row.startsWith(`| \`${name}`)) ?? '';
    const { usage } = await loadCommand(name);
    const options = usage.flatMap((text) => text.match(/(?<=\[?)--[a-z-]+/gu) ?? []).filter((option) => !['--sort', '--docs', '--engine'].includes(option));
    for (const option of options) expect(line).toContain(option);
  });
});

test('the README’s table of settings is the program’s', () => {
  for (const { name, fallback, rule, meaning } of SETTINGS) {
    expect(README).toContain(`| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${rule} | ${meaning} |`);
  }
});

test('the README names every route', async () => {
  await withFolder(async (folder) => {
    const [store, engine] = [await openTestStore(), await openEmbeddedEngine({ path: join(folder, 'search.db') })];
    const app = createApp({
      store, engine, config: { publicUrl: 'http://127.0.0.1:8080', trustedProxyHops: 0, anonymousRead: true, rateLimitPerMinute: 0, ...MAIL_CONFIG, chat: NO_CHAT }, now: () => new Date().toISOString(),
      log: { debug() {}, info() {}, warn() {}, error() {} } as never, crawler: NO_CRAWLER, outbound: () => Promise.reject(new Error('no network')), mailer: NO_MAILER, deliverers: {},
    });
    type Layer = { readonly path: string; readonly methods: readonly string[] };
    const routers = app.middleware.map((layer) => (layer as unknown as { router?: { stack: Layer[] } }).router).filter((router) => router !== undefined);
    const paths = routers.flatMap((router) => router.stack).filter((layer) => layer.methods.includes('GET')).map((layer) => layer.path);
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.filter((path) => !path.startsWith('/static/') && path !== '/favicon.svg' && !README.includes(`GET ${path}\``))).toEqual([]);
    await engine.close();
    await store.close();
  });
});

test('every command of the README’s shell blocks exists in package.json or the command line', () => {
  const scripts = Object.keys((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts);
  for (const [, script] of README.matchAll(/npm run ([a-z]+)/gu)) expect(scripts).toContain(script);
  for (const [, command] of README.matchAll(/npx writeups ([a-z]+)/gu)) expect(COMMAND_NAMES).toContain(command);
});
