import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buildDemoWeb } from '../../../scripts/demo-web/build.ts';
import { DEMO_HOSTS } from '../../../scripts/demo-web/hosts.ts';
import { plainText } from '../../../scripts/demo-web/markup.ts';
import { readPosts } from '../../../scripts/demo-web/post.ts';

const dir = fileURLToPath(new URL('../../../scripts/demo-web/', import.meta.url));
const built = buildDemoWeb();
const posts = DEMO_HOSTS.flatMap(({ host }) => readPosts(host));

describe('the rendered demo web', () => {
  test('is what the build gives, byte for byte', () => {
    const different = [...built].filter(([path, body]) => !existsSync(join(dir, path)) || readFileSync(join(dir, path), 'utf8') !== body);
    expect(different.map(([path]) => path), 'run `node scripts/demo-web/build.ts`').toEqual([]);
  });

  test('holds no file that the build does not give', () => {
    const files = readdirSync(join(dir, 'sites'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(dir.length).replaceAll('\\', '/'));
    expect(paths.filter((path) => !built.has(path))).toEqual([]);
  });

  test('stays under two megabytes', () => {
    const bytes = [...built.values()].reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    expect(bytes).toBeLessThan(2_000_000);
  });

  test('gives every recorded path a file of its own', () => {
    const files = manifest().map(({ file }) => file);
    expect(new Set(files).size).toBe(files.length);
  });

  test('uses reserved names only, which resolve nowhere', () => {
    expect(manifest().filter(({ host }) => !host.endsWith('.example'))).toEqual([]);
  });
});

describe('the posts', () => {
  test.each(posts)('$host/$slug has a body worth reading and a date in the past', (post) => {
    const latin = post.lang !== 'ja';
    expect(plainText(post).split(/\s+/u).length).toBeGreaterThan(latin ? 90 : 5);
    expect(plainText(post).length).toBeGreaterThan(350);
    expect(post.date).toMatch(/^20(?:09|1\d|2[0-6])-\d\d-\d\d$/u);
    expect(post.tags.length).toBeGreaterThan(0);
  });

  test('have distinct texts', () => {
    expect(new Set(posts.map(plainText)).size).toBe(posts.length);
  });
});

function manifest(): { readonly host: string; readonly file: string }[] {
  return (built.get('manifest.jsonl') ?? '').trim().split('\n').map((line) => JSON.parse(line) as { host: string; file: string });
}
