/** Forms of the digest: subscribing and preferences. They work without scripts. */

import { KINDS } from '../../../core/post.ts';
import { html, type Html } from '../../page/html.ts';
import { kindName } from '../../page/words.ts';
import { topicName } from '../../query/topics.ts';
import { CADENCES, WEEKDAYS } from '../calendar.ts';
import { PreferencesBody, type Preferences, type PreferencesInput } from '../subscribers/preferences.ts';

/** The fields that a form of ours has. */
export const FORM_FIELDS = ['topics', 'publishers', 'queries', 'kinds', 'language', 'cadence', 'day', 'hour', 'zone', 'items'] as const;

/** The form that asks for the digest. */
export function renderSubscribeForm(usual: Preferences): Html {
  return html`<section id="subscribe"><h2>By mail</h2><form class="form" method="post" action="/digest/subscribe">
<div class="row"><label for="email">Address</label><input class="field" id="email" name="email" type="email" autocomplete="email" required maxlength="254"></div>
<details><summary>What, and when</summary>${preferenceFields(usual)}</details>
<div class="row"><button class="button" type="submit">Send me the digest</button></div></form>
<p class="note">You get one mail with a link; the digest begins when you use it, and ends with one click.</p></section>`;
}

/** The fields of preferences, filled in. */
export function preferenceFields(preferences: Preferences): Html {
  const { topics, publishers, queries, kinds, language, cadence, day, hour, zone, items } = preferences;
  return html`${textField('topics', 'Topics', topics.map(topicName).join(', '), 'Rust, Kafka; empty: everything')}
${textField('publishers', 'Publishers', publishers.join(', '), 'names or domains')}
<div class="row"><label for="queries">Searches</label><textarea class="field" id="queries" name="queries" rows="2" placeholder="one a line, as in the search box">${queries.join('\n')}</textarea></div>
<div class="row"><label for="kinds">Kinds</label><select id="kinds" name="kinds" multiple size="4">${KINDS.map((kind) => option(kind, kindName(kind), kinds.includes(kind)))}</select></div>
${textField('language', 'Language', language ?? '', 'two letters; empty: any')}
<div class="row"><label for="cadence">How often</label><select id="cadence" name="cadence">${CADENCES.map((name) => option(name, name, name === cadence))}</select></div>
<div class="row"><label for="day">Day</label><select id="day" name="day">${WEEKDAYS.map((name) => option(name, name.charAt(0).toUpperCase() + name.slice(1), name === day))}</select></div>
<div class="row"><label for="hour">Hour</label><select id="hour" name="hour">${Array.from({ length: 24 }, (_, at) => option(String(at), `${String(at).padStart(2, '0')}:00`, at === hour))}</select></div>
${textField('zone', 'Time zone', zone, 'Europe/Berlin')}
<div class="row"><label for="items">Writeups</label><select id="items" name="items">${Array.from({ length: 18 }, (_, at) => option(String(at + 3), `at most ${at + 3}`, at + 3 === items))}</select></div>`;
}

/** The preferences that a form says, or what is wrong with them. */
export function readPreferenceForm(form: URLSearchParams): { readonly preferences: PreferencesInput } | { readonly field: string; readonly problem: string } {
  const listed = (name: string, separator: RegExp): string[] => (form.get(name) ?? '').split(separator).map((part) => part.trim()).filter((part) => part !== '');
  const language = form.get('language')?.trim().toLowerCase() ?? '';
  const given = {
    topics: listed('topics', /[,;\n]/u), publishers: listed('publishers', /[,;\n]/u), queries: listed('queries', /\n/u), kinds: form.getAll('kinds'),
    language: language === '' ? null : language, cadence: form.get('cadence') ?? undefined, day: form.get('day') ?? undefined,
    hour: numberOf(form.get('hour')), zone: form.get('zone')?.trim() || undefined, items: numberOf(form.get('items')),
  };
  const parsed = PreferencesBody.safeParse(given);
  if (parsed.success) return { preferences: parsed.data };
  const [issue] = parsed.error.issues;
  return { field: String(issue?.path[0] ?? 'form'), problem: issue?.message ?? 'is wrong' };
}

function numberOf(text: string | null): number | undefined {
  return text === null || text === '' ? undefined : Number(text);
}

function textField(name: string, label: string, value: string, hint: string): Html {
  return html`<div class="row"><label for="${name}">${label}</label><input class="field" id="${name}" name="${name}" value="${value}" placeholder="${hint}"></div>`;
}

function option(value: string, label: string, isChosen: boolean): Html {
  return html`<option value="${value}"${isChosen ? html` selected` : null}>${label}</option>`;
}
