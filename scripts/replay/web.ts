/** A recorded web: which address holds which bytes, and what a static host makes of an address that was not recorded as such. */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/** One recorded response. */
export type RecordedPage = {
  readonly host: string;
  /** Path and query as the manifest has them. */
  readonly urlPath: string;
  /** Absolute path of the file with its bytes. */
  readonly file: string;
  readonly contentType: string;
  readonly modifiedAt: string;
};

/** What an address answers. `location` may be relative to the address that was asked. */
export type WebAnswer =
  | { readonly type: 'page'; readonly page: RecordedPage }
  | { readonly type: 'redirect'; readonly location: string }
  | { readonly type: 'missing' };

export type RecordedWeb = {
  /** The addresses to add, as a person would paste them. */
  readonly sources: readonly string[];
  /** Every host that answers, aliases too, sorted. */
  readonly hosts: readonly string[];
  /** Every recorded page, in the manifest's order. */
  readonly pages: readonly RecordedPage[];
  lookup(host: string, pathAndQuery: string): WebAnswer;
};

type HostRules = { readonly aliases: ReadonlyMap<string, string>; readonly redirects: ReadonlyMap<string, string> };
/** The recordings of one path, which may differ by query. */
type PathPages = { readonly parameterNames: ReadonlySet<string>; readonly byQuery: ReadonlyMap<string, RecordedPage> };
type PageIndex = ReadonlyMap<string, ReadonlyMap<string, PathPages>>;

