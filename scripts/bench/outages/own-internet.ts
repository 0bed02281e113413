/**
 * An internet of its own for a measurement: a network in which nothing else can be reached, with a name server and a farm of blogs at
 * public addresses. The real program crawls it as it would the world, with its guard in force and no hook. Linux alone can do this.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** How the name server behaves: answers, says that it failed, or says nothing. */
export type NamesManner = 'answer' | 'servfail' | 'silent';

export type OwnInternet = {
  /** Requests for anything but robots.txt, by address. */
  readonly asked: ReadonlyMap<string, number>;
  readonly behave: (manner: { readonly names?: NamesManner; readonly latencyMs?: number }) => void;
  readonly close: () => void;
};

const INSIDE = 'WRITEUPS_OWN_INTERNET';
/** Addresses that count as public and that nobody here has; with the route all of them are this machine's. */
const NETWORK = '11.0.0.0/8';

/**
 * Runs this program again in a network and a mount table of its own; its exit code, or null inside of it, where the work is to be
 * done. Where the machine does not allow that, it says so and gives 0.
 */
export function enterOwnInternet(file: string, args: readonly string[]): number | null {
  if (process.env[INSIDE] !== undefined) return null;
  const fence = ['--map-root-user', '--net', '--mount'];
  if (spawnSync('unshare', [...fence, 'ip', 'link', 'set', 'lo', 'up']).status !== 0) {
    console.log('– not measured: this machine does not allow a network of its own (unshare --map-root-user --net --mount, ip)');
    return 0;
  }
  return spawnSync('unshare', [...fence, process.execPath, file, ...args], { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } }).status ?? 1;
}

/** Brings up the network, its name server and its blogs; to be called inside. */
export async function openOwnInternet({ pages, latencyMs }: { readonly pages: number; readonly latencyMs: number }): Promise<OwnInternet> {
  const manner = { names: 'answer' as NamesManner, latencyMs };
  const asked = new Map<string, number>();
  run('ip', ['link', 'set', 'lo', 'up']);
  run('ip', ['route', 'add', 'local', NETWORK, 'dev', 'lo']);
  const folder = mkdtempSync(join(tmpdir(), 'writeups-names-'));
  writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
  run('mount', ['--bind', join(folder, 'resolv.conf'), '/etc/resolv.conf']);
  const names = createSocket('udp4');
  names.on('message', (question, from) => {
    if (manner.names !== 'silent') names.send(answerName(question, manner.names === 'servfail'), from.port, from.address);
  });
  const web = createServer(async (request, response) => {
    const url = `${request.headers.host ?? ''}${request.url ?? '/'}`;
    if (!url.endsWith('/robots.txt')) asked.set(url, (asked.get(url) ?? 0) + 1);
    await wait(manner.latencyMs);
    const [status, type, body] = answerPage(request.headers.host ?? '', request.url ?? '/', pages);
    // Who needs no name any more would not notice that there are none.
    const connection = manner.names === 'answer' ? 'keep-alive' : 'close';
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), connection }).end(body);
  });
  names.bind(53, '127.0.0.1');
  await new Promise<void>((resolve) => web.listen(80, '0.0.0.0', resolve));
  return {
    asked,
    behave: (change) => void Object.assign(manner, change),
    close: () => {
      names.close();
      web.closeAllConnections();
      web.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The address of the feed of the so-manieth blog. */
export function feedUrl(blog: number): string {
  return `http://h${blog}.example/feed.xml`;
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** A name server's answer: an address of ours for every name, none of the new kind (RFC 1035 §4.1). */
function answerName(question: Buffer, isFailure: boolean): Buffer {
  let end = 12;
  while ((question[end] ?? 0) !== 0) end += (question[end] ?? 0) + 1;
  const name = question.subarray(12, end + 1);
  const isAddress = question.readUInt16BE(end + 1) === 1;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(isFailure ? 0x81_82 : 0x81_80, 2);
  header.writeUInt16BE(isAddress && !isFailure ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const [second = 0, third = 0, fourth = 0] = createHash('sha1').update(name.toString('latin1').toLowerCase()).digest();
  // A pointer to the name in the question, type A, class IN, a minute to live, four bytes.
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 11, second, third, 1 + (fourth % 254)]);
  return Buffer.concat([header, question.subarray(12, end + 5), ...(isAddress && !isFailure ? [record] : [])]);
}

function answerPage(host: string, path: string, pages: number): readonly [number, string, string] {
  if (path === '/feed.xml') return [200, 'application/rss+xml', feedOf(host, pages)];
  const page = /^\/posts\/(\d+)$/u.exec(path)?.[1];
  return page === undefined ? [404, 'text/plain', 'There is no such page here.'] : [200, 'text/html; charset=utf-8', pageOf(host, page)];
}

function feedOf(host: string, pages: number): string {
  const items = Array.from({ length: pages }, (_, index) => `<item><title>Lesson ${index} of ${host}</title><link>http://${host}/posts/${index}</link><pubDate>Mon, 01 Jun 2026 08:00:00 GMT</pubDate></item>`);
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${host}</title><link>http://${host}/</link>${items.join('')}</channel></rss>`;
}

/** Words that differ from post to post, so that no two are copies. */
function pageOf(host: string, page: string): string {
  const word = (index: number): string => `w${createHash('sha1').update(`${host} ${page} ${index}`).digest('hex').slice(0, 6)}`;
  const paragraphs = Array.from({ length: 12 }, (_, index) => `<p>Lesson ${page}, part ${index}: at ${word(index)} the queue ${word(index + 50)} grew while ${word(index + 90)} waited for a lock that ${word(index + 130)} held.</p>`);
  return `<!doctype html><html lang="en"><head><title>Lesson ${page} of ${host}</title></head><body><article><h1>Lesson ${page} of ${host}</h1>${paragraphs.join('\n')}</article></body></html>`;
}
