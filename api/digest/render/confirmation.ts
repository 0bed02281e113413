/** The mail that asks whether somebody really wants the digest. Pure. */

import { html } from '../../page/html.ts';
import { STYLE, STYLES } from './mail-styles.ts';

const BUTTON = 'display:inline-block;margin:0 0 18px;padding:12px 20px;border-radius:8px;background:#0b62c4;color:#ffffff;font-size:16px;line-height:22px;font-weight:600;text-decoration:none;';

/** Its parts; `note` is the installation's own line. */
export function renderConfirmation(confirmUrl: string, note: string | null): { readonly subject: string; readonly html: string; readonly text: string } {
  const subject = 'Confirm your Writeups digest';
  const body = html`<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${subject}</title><style>${STYLE}</style></head>
<body class="page" style="${STYLES.page}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.table}"><tr><td align="center" class="frame" style="${STYLES.frame}">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.card}"><tr><td class="inner" style="${STYLES.inner}">
<h1 class="ink" style="${STYLES.h1}">One click, and it comes</h1>
<p class="ink" style="${STYLES.sentence}">Somebody, most likely you, asked for the Writeups digest at this address.</p>
<p><a href="${confirmUrl}" style="${BUTTON}">Confirm the subscription</a></p>
<p class="soft" style="${STYLES.further}">The link works for 48 hours. If it was not you, do nothing: you will get no further mail.</p>
${note === null ? null : html`<p class="soft" style="${STYLES.further}">${note}</p>`}
</td></tr></table>
</td></tr></table>
</body>
</html>
`.html;
  const text = ['Somebody, most likely you, asked for the Writeups digest at this address.', `Confirm it here:\n${confirmUrl}`,
    'The link works for 48 hours. If it was not you, do nothing: you will get no\nfurther mail.', ...note === null ? [] : [note]].join('\n\n');
  return { subject, html: body, text: `${text}\n` };
}
