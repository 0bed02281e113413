/** The frame of the administrators' pages. */

import { html, type Html } from '../html.ts';
import { layout } from '../layout.ts';
import type { Administrator } from './session.ts';

/** What happened to a form: done, or why not. */
export type Notice = { readonly isTrouble: boolean; readonly text: string };

export type AdminPage = {
  readonly title: string;
  readonly path: string;
  readonly administrator: Administrator;
  readonly notice: Notice | null;
  readonly main: Html;
};

const PAGES = [['/admin', 'Overview'], ['/admin/sources', 'Sources'], ['/admin/runs', 'Crawls'], ['/admin/posts', 'Writeups'], ['/admin/mail', 'Mail']] as const;

/** The whole document. */
export function adminLayout({ title, path, administrator, notice, main }: AdminPage): string {
  return layout({
    title: `${title} · Administration · Writeups`, description: 'Administration.', q: '', keep: {}, path, head: html`<meta name="robots" content="noindex">`,
    main: html`<div class="prose wide admin"><div class="admin-bar"><nav class="tabs" aria-label="Administration">${PAGES.map(([href, name]) => html`<a href="${href}"${href === path ? html` aria-current="page"` : null}>${name}</a>`)}</nav>${postForm(administrator, '/admin/logout', html`<span class="note">${administrator.key.name}</span> <button class="plain" type="submit">Log out</button>`)}</div>
${notice === null ? null : html`<p class="notes" role="${notice.isTrouble ? 'alert' : 'status'}"><span class="${notice.isTrouble ? 'warn' : 'done'}">${notice.text}</span></p>`}
<h1>${title}</h1>
${main}</div>`,
  });
}

/** A form that this session alone can send. */
export function postForm({ formToken }: Administrator, action: string, content: Html, className = 'form'): Html {
  return html`<form class="${className}" method="post" action="${action}"><input type="hidden" name="form-token" value="${formToken}">${content}</form>`;
}

/** A form that is one button. */
export function buttonForm(administrator: Administrator, action: string, { label, name, fields = {}, isDanger = false }: { readonly label: string; readonly name: string | null; readonly fields?: Readonly<Record<string, string>>; readonly isDanger?: boolean }): Html {
  return postForm(administrator, action, html`${Object.entries(fields).map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`)}<button type="submit" class="${isDanger ? 'button danger' : 'button'}"${name === null ? null : html` aria-label="${name}"`}>${label}</button>`, 'form inline');
}

/** The page at which a key opens a session. */
export function renderLoginPage(trouble: string | null): string {
  return layout({
    title: 'Administration · Writeups', description: 'Administration.', q: '', keep: {}, path: '/admin/login', head: html`<meta name="robots" content="noindex">`,
    main: html`<div class="prose"><h1>Administration</h1>
${trouble === null ? null : html`<p class="notes" role="alert"><span class="warn">${trouble}</span></p>`}
<form class="form" method="post" action="/admin/login"><p><label for="key">Key with the scope admin</label></p><p class="row"><input class="field" id="key" name="key" type="password" autocomplete="current-password" required maxlength="100"> <button class="button" type="submit">Log in</button></p></form>
<p class="note">Whoever runs this server makes one with <code>npx writeups keys create laptop --scope admin</code>.</p></div>`,
  });
}
