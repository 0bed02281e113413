/** `writeups digest`: what an issue holds, trying it out, and what became of its mails. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { takeReturned } from '../../api/digest/bounces.ts';
import { lastEnded } from '../../api/digest/calendar.ts';
import { editionOf, openIssue, publicWishes, type OpenIssue } from '../../api/digest/issue.ts';
import { parseAddress } from '../../api/digest/mail/address.ts';
import { createMailer } from '../../api/digest/mail/mailer.ts';
import { renderMail, subjectOf } from '../../api/digest/render/mail.ts';
import { renderText } from '../../api/digest/render/text.ts';
import { viewOf, type IssueView } from '../../api/digest/render/view.ts';
import type { Edition, Wishes } from '../../api/digest/select/pick.ts';
import { createDigest } from '../../api/digest/tick.ts';
import { topicSlug } from '../../api/query/topics.ts';
import { RequestError } from '../../core/errors.ts';
import { countDeliveries, DELIVERY_STATES, listDeliveries, requeueUnknown } from '../../store/deliveries.ts';
import { listIssues } from '../../store/issues.ts';
import { countSubscribers } from '../../store/subscribers.ts';
import { liftSuppression } from '../../store/suppressions.ts';
import { apiDeps } from '../system/api-deps.ts';
import { openSystem, type System } from '../system/open-system.ts';
import { printResult, text, UsageError, type Command, type Values } from './command.ts';

type Action = (system: System, values: Values, args: readonly string[]) => Promise<number>;
const ACTIONS: Readonly<Record<string, Action>> = { preview, send, deliveries, resend, returned, allow };

const LISTED = 50;

export const command: Command = {
  usage: [
    'digest preview [--week 2026-W34] [--topic NAME] [--why]', 'digest send --to ADDRESS [--week 2026-W34] [--topic NAME]', 'digest send',
    'digest deliveries [--week 2026-W34]', 'digest resend --week 2026-W34', 'digest returned < MAIL.eml', 'digest allow ADDRESS',
  ],
  options: {
    week: { type: 'string', meaning: 'KEY  which issue: 2026-W34, 2026-08-24 or 2026-08 (default: the last week that has ended)' },
    topic: { type: 'string', meaning: 'NAME  only this topic' },
    why: { type: 'boolean', meaning: 'say of each writeup why it is in' },
    to: { type: 'string', meaning: 'ADDRESS  send one copy there and nowhere else; without it, send what is due to subscribers now' },
  },
  run: async ({ values, positionals, config }) => {
    const [name = '', ...args] = positionals;
    const action = ACTIONS[name];
    if (action === undefined) throw new UsageError(`Say ${Object.keys(ACTIONS).join(', ')}.`);
    if (name !== 'allow' && args.length > 0) throw new UsageError(`\`digest ${name}\` takes no arguments.`);
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
  const { issue, edition, view } = await chosen(system, values);
  const folder = resolve(system.config.dataDir, 'mail');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `preview-${issue.period.key}.html`);
  writeFileSync(path, renderMail(view, trialLinks(system)));
  printResult(values, { key: issue.period.key, isFrozen: issue.isFrozen, candidates: issue.pool.news.length, ...edition, htmlFile: path }, () => [
    renderText(view, null), ...values['why'] === true ? whyLines(edition) : [],
    `${issue.pool.news.length} candidates; ${issue.isFrozen ? 'frozen' : 'not frozen yet'}. As a mail, for a browser: ${pathToFileURL(path)}`,
  ]);
  return 0;
}

async function send(system: System, values: Values): Promise<number> {
  const to = text(values, 'to');
  return to === null ? sendDue(system, values) : sendTrial(system, values, to);
}

/** One copy to one address, whoever subscribes; it is no delivery and can be repeated. */
async function sendTrial(system: System, values: Values, to: string): Promise<number> {
  const parsed = parseAddress(to);
  if ('problem' in parsed) throw new UsageError(`--to ${parsed.problem}.`);
  const { view } = await chosen(system, values);
  const mailer = createMailer(system.config.mail, { dataDir: system.config.dataDir, now: system.now });
  const links = trialLinks(system);
  const outcome = await mailer.send({
    to: parsed.address, subject: subjectOf(view), html: renderMail(view, links), text: renderText(view, links), messageId: `trial.${Date.parse(system.now())}.${view.key}@${parsed.address.split('@')[1]}`,
    bounceToken: null, unsubscribeUrl: links.unsubscribeUrl, listId: null,
  });
  await mailer.close();
  printResult(values, { to: parsed.address, ...outcome }, () => [`${outcome.state}: ${outcome.message} (by ${mailer.name})`]);
  return outcome.state === 'sent' ? 0 : 1;
}

