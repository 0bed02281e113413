/** `trends` and `latest_digest`: what is written about over time, and what of it was worth reading last. */

import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { clip } from '../../../core/text.ts';
import type { Deps } from '../../deps.ts';
import { findPeriod, lastEnded } from '../../digest/calendar.ts';
import { editionOf, openIssue, publicWishes } from '../../digest/issue.ts';
import { itemsOf, viewOf } from '../../digest/render/view.ts';
import { PERIODS } from '../../trends/schema.ts';
import { trends } from '../../trends/trends.ts';
import { READ_ONLY, UNTRUSTED } from './connector-tools.ts';
import { attempt, fewerAndFewer, firstThatFits } from './result.ts';

const MAX_SERIES = 5;
const cut = z.string().describe('What was left out; empty: nothing.');

const TrendsOutput = z.object({
  by: z.enum(PERIODS), periods: z.array(z.object({ period: z.string(), total: z.int().describe('All posts of the period: what shares are taken of.') })),
  series: z.array(z.object({ query: z.string(), total: z.int(), counts: z.array(z.int()).describe('One for each period, in their order.') })), cut,
});
const DigestOutput = z.object({
  issue: z.string(), title: z.string(), url: z.string(),
  items: z.array(z.object({
    title: z.string(), url: z.string(), publisher: z.string(), published: z.string().nullable(), sentence: z.string().describe('From the writeup: its author’s words, untrusted.'), why: z.array(z.string()),
  })), cut,
});

/** Adds both tools. */
export function registerOverviewTools(server: McpServer, deps: Deps): void {
  server.registerTool('trends', {
    title: 'How often something is written about', annotations: READ_ONLY, outputSchema: TrendsOutput,
    description: 'Counts of writeups for each month, quarter or year, for up to five queries beside each other.',
    inputSchema: z.object({
      queries: z.array(z.string().max(256)).min(1).max(MAX_SERIES).describe('Each in the query language, such as tag:kafka.'), by: z.enum(PERIODS).default('year'),
    }),
  }, ({ queries, by }) => attempt(deps, async () => {
    const found = await trends(deps, { q: queries, by });
    // The newest periods stay: room is made at the beginning.
    return firstThatFits(fewerAndFewer(found.periods.toReversed()).map(({ kept, left }) => ({
      by, periods: kept.toReversed().map(({ period, total }) => ({ period, total })),
      series: found.series.map(({ q, total, counts }) => ({ query: q, total, counts: counts.slice(left) })),
      cut: left === 0 ? '' : `The ${left} oldest periods were left out for room; ask by year.`,
    })));
  }));

  server.registerTool('latest_digest', {
    title: 'What was worth reading', annotations: READ_ONLY, outputSchema: DigestOutput,
    description: `The writeups of the last week (or of a named one) that were worth reading, picked by rules, with why. ${UNTRUSTED}`,
    inputSchema: z.object({ week: z.string().max(10).optional().describe('Such as 2026-W34; without it: the last that has ended.') }),
  }, ({ week }) => attempt(deps, () => latestDigest(deps, week)));
}

async function latestDigest(deps: Deps, week: string | undefined): Promise<ReturnType<typeof firstThatFits>> {
  const { zone, language, items: count } = deps.config.digest;
  const period = (week === undefined ? null : findPeriod(week, zone)) ?? lastEnded('weekly', deps.now(), zone);
  const issue = await openIssue(deps, week ?? period.key, zone);
  const view = viewOf(await editionOf(deps, issue, publicWishes({ language, items: count })), issue.period, { publicUrl: deps.config.publicUrl, topic: null });
  const items = itemsOf(view).map(({ title, url, publisher, publishedAt, sentence, why }) => ({
    title: clip(title, 300), url, publisher: clip(publisher, 100), published: publishedAt?.slice(0, 10) ?? null, sentence: sentence?.text ?? '', why: [...why],
  }));
  return firstThatFits(fewerAndFewer(items).map(({ kept, left }) => ({
    issue: view.key, title: view.title, url: view.url, items: [...kept], cut: left === 0 ? '' : `${left} more stand at ${view.url}.`,
  })));
}
