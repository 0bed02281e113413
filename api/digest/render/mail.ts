/** The issue as a mail: one column, readable without styles, light and dark, everything escaped. Pure. */

import { clip } from '../../../core/text.ts';
import { html, type Html } from '../../page/html.ts';
import { STYLE, STYLES } from './mail-styles.ts';
import { itemsOf, type IssueView, type ItemView } from './view.ts';

/** What only one reader's mail holds. */
export type MailLinks = {
  readonly preferencesUrl: string;
  readonly unsubscribeUrl: string;
  /** The installation's own line, such as a postal address. */
  readonly note: string | null;
};

/** What a mail program shows beside the subject. */
const PREHEADER_CHARS = 140;

/** The subject of an issue's mail: its first writeup tells more than a number. */
export function subjectOf(view: IssueView): string {
  const [first] = itemsOf(view);
  return first === undefined ? `Writeups, ${view.title}` : `${clip(first.title, 70)} and more from ${view.title.split(',')[0]?.toLowerCase() ?? ''}`;
}

/** The HTML part of a mail; without links the issue as it stands on the web. */
export function renderMail(view: IssueView, links: MailLinks | null): string {
  const preheader = clip(itemsOf(view).map(({ title }) => title).join(' · '), PREHEADER_CHARS);
  return html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>Writeups: ${view.title}</title>
<style>${STYLE}</style>
</head>
<body class="page" style="${STYLES.page}">
<div style="${STYLES.preheader}">${preheader}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.table}"><tr><td align="center" class="frame" style="${STYLES.frame}">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.card}"><tr><td class="inner" style="${STYLES.inner}">
<p class="soft" style="${STYLES.brand}"><a class="accent" href="${view.homeUrl}" style="${STYLES.brandLink}">Writeups</a></p>
<h1 class="ink" style="${STYLES.h1}">${view.title}</h1>
<p class="soft" style="${STYLES.summary}">${view.summary}</p>
${view.groups.map(({ name, items }) => group(name, items))}
${view.secondLook === null ? null : group('Worth a second look', [view.secondLook])}
</td></tr></table>
${footer(view, links)}
</td></tr></table>
</body>
</html>
`.html;
}

function group(name: string, items: readonly ItemView[]): Html {
  return html`<h2 class="accent line" style="${STYLES.h2}">${name}</h2>
${items.map(item)}`;
}

function item({ title, url, facts, sentence, discussions, copies, pageUrl }: ItemView): Html {
  const words = sentence === null ? null : sentence.from === 'passage' ? `“${sentence.text}”` : sentence.text;
  const further = [...discussions, ...(pageUrl === url ? [] : [{ text: 'More like it', url: pageUrl }])];
  return html`<h3 style="${STYLES.h3}"><a class="ink" href="${url}" style="${STYLES.title}">${title}</a></h3>
<p class="soft" style="${STYLES.facts}">${facts.join(' · ')}</p>
${words === null ? null : html`<p class="ink" style="${STYLES.sentence}">${words}</p>`}
<p class="soft" style="${STYLES.further}">${further.map((link, at) => html`${at === 0 ? null : ' · '}<a class="accent" href="${link.url}" style="${STYLES.link}">${link.text}</a>`)}${copies === null ? null : html` · ${copies}`}</p>
`;
}

function footer(view: IssueView, links: MailLinks | null): Html {
  if (links === null) return html``;
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.footTable}"><tr><td class="soft" style="${STYLES.foot}">
<p style="${STYLES.footLine}">You get this because you asked for it and confirmed it.</p>
<p style="${STYLES.footLine}"><a class="accent" href="${view.url}" style="${STYLES.link}">Read on the web</a> · <a class="accent" href="${links.preferencesUrl}" style="${STYLES.link}">Change what you get</a> · <a class="accent" href="${links.unsubscribeUrl}" style="${STYLES.link}">Unsubscribe</a></p>
${links.note === null ? null : html`<p style="${STYLES.footLine}">${links.note}</p>`}
</td></tr></table>`;
}