/** What the scheduler does every minute, once and now. */
async function sendDue(system: System, values: Values): Promise<number> {
  if (text(values, 'week') !== null || text(values, 'topic') !== null) throw new UsageError('Without --to everything that is due is sent; --week and --topic are for trying out.');
  const deps = apiDeps(system);
  const done = await createDigest(deps).tick(() => false);
  await deps.mailer.close();
  printResult(values, done, () => [done.delivered === null ? 'Another process is at it.'
    : `Frozen: ${done.frozen.join(', ') || 'nothing new'}. Queued for ${done.queued} subscribers. Sent ${done.delivered.sent}, failed ${done.delivered.failed}, unknown ${done.delivered.unknown}.`]);
  return done.delivered !== null && done.delivered.failed === 0 ? 0 : 1;
}

async function deliveries(system: System, values: Values): Promise<number> {
  const { db } = system.store;
  const week = text(values, 'week');
  const issues = week === null ? (await listIssues(db, { cadence: 'weekly', before: null, limit: 10 })).map(({ key }) => key) : [week];
  const rows = await Promise.all(issues.map(async (key) => ({ issue: key, counts: await countDeliveries(db, key), troubled: await listDeliveries(db, key, { states: ['unknown', 'bounced'], after: '', limit: LISTED }) })));
  const subscribers = await countSubscribers(db);
  printResult(values, { subscribers, issues: rows }, () => [
    `${subscribers.active} subscribers, ${subscribers.pending} not confirmed, ${subscribers.unsubscribed} left`,
    ...rows.flatMap(({ issue, counts, troubled }) => [
      `${issue}  ${DELIVERY_STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`).join(', ') || 'no mails'}`,
      ...troubled.map(({ subscriberId, domain, state, message }) => `    ${state.padEnd(8)} ${subscriberId} at ${domain}: ${message ?? ''}`),
    ]),
    ...rows.length === 0 ? ['No issue is frozen yet.'] : [],
  ]);
  return 0;
}

/** Unknown mails again, which some may then get twice: only an operator may say so. */
async function resend(system: System, values: Values): Promise<number> {
  const week = text(values, 'week');
  if (week === null) throw new UsageError('Name the issue with --week. Its unknown mails are sent again, and who got one gets a second.');
  const count = await requeueUnknown(system.store.db, week, system.now());
  printResult(values, { issue: week, requeued: count }, () => [`${count} unknown mails of ${week} will be sent again.`]);
  return 0;
}

async function returned(system: System, values: Values): Promise<number> {
  const verdict = await takeReturned(system, await readAll(process.stdin));
  printResult(values, verdict, () => [`${verdict.kind}: ${verdict.message}`]);
  return verdict.kind === 'none' ? 1 : 0;
}

async function allow(system: System, values: Values, [address, ...surplus]: readonly string[]): Promise<number> {
  if (address === undefined || surplus.length > 0) throw new UsageError('Name the address that may be mailed again.');
  const isLifted = await liftSuppression(system.store.db, address);
  printResult(values, { address, allowed: isLifted }, () => [isLifted ? `${address} may be mailed again.` : `${address} was not kept from mail.`]);
  return isLifted ? 0 : 1;
}

function trialLinks({ config }: System): { readonly preferencesUrl: string; readonly unsubscribeUrl: string; readonly note: string | null } {
  return { preferencesUrl: `${config.publicUrl}/digest`, unsubscribeUrl: `${config.publicUrl}/digest`, note: config.mail.footer };
}

function whyLines({ items, secondLook }: Edition): string[] {
  return [...items, ...secondLook === null ? [] : [secondLook]].flatMap(({ candidate, score, reasons }) => [
    `${score.toFixed(2)}  ${candidate.title} (${candidate.publisher}; ${candidate.news})`,
    ...reasons.map(({ text: words, points }) => `      ${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(2)}  ${words}`),
  ]);
}

async function chosen(system: System, values: Values): Promise<{ readonly issue: OpenIssue; readonly edition: Edition; readonly view: IssueView }> {
  const { digest, publicUrl } = system.config;
  const key = text(values, 'week') ?? lastEnded('weekly', system.now(), digest.zone).key;
  const issue = await openIssue(system, key, digest.zone);
  const topicText = text(values, 'topic');
  const topic = topicText === null ? null : topicSlug(topicText);
  const wishes: Wishes = { ...publicWishes(digest), topics: topic === null ? [] : [topic] };
  const edition = await editionOf(system, issue, wishes);
  return { issue, edition, view: viewOf(edition, issue.period, { publicUrl, topic }) };
}