/** For recordings without a date: after the last recorded post, so that no page is older than what it says. */
const UNDATED_MODIFIED_AT = '2026-08-01T00:00:00.000Z';
/** Stub pages are a few hundred bytes; a longer page with a refresh in it is an article about refreshes. */
const STUB_MAX_BYTES = 4096;
const REFRESH_META = /<meta\s[^<>]*http-equiv=["']?refresh["']?[^<>]*>/iu;
const REFRESH_TARGET = /content=["']?\s*[0-5]\s*;\s*url=['"]?([^"'<>\s]+)/iu;

/**
 * The recorded web in a folder: `manifest.jsonl` and the files it names, `sources.txt` and `hosts.json` if there are any.
 * @throws Error where there is no manifest, a line of it cannot be read, or it names a file that is not in the folder.
 */
export function loadWeb(dir: string): RecordedWeb {
  const pages = readManifest(dir);
  const index = indexPages(pages);
  const rules = readHostRules(dir);
  const aliasHosts = [...rules.aliases.keys(), ...rules.redirects.keys()].map((key) => splitAddress(key)[0]);
  return {
    sources: readSources(dir),
    hosts: [...new Set([...index.keys(), ...aliasHosts])].sort(),
    pages,
    lookup: (host, pathAndQuery) => lookup(index, rules, host.toLowerCase(), pathAndQuery),
  };
}

/** Where a stub page sends its reader at once (`<meta http-equiv=refresh>`), or null where the page is no stub. */
export function findRefreshTarget(contentType: string, body: Buffer): string | null {
  if (!contentType.startsWith('text/html') || body.length > STUB_MAX_BYTES) return null;
  const meta = REFRESH_META.exec(body.toString('utf8'))?.[0];
  return (meta === undefined ? null : REFRESH_TARGET.exec(meta)?.[1]?.replaceAll('&amp;', '&')) ?? null;
}

function lookup(index: PageIndex, rules: HostRules, host: string, pathAndQuery: string): WebAnswer {
  const [path, query] = splitQuery(pathAndQuery);
  const moved = findMoved(rules, host, path);
  if (moved !== null) return { type: 'redirect', location: query === '' ? moved : `${moved}?${query}` };
  const paths = index.get(host);
  if (paths === undefined) return { type: 'missing' };
  const collapsed = path.replace(/\/{2,}/gu, '/');
  for (const candidate of [path, collapsed, ...indexTwins(collapsed), `${collapsed}.html`]) {
    const page = findPage(paths, candidate, query);
    if (page !== null) return { type: 'page', page };
  }
  if (collapsed.endsWith('/') || !paths.has(pathKey(`${collapsed}/`))) return { type: 'missing' };
  return { type: 'redirect', location: query === '' ? `${collapsed}/` : `${collapsed}/?${query}` };
}

/** `/x/` and `/x/index.html` are one file on a static host. */
function indexTwins(path: string): string[] {
  if (path.endsWith('/index.html')) return [path.slice(0, -'index.html'.length)];
  return path.endsWith('/') ? [`${path}index.html`] : [];
}

/** Parameters that the recording never varies (tracking, cache busters) are ignored, as static hosts do; the others must fit exactly. */
function findPage(paths: ReadonlyMap<string, PathPages>, path: string, query: string): RecordedPage | null {
  const recorded = paths.get(pathKey(path));
  return recorded?.byQuery.get(queryKey(query, recorded.parameterNames)) ?? null;
}

/** An alias answers with a redirect to the host that it stands for, as static hosts do for their second names. */
function findMoved(rules: HostRules, host: string, path: string): string | null {
  const redirect = rules.redirects.get(host + path);
  if (redirect !== undefined) return redirect;
  for (const [alias, target] of rules.aliases) {
    const [aliasHost, aliasPath] = splitAddress(alias);
    if (aliasHost !== host || alias === target) continue;
    if (path === aliasPath || path.startsWith(`${aliasPath}/`)) return `https://${target}${path.slice(aliasPath.length) || '/'}`;
  }
  return null;
}

function indexPages(pages: readonly RecordedPage[]): PageIndex {
  const grouped = new Map<string, Map<string, RecordedPage[]>>();
  for (const page of pages) {
    const paths = grouped.get(page.host) ?? new Map<string, RecordedPage[]>();
    grouped.set(page.host, paths);
    const key = pathKey(splitQuery(page.urlPath)[0]);
    paths.set(key, [...(paths.get(key) ?? []), page]);
  }
  return new Map([...grouped].map(([host, paths]) => [host, new Map([...paths].map(([key, group]) => [key, indexPath(group)]))]));
}

function indexPath(pages: readonly RecordedPage[]): PathPages {
  const queries = pages.map((page) => splitQuery(page.urlPath)[1]);
  const parameterNames = new Set(queries.flatMap((query) => [...new URLSearchParams(query).keys()]));
  return { parameterNames, byQuery: new Map(pages.map((page, at) => [queryKey(queries[at] ?? '', parameterNames), page])) };
}

function queryKey(query: string, names: ReadonlySet<string>): string {
  const kept = [...new URLSearchParams(query)].filter(([name]) => names.has(name));
  return new URLSearchParams(kept.sort(([left], [right]) => (left < right ? -1 : 1))).toString();
}

/** Paths are compared decoded: `%E5%BC%80`, `%e5%bc%80` and the characters themselves name one file. */
function pathKey(path: string): string {
  try {
    return decodeURI(path).normalize('NFC');
  } catch {
    return path; // Not UTF-8 when decoded: only the very same escapes can match.
  }
}

function splitQuery(pathAndQuery: string): [path: string, query: string] {
  const at = pathAndQuery.indexOf('?');
  return at < 0 ? [pathAndQuery, ''] : [pathAndQuery.slice(0, at), pathAndQuery.slice(at + 1)];
}

function splitAddress(address: string): [host: string, path: string] {
  const at = address.indexOf('/');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)];
}

function readManifest(dir: string): RecordedPage[] {
  const root = resolve(dir);
  const commitDates = readCommitDates(dir);
  return readLines(join(dir, 'manifest.jsonl')).map((line) => {
    const row = JSON.parse(line) as Readonly<Record<string, string>>;
    const { host, url_path: urlPath, content_type: contentType } = row;
    const file = resolve(root, row.file ?? '');
    if (host === undefined || urlPath === undefined || contentType === undefined || !file.startsWith(root + sep) || !existsSync(file)) {
      throw new Error(`manifest.jsonl: each line needs host, url_path, content_type and a file that is in the folder, but one reads ${line}`);
    }
    return { host, urlPath, file, contentType, modifiedAt: row.date ?? commitDates.get(row.origin_commit ?? '') ?? UNDATED_MODIFIED_AT };
  });
}

/** Commits have no dates in the manifest, but those of the recorded older versions are known. */
function readCommitDates(dir: string): Map<string, string> {
  const file = join(dir, 'history.jsonl');
  if (!existsSync(file)) return new Map();
  const rows = readLines(file).map((line) => JSON.parse(line) as { readonly commit: string; readonly date: string });
  return new Map(rows.map((row) => [row.commit, row.date]));
}

function readHostRules(dir: string): HostRules {
  const file = join(dir, 'hosts.json');
  const rules = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>) : {};
  return { aliases: new Map(Object.entries(rules.aliases ?? {})), redirects: new Map(Object.entries(rules.redirects ?? {})) };
}

function readSources(dir: string): string[] {
  const file = join(dir, 'sources.txt');
  return existsSync(file) ? readLines(file).filter((line) => !line.startsWith('#')) : [];
}

function readLines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line !== '');
}
