/** `writeups search`: the same query language as everywhere. */

import { IndexError, RequestError } from '../../core/errors.ts';
import { search } from '../../api/search/search.ts';
import { SearchQuery } from '../../api/search/schema.ts';
import { openSystem } from '../system/open-system.ts';
import { apiDeps } from '../system/api-deps.ts';
import { printResult, text, UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: ['search "QUERY"', 'search "exactly-once kafka after:2019 tag:flink" --sort newest'],
  options: {
    sort: { type: 'string', meaning: 'NAME  relevance, newest or oldest' },
    page: { type: 'string', meaning: 'N  page, from 1' },
    'per-page': { type: 'string', meaning: 'N  hits a page, 1–100 (default 10)' },
  },
  run: async ({ values, positionals, config }) => {
    if (positionals.length === 0) throw new UsageError('Say what to search for.');
    const parsed = SearchQuery.safeParse({
      q: positionals.join(' '), page: text(values, 'page') ?? '1', perPage: text(values, 'per-page') ?? '10',
      ...(text(values, 'sort') === null ? {} : { sort: text(values, 'sort') }),
    });
    if (!parsed.success) throw new UsageError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
    const system = await openSystem(config);
    try {
      await system.sync();
      const result = await search(apiDeps(system), parsed.data);
      printResult(values, result, () => toLines(result));
      return 0;
    } catch (error) {
      if (!(error instanceof RequestError || error instanceof IndexError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return error instanceof RequestError ? 2 : 1;
    } finally {
      await system.close();
    }
  },
};

function toLines(result: Awaited<ReturnType<typeof search>>): string[] {
  const { query } = result;
  return [
    ...query.corrected.map(({ from, to }) => `corrected: ${from} → ${to}`),
    ...(query.dropped.length === 0 ? [] : [`without: ${query.dropped.join(' ')} (${query.totalWithAllWords} posts hold all words)`]),
    ...query.ignored.map(({ text: ignored, reason }) => `ignored: ${ignored} (${reason})`),
    ...query.problems.map(({ message }) => message),
    ...result.hits.flatMap((hit) => [
      '', hit.title, hit.url,
      `  ${hit.publisher} · ${hit.publishedAt?.slice(0, 10) ?? 'undated'} · ${hit.kind}${hit.tags.length === 0 ? '' : ` · ${hit.tags.join(', ')}`}`, `  ${hit.snippet.replace(/\s+/gu, ' ')}`,
    ]),
    '', `${result.total} posts, ${result.tookMs} ms (${result.engine})`,
  ];
}
