/** Renders the demo web: `node scripts/demo-web/build.ts` writes `sites/`, the manifest and what a perfect crawl would find. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectedCrawl } from './expected.ts';
import type { FindPost, HostSite, SiteFile } from './host-site.ts';
import { DEMO_ALIASES, DEMO_HOSTS } from './hosts.ts';
import { readPosts } from './post.ts';
import type { DemoPost } from './post.ts';

const EXTENSIONS: readonly (readonly [type: string, extension: string])[] = [['html', '.html'], ['xml', '.xml'], ['json', '.json'], ['text/plain', '.txt']];

/** Every file of the demo web by its path in the folder, in a fixed order. */
export function buildDemoWeb(): ReadonlyMap<string, string> {
  const posts = DEMO_HOSTS.flatMap((site) => readPosts(site.host));
  const findPost = createFindPost(posts);
  const rendered = DEMO_HOSTS.map((site) => ({ host: site.host, site: site.render(posts.filter((post) => post.host === site.host), findPost) }));
  const files = rendered.flatMap(({ host, site }) => site.files.map((file) => ({ host, file })));
  return new Map([
    ...files.map(({ host, file }) => [filePath(host, file), file.body] as const),
    ['manifest.jsonl', files.map(({ host, file }) => manifestLine(host, file)).join('')],
    ['hosts.json', toJson({ aliases: DEMO_ALIASES, redirects: Object.assign({}, ...rendered.map(({ site }) => site.redirects)) })],
    ['sources.txt', sourcesText(DEMO_HOSTS)],
    ['expected.json', toJson(expectedCrawl(rendered))],
  ]);
}

function createFindPost(posts: readonly DemoPost[]): FindPost {
  return (reference) => {
    const post = posts.find(({ host, slug }) => `${host}/${slug}` === reference);
    const site = DEMO_HOSTS.find(({ host }) => host === post?.host);
    if (post === undefined || site === undefined) throw new Error(`no post ${reference} in the demo web`);
    return { post, url: `https://${site.host}${site.postPath(post)}` };
  };
}

function manifestLine(host: string, file: SiteFile): string {
  return `${JSON.stringify({
    host, url_path: file.urlPath, file: filePath(host, file), content_type: file.contentType, kind: file.kind,
    bytes: Buffer.byteLength(file.body), date: `${file.date}T09:00:00Z`, license: 'MIT',
  })}\n`;
}

/** The file's name says what it holds, for a path need not; a question mark in it would trouble Windows. */
function filePath(host: string, { urlPath, contentType }: SiteFile): string {
  const [path = '', query] = urlPath.split('?');
  const extension = EXTENSIONS.find(([type]) => contentType.includes(type))?.[1] ?? '';
  const name = path.endsWith('/') ? `${path}index` : path.endsWith(extension) ? path.slice(0, -extension.length) : path;
  return `sites/${host}${name}${query === undefined ? '' : `@${query.replaceAll('&', '@')}`}${extension}`;
}

function sourcesText(sites: readonly HostSite[]): string {
  return `# One address per host of the demo web, as a person would paste it.\n${sites.flatMap(({ startUrl }) => startUrl ?? []).join('\n')}\n`;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function writeDemoWeb(dir: string, files: ReadonlyMap<string, string>): void {
  rmSync(join(dir, 'sites'), { recursive: true, force: true });
  for (const [path, body] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), body);
  }
}

if (import.meta.main) writeDemoWeb(fileURLToPath(new URL('.', import.meta.url)), buildDemoWeb());
