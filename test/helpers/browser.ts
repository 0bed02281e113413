import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** A browser of this machine, by CHROMIUM_PATH or where systems put it; null where there is none. */
export const CHROMIUM: string | null = [process.env['CHROMIUM_PATH'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((path) => path !== '' && existsSync(path)) ?? null;

/** Appended to titles of tests that need it, so that a skip says why. */
export const NEEDS_CHROMIUM = CHROMIUM === null ? ' (skipped: no Chromium here; install chromium or set CHROMIUM_PATH)' : '';

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? '', args: QUIET });
}

export type Watched = { readonly page: Page; readonly troubles: string[] };

/** A page that writes down every dialog, error, and violation of the content security policy. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('dialog', (dialog) => { troubles.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error') troubles.push(`console: ${message.text()}`); });
  return { page, troubles };
}

/** Beside the checkout's own files, and not among what is committed. */
const PICTURES = process.env['SCREENSHOTS'] ?? new URL('../../screenshots', import.meta.url).pathname;

/** Keeps a picture of a state, for people to look at; SCREENSHOTS names another folder. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
