/** What cannot be started here is at least read: every setting, role, measure and package that it names exists. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../core/config.ts';
import { createMetrics } from '../scripts/system/metrics.ts';
import { memoryEngine } from './helpers/memory-engine.ts';
import { ROOT } from './helpers/source-files.ts';
import { NOW, openTestStore } from './helpers/store.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const SETTING_NAMES = new Set(SETTINGS.map(({ name }) => name));
const ROLES = new Set(['api', 'crawler', 'sync', 'scheduler']);

type Service = { readonly image?: string; readonly build?: string; readonly command?: readonly string[]; readonly environment?: Readonly<Record<string, string>>; readonly volumes?: readonly string[]; readonly depends_on?: unknown };
type Compose = { readonly services: Readonly<Record<string, Service>>; readonly volumes: Readonly<Record<string, unknown>> };
const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const own = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

describe('compose.yaml', () => {
  test('two API nodes, two crawlers, sync and scheduler, PostgreSQL, two replicas and a proxy', () => {
    const roles = own.flatMap(([, { command }]) => command?.[2]?.split(',') ?? []);
    expect(roles.every((role) => ROLES.has(role))).toBe(true);
    for (const [role, count] of [['api', 2], ['crawler', 2], ['sync', 1], ['scheduler', 1]] as const) expect(roles.filter((each) => each === role)).toHaveLength(count);
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['postgres', 'meilisearch-1', 'meilisearch-2', 'proxy']));
  });

  test.each(own)('%s uses settings that exist, on services and volumes that exist', (_name, service) => {
    expect(Object.keys(service.environment ?? {}).filter((name) => !SETTING_NAMES.has(name))).toEqual([]);
    for (const volume of service.volumes ?? []) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    for (const [, host] of Object.values(service.environment ?? {}).join(' ').matchAll(/(?:@|http:\/\/)((?:postgres|meilisearch)[\w-]*):/gu)) expect(Object.keys(compose.services)).toContain(host);
  });
});

test('the Dockerfile copies every folder of the program, runs as nobody special, and uses settings that exist', () => {
  const dockerfile = read('Dockerfile');
  for (const folder of ['core', 'crawler', 'store', 'index-config', 'api', 'scripts']) expect(dockerfile).toContain(`COPY ${folder} ./${folder}`);
  const env = [...dockerfile.matchAll(/^ENV (.*)$/gmu)].flatMap(([, line]) => (line ?? '').split(' ').map((pair) => pair.split('=')[0] ?? ''));
  expect(env.filter((name) => name !== 'NODE_ENV' && !SETTING_NAMES.has(name))).toEqual([]);
  expect(dockerfile).toMatch(/^USER node$/mu);
  expect(dockerfile).toMatch(/^HEALTHCHECK /mu);
});

describe('what is measured', async () => {
  const store = await openTestStore();
  const metrics = createMetrics({ store, now: () => NOW, engine: memoryEngine(), fed: [memoryEngine()] }, { roles: 'api', version: '0' });
  const exposed = new Set([...(await metrics.text()).matchAll(/^# TYPE (\w+) (\w+)$/gmu)].flatMap(([, name = '', type]) => (type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name])));
  metrics.stop();
  await store.close();
  /** Names before a brace, a bracket or an operator that are no functions or labels of the query language. */
  const namesIn = (expression: string): string[] => [...expression.replaceAll(/"[^"]*"|(?:by|without)\s*\([^)]*\)/gu, '').matchAll(/\b([a-z_]+_[a-z0-9_]+|sources|up)\b(?!\s*\()/gu)].map(([, name = '']) => name).filter((name) => name !== 'up');

  test('alerts ask for measures that exist', () => {
    const { groups } = parse(read('deploy/alerts.yaml')) as { readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: { readonly summary: string } }[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThanOrEqual(6);
    for (const { expr, annotations } of rules) {
      expect(namesIn(expr).filter((name) => !exposed.has(name))).toEqual([]);
      expect(annotations.summary).not.toBe('');
    }
  });

  test('the dashboard asks for measures that exist', () => {
    const { panels } = JSON.parse(read('deploy/grafana-dashboard.json')) as { readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[] };
    for (const { targets } of panels) for (const { expr } of targets) expect(namesIn(expr).filter((name) => !exposed.has(name))).toEqual([]);
  });

  test('Prometheus asks every process of compose.yaml', () => {
    const { scrape_configs: [job] } = parse(read('deploy/prometheus.yaml')) as { readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[] };
    expect(job?.static_configs[0]?.targets.map((target) => target.split(':')[0]).sort()).toEqual(own.map(([name]) => name).sort());
  });
});

/** Below these versions lie holes that are known (R66). */
const LEAST: readonly (readonly [string, string, string])[] = [
  ['undici', '7.18.2', 'CVE-2026-22036: endless chain of content encodings'],
  ['koa', '3.1.2', 'CVE-2026-27959: host name taken from a header'],
  ['nodemailer', '9.1.1', 'CVE-2025-14874 and misrouted addresses'],
  ['fast-xml-parser', '5.7.0', 'CVE-2026-26278, CVE-2026-33036: entities'],
  ['sanitize-html', '2.17.4', 'CVE-2026-44990: xmp'],
  ['@modelcontextprotocol/sdk', '1.26.0', 'CVE-2025-66414, CVE-2026-0621'],
];

test.each(LEAST)('%s is at least %s where it is installed (%s)', (name, least) => {
  const manifest = join(ROOT, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return;
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  const [is, must] = [version, least].map((text) => text.split('.').map((part) => Number.parseInt(part, 10))) as [number[], number[]];
  const at = is.findIndex((part, index) => part !== must[index]);
  expect(at === -1 || (is[at] ?? 0) > (must[at] ?? 0), `${name} ${version}`).toBe(true);
});
