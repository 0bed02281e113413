/** `writeups digest`: what an issue holds, trying it out, and what became of its mails. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RequestError } from '../../core/errors.ts';
import { editionOf, openIssue, publicWishes, type OpenIssue } from '../../api/digest/issue.ts';
import { lastEnded } from '../../api/digest/calendar.ts';
import { renderMail } from '../../api/digest/render/mail.ts';
import { renderText } from '../../api/digest/render/text.ts';
import { viewOf } from '../../api/digest/render/view.ts';
import type { Edition, Wishes } from '../../api/digest/select/pick.ts';
import { topicSlug } from '../../api/query/topics.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { printResult, text, UsageError, type Command, type Values } from './command.ts';

type Action = (system: System, values: Values, args: readonly string[]) => Promise<number>;
const ACTIONS: Readonly<Record<string, Action>> = { preview };

export const command: Command = {
  summary: 'the weekly digest: preview it, send it, see what became of its mails',
  usage: ['digest preview [--week 2026-W34] [--topic NAME] [--why]'],
  options: {
    week: { type: 'string', meaning: 'KEY  which issue: 2026-W34, 2026-08-24 or 2026-08 (default: the last week that has ended)' },
    topic: { type: 'string', meaning: 'NAME  only this topic' },
    why: { type: 'boolean', meaning: 'say of each writeup why it is in' },
  },
  run: async ({ values, positionals, config }) => {
    const [name = '', ...args] = positionals;
    const action = ACTIONS[name];
    if (action === undefined) throw new UsageError(`Say ${Object.keys(ACTIONS).join(', ')}.`);
    const system = await openSystem(config);
    try {
      return await action(system, values, args);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 1;
    } finally {
      await system.close();
    }
  },
};

async function preview(system: System, values: Values): Promise<number> {
  const { issue, edition, topic } = await chosenEdition(system, values);
  const { config } = system;
  const view = viewOf(edition, issue.period, { publicUrl: config.publicUrl, topic });
  const folder = resolve(config.dataDir, 'mail');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `preview-${issue.period.key}.html`);
  writeFileSync(path, renderMail(view, { preferencesUrl: `${config.publicUrl}/digest`, unsubscribeUrl: `${config.publicUrl}/digest`, note: config.mail.footer }));
  printResult(values, { key: issue.period.key, isFrozen: issue.isFrozen, candidates: issue.pool.news.length, ...edition, htmlFile: path }, () => [
    renderText(view, null), ...values['why'] === true ? whyLines(edition) : [], `${issue.pool.news.length} candidates; ${issue.isFrozen ? 'frozen' : 'not frozen yet'}. As a mail: ${pathToFileURL(path)}`,
  ]);
  return 0;
}

function whyLines({ items, secondLook }: Edition): string[] {
  return [...items, ...secondLook === null ? [] : [secondLook]].flatMap(({ candidate, score, reasons }) => [
    `${score.toFixed(2)}  ${candidate.title} (${candidate.publisher}; ${candidate.news})`,
    ...reasons.map(({ text: words, points }) => `      ${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(2)}  ${words}`),
  ]);
}

async function chosenEdition(system: System, values: Values): Promise<{ issue: OpenIssue; edition: Edition; topic: string | null }> {
  const { digest } = system.config;
  const key = text(values, 'week') ?? lastEnded('weekly', system.now(), digest.zone).key;
  const issue = await openIssue(system, key, digest.zone);
  const topicText = text(values, 'topic');
  const topic = topicText === null ? null : topicSlug(topicText);
  const wishes: Wishes = { ...publicWishes(digest), topics: topic === null ? [] : [topic] };
  return { issue, edition: await editionOf(system, issue, wishes), topic };
}
