import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The folder of the project. */
export const ROOT = new URL('../..', import.meta.url).pathname;

const SOURCE_FOLDERS = ['core', 'crawler', 'store', 'index-config', 'api', 'scripts'];

export type SourceFile = { readonly path: string; readonly text: string };

/** Every TypeScript file of the program itself, with its path from the project's folder. */
export function sourceFiles(): SourceFile[] {
  return SOURCE_FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a file imports: project files by their path from the project's folder, packages by name. */
export function importsOf(file: SourceFile): { readonly specifier: string; readonly target: string }[] {
  const found = file.text.matchAll(/^(?:import|export)\b[^;'"]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gmu);
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '').map((specifier) => ({
    specifier,
    target: specifier.startsWith('.') ? relative(ROOT, join(ROOT, file.path, '..', specifier)) : packageOf(specifier),
  }));
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0] ?? specifier;
}
