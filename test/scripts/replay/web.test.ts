import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRefreshTarget, loadWeb } from '../../../scripts/replay/web.ts';
import type { WebAnswer } from '../../../scripts/replay/web.ts';
import { writeWeb, written } from './written-web.ts';

const dir = writeWeb([
  written('a.example/', 'home'),
  written('a.example/post.html', 'post'),
  written('a.example/folder/', 'folder'),
  written('a.example/both/', 'both as folder'),
  written('a.example/both.html', 'both as file'),
  written('a.example/named/index.html', 'named'),
  written('a.example/tags/%E9%96%8B%E7%99%BA/', 'escaped'),
  written('a.example/elastic training/x.html', 'spaced'),
  written('a.example/list.json', 'first'),
  written('a.example/list.json?after=t3_b', 'second'),
  written('a.example/list.json?after=t3_b&sort=new', 'second, sorted'),
  written('sub.a.example/x', 'other host'),
], {
  aliases: { 'www.a.example': 'a.example', 'portal.example/blog': 'a.example', 'same.example': 'same.example' },
  redirects: { 'old.example/1.html': 'https://a.example/post.html' },
}, '# the start\nhttps://a.example/\n\n  a.example/folder  \n');
const web = loadWeb(dir);

describe('an address of a recorded web', () => {
  test.each([
    ['a.example/', '/', 'as recorded'],
    ['A.EXAMPLE/', '/', 'hosts have no case'],
    ['a.example/post', '/post.html', '/foo serves foo.html'],
    ['a.example/both', '/both.html', 'foo.html goes before the folder'],
    ['a.example//post.html', '/post.html', '// collapses'],
    ['a.example/folder//', '/folder/', '// collapses at the end too'],
    ['a.example/folder/index.html', '/folder/', '/x/index.html is /x/'],
    ['a.example/named/', '/named/index.html', '/x/ is /x/index.html'],
    ['a.example/tags/%e9%96%8b%e7%99%ba/', '/tags/%E9%96%8B%E7%99%BA/', 'escapes have no case'],
    ['a.example/tags/開発/', '/tags/%E9%96%8B%E7%99%BA/', 'characters are their escapes'],
    ['a.example/elastic%20training/x.html', '/elastic training/x.html', 'a recorded space is asked for as %20'],
    ['a.example/list.json', '/list.json', 'no query'],
    ['a.example/list.json?after=t3_b', '/list.json?after=t3_b', 'the recorded query'],
    ['a.example/list.json?limit=100&after=t3_b', '/list.json?after=t3_b', 'parameters that the recording never has are ignored'],
    ['a.example/list.json?sort=new&after=t3_b', '/list.json?after=t3_b&sort=new', 'parameters have no order'],
    ['a.example/post.html?utm_source=x', '/post.html', 'tracking is ignored where no query is recorded'],
    ['sub.a.example/x', '/x', 'subdomains are hosts of their own'],
  ])('%s answers with %s: %s', (address, urlPath) => {
    expect(lookup(address)).toMatchObject({ type: 'page', page: { urlPath } });
  });

  test.each([
    ['a.example/folder', '/folder/', 'else /foo leads to /foo/'],
    ['a.example/folder?page=2', '/folder/?page=2', 'the query stays'],
    ['www.a.example/post.html', 'https://a.example/post.html', 'an alias'],
    ['www.a.example/post.html?x=1', 'https://a.example/post.html?x=1', 'an alias with a query'],
    ['portal.example/blog/post.html', 'https://a.example/post.html', 'an alias with a path'],
    ['portal.example/blog', 'https://a.example/', 'its root'],
    ['old.example/1.html', 'https://a.example/post.html', 'a single address that moved'],
  ])('%s leads to %s: %s', (address, location) => {
    expect(lookup(address)).toEqual({ type: 'redirect', location });
  });

  test.each([
    ['a.example/nothing', 'not recorded'],
    ['a.example/list.json?after=t3_zzz', 'a value that was not recorded must not repeat the first page'],
    ['portal.example/blogger', 'begins like the alias, but is another path'],
    ['same.example/', 'an alias of itself is no loop'],
    ['unknown.example/', 'no such host'],
    ['a.example/%E9%ZZ', 'escapes that are none'],
  ])('%s is missing: %s', (address) => {
    expect(lookup(address)).toEqual({ type: 'missing' });
  });
});

describe('the folder of a recorded web', () => {
  test('lists its sources without comments and white space', () => {
    expect(web.sources).toEqual(['https://a.example/', 'a.example/folder']);
  });

  test('knows its hosts, with aliases and former ones', () => {
    expect(web.hosts).toEqual(['a.example', 'old.example', 'portal.example', 'same.example', 'sub.a.example', 'www.a.example']);
  });

  test.each([
    ['../outside.html', 'outside the folder'],
    ['sites/absent.html', 'not there'],
  ])('refuses a manifest that names %s: %s', (file) => {
    const broken = writeWeb([]);
    writeFileSync(join(broken, 'manifest.jsonl'), JSON.stringify({ host: 'a.example', url_path: '/', file, content_type: 'text/html' }));
    expect(() => loadWeb(broken)).toThrow('a file that is in the folder');
  });
});

describe('a stub that sends its reader on', () => {
  test.each<[string, string | null, string]>([
    ['<meta http-equiv="refresh" content="0; url=https://b.example/x">', 'https://b.example/x', 'quoted'],
    ['<META HTTP-EQUIV=refresh CONTENT="0;URL=../x.html">', '../x.html', 'capitals, no space, relative'],
    ["<meta content='3; url=/x' http-equiv='refresh'>", '/x', 'other order'],
    ['<meta http-equiv="refresh" content="0; url=/x?a=1&amp;b=2">', '/x?a=1&b=2', 'an ampersand is written as an entity'],
    ['<meta http-equiv="refresh" content="300">', null, 'reloads itself'],
    ['<meta http-equiv="refresh" content="60; url=/x">', null, 'shows its page for a minute'],
    [`<meta http-equiv="refresh" content="0; url=/x">${'text '.repeat(1000)}`, null, 'too long for a stub'],
    ['<p>nothing</p>', null, 'no refresh'],
  ])('%s → %s: %s', (html, target) => {
    expect(findRefreshTarget('text/html', Buffer.from(html))).toBe(target);
  });

  test('is HTML', () => {
    expect(findRefreshTarget('application/xml', Buffer.from('<meta http-equiv="refresh" content="0; url=/x">'))).toBeNull();
  });
});

function lookup(address: string): WebAnswer {
  const slash = address.indexOf('/');
  return web.lookup(address.slice(0, slash), address.slice(slash));
}
