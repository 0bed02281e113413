/** `writeups inspect`: what the rules make of one page, and why. */

import { readFile } from 'node:fs/promises';
import type { Article } from '../../core/article.ts';
import { ExtractError, FetchError } from '../../core/errors.ts';
import { clip } from '../../core/text.ts';
import { inspectArticle, type Inspection } from '../../crawler/extract/inspect.ts';
import { decodeHtml } from '../../crawler/fetch/charset.ts';
import { parsePastedUrl } from '../../core/url.ts';
import { createCrawler } from '../system/crawler.ts';
import { openSystem } from '../system/open-system.ts';
import { printResult, text, UsageError, type Command, type Input } from './command.ts';

export const command: Command = {
  usage: ['inspect URL', 'inspect URL --file PAGE.html', 'inspect URL --explain'],
  options: {
    file: { type: 'string', meaning: 'FILE  read the page from a file instead of fetching it' },
    explain: { type: 'boolean', meaning: 'also name what was left out of the page, each part with its rule' },
  },
  run: async (input) => {
    const url = parsePastedUrl(input.positionals[0] ?? '');
    if (url === null || input.positionals.length > 1) throw new UsageError('Name one address.');
    try {
      const { html, headers } = await loadPage(input, url);
      const { article, contentSelector, removals } = inspectArticle({ url, html, headers }, new Date().toISOString());
      const isExplained = input.values['explain'] === true;
      printResult(input.values, isExplained ? { article, contentSelector, removals } : { article }, () => [
        ...describeArticle(article), ...(isExplained ? describeRemovals(contentSelector, removals) : [`${removals.length} parts of the page were left out: --explain names them`]), '', article.markdown,
      ]);
      return 0;
    } catch (error) {
      if (!(error instanceof FetchError || error instanceof ExtractError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
  },
};

function describeArticle(article: Article): string[] {
  const fields = Object.entries(article.provenance).map(([field, from]) => `${field}: ${JSON.stringify(article[field as keyof Article])} (${from})`);
  return [...fields, `quality: ${[article.quality.score.toFixed(2), ...article.quality.reasons].join('; ')}`];
}

function describeRemovals(contentSelector: string | null, removals: Inspection['removals']): string[] {
  return [`text: read from ${contentSelector ?? 'the whole page'}`, ...removals.map(({ step, reason, selector, text: words }) => `left out by ${step}: ${selector} (${reason}) ${JSON.stringify(clip(words, 80))}`)];
}

async function loadPage({ values, config }: Input, url: string): Promise<{ html: string; headers: Readonly<Record<string, string>> }> {
  const file = text(values, 'file');
  if (file !== null) {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    });
    return { html: decodeHtml(bytes, null).text, headers: {} };
  }
  const system = await openSystem(config);
  const crawler = await createCrawler(system, { transport: null, hostDelayMs: config.hostDelaySeconds * 1000, onEvent: () => {} });
  try {
    const fetched = await crawler.deps.fetch({ url, kind: 'page', validators: null });
    return { html: decodeHtml(fetched.body, fetched.headers['content-type'] ?? null).text, headers: fetched.headers };
  } finally {
    await crawler.close();
    await system.close();
  }
}
