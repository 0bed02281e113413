/** The mail that asks whether somebody really wants the digest. Pure. */

import { html } from '../../page/html.ts';
import { mailPage } from './mail-page.ts';
import { STYLES } from './mail-styles.ts';

const BUTTON = 'display:inline-block;margin:0 0 18px;padding:12px 20px;border-radius:8px;background:#0b62c4;color:#ffffff;font-size:16px;line-height:22px;font-weight:600;text-decoration:none;';

/** Its parts; `note` is the installation's own line. */
export function renderConfirmation(confirmUrl: string, note: string | null): { readonly subject: string; readonly html: string; readonly text: string } {
  const subject = 'Confirm your Writeups digest';
  const body = mailPage(subject, html`<h1 class="ink" style="${STYLES.h1}">One click, and it comes</h1>
<p class="ink" style="${STYLES.sentence}">Somebody, most likely you, asked for the Writeups digest at this address.</p>
<p><a href="${confirmUrl}" style="${BUTTON}">Confirm the subscription</a></p>
<p class="soft" style="${STYLES.further}">The link works for 48 hours. If it was not you, do nothing: you will get no further mail.</p>
${note === null ? null : html`<p class="soft" style="${STYLES.further}">${note}</p>`}
`);
  const text = ['Somebody, most likely you, asked for the Writeups digest at this address.', `Confirm it here:\n${confirmUrl}`,
    'The link works for 48 hours. If it was not you, do nothing: you will get no\nfurther mail.', ...note === null ? [] : [note]].join('\n\n');
  return { subject, html: body, text: `${text}\n` };
}
