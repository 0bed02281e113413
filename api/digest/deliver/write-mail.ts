/** The mail of one claim: rendered once for each edition, with each reader's own links put in. */

import { createHash } from 'node:crypto';
import { findEdition } from '../../../store/issues.ts';
import type { Claim } from '../../../store/deliveries.ts';
import type { Deps } from '../../deps.ts';
import { findPeriod } from '../calendar.ts';
import { addressOf } from '../mail/compose.ts';
import type { Mail } from '../mail/mail.ts';
import { renderMail, subjectOf } from '../render/mail.ts';
import { renderText } from '../render/text.ts';
import { viewOf } from '../render/view.ts';
import type { Edition, Wishes } from '../select/pick.ts';
import { linksOf, openSigner, type LinkSigner } from '../subscribers/links.ts';

export type MailWriter = { write(claim: Claim): Promise<Mail> };

/** What all readers of an edition share; the tokens stand where their own links go. */
type Template = { readonly subject: string; readonly html: string; readonly text: string };

/** Stands for the token until a reader's own is put there; no text from outside can hold it, since it is made anew for each process. */
const PLACE = `token-${createHash('sha256').update(`${process.pid} ${performance.timeOrigin} ${Math.random()}`).digest('hex').slice(0, 32)}`;
/** About 60 KB each. */
const MAX_TEMPLATES = 200;

/** A writer of mails. Keep it: it remembers editions. */
export function createMailWriter({ store, config }: Pick<Deps, 'store' | 'config'>): MailWriter {
  const templates = new Map<string, Promise<Template>>();
  let signer: Promise<LinkSigner> | null = null;
  const domain = addressOf(config.mail.from).split('@')[1] ?? 'localhost';
  const templateOf = (issueKey: string, editionKey: string): Promise<Template> => {
    const name = `${issueKey} ${editionKey}`;
    const known = templates.get(name);
    if (known !== undefined) return known;
    if (templates.size >= MAX_TEMPLATES) templates.clear();
    const made = makeTemplate({ store, config }, issueKey, editionKey);
    templates.set(name, made);
    // One that failed is made anew the next time.
    made.catch(() => templates.delete(name));
    return made;
  };
  return {
    async write({ delivery: { issueKey, editionKey, subscriberId }, subscriber }) {
      const { subject, html, text } = await templateOf(issueKey, editionKey);
      const signed = await (signer ??= openSigner(store.db));
      const token = signed.token(subscriber);
      return {
        to: subscriber.address, subject, html: html.replaceAll(PLACE, token), text: text.replaceAll(PLACE, token),
        messageId: `${issueKey}.${subscriberId}@${domain}`, bounceToken: signed.bounceToken(subscriberId, issueKey),
        unsubscribeUrl: linksOf(config.publicUrl, token).unsubscribeUrl, listId: `digest.${domain}`,
      };
    },
  };
}

async function makeTemplate({ store, config }: Pick<Deps, 'store' | 'config'>, issueKey: string, editionKey: string): Promise<Template> {
  const stored = await findEdition(store.db, issueKey, editionKey);
  const row = await store.db.selectFrom('issues').select('zone').where('key', '=', issueKey).executeTakeFirst();
  const period = row === undefined ? null : findPeriod(issueKey, row.zone);
  if (stored === null || period === null) throw new Error(`the edition ${editionKey} of ${issueKey} is not frozen`);
  const { topics } = JSON.parse(stored.wishes) as Wishes;
  const topic = topics.length === 1 ? topics[0] ?? null : null;
  const view = viewOf(JSON.parse(stored.items) as Edition, period, { publicUrl: config.publicUrl, topic });
  const links = { ...linksOf(config.publicUrl, PLACE), note: config.mail.footer };
  return { subject: subjectOf(view), html: renderMail(view, links), text: renderText(view, links) };
}
