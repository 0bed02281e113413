/** The page around a short mail. Pure. */

import { html, type Html } from '../../page/html.ts';
import { STYLE, STYLES } from './mail-styles.ts';

/** A whole HTML document with one card that holds the content. */
export function mailPage(subject: string, content: Html): string {
  return html`<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${subject}</title><style>${STYLE}</style></head>
<body class="page" style="${STYLES.page}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.table}"><tr><td align="center" class="frame" style="${STYLES.frame}">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.card}"><tr><td class="inner" style="${STYLES.inner}">
${content}
</td></tr></table>
</td></tr></table>
</body>
</html>
`.html;
}
