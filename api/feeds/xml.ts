/** XML from templates: every value is escaped, unless it was made here. By number, as the RSS Best Practices Profile asks, since some readers take `&lt;` in a title for markup. */

export type Xml = { readonly xml: string };
type Value = Xml | string | null | readonly Value[];

/** Markup from a template; null leaves nothing. Texts must hold only what XML allows. */
export function xml(parts: TemplateStringsArray, ...values: readonly Value[]): Xml {
  return { xml: parts.reduce((all, part, index) => all + render(values[index - 1] ?? null) + part) };
}

function render(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return value.replace(/[&<>"']/gu, (character) => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`);
  return isList(value) ? value.map(render).join('') : value.xml;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
