/** The API for people who program against it. */

import { z } from 'zod';
import { KEYED_ENDPOINTS } from '../admin/endpoints.ts';
import { ENDPOINTS } from '../endpoints.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { openApiDocument, type OpenApiDocument } from '../openapi.ts';
import { PROBLEMS } from '../http/problems.ts';
import { html, withCode, type Html } from './html.ts';
import { layout } from './layout.ts';

type Parameter = { readonly name: string; readonly where: string; readonly description: string; readonly rule: string };

/** Every endpoint with its parameters, from the OpenAPI document. */
export function renderDocsPage(): string {
  const document = openApiDocument();
  return layout({
    title: 'API · Writeups', description: 'Every endpoint with its parameters.', q: '', keep: {}, path: '/docs', head: null,
    main: html`<div class="prose"><h1>API</h1>
<p class="lead">The same in full: <a href="/openapi.json">OpenAPI 3.1</a>; for bots: <a href="/llms.txt">llms.txt</a>.</p>
${ENDPOINTS.map((endpoint) => section(document, endpoint))}
<h2 id="keyed">With a key</h2><p>Sent as <code>Authorization: Bearer …</code>, never in the address. Whoever runs this server makes keys with <code>npx writeups keys create</code>.</p>
${KEYED_ENDPOINTS.map((endpoint) => section(document, endpoint))}
<h2>Errors</h2><p>Errors are problems by RFC 9457: see <a href="/problems">all kinds</a>.</p></div>`,
  });
}

function section(document: OpenApiDocument, endpoint: Endpoint): Html {
  const { path, method, scope, operationId, summary, description, answers } = endpoint;
  return html`<section id="${operationId}"><h2>${summary}</h2><p><code>${method.toUpperCase()} ${path}</code></p><p>${withCode(description)}</p>${parameterList(parametersOf(document, endpoint))}<p class="note">${scope === null ? null : `Needs a key with the scope ${scope}. `}Answers with ${Object.keys(answers).join(', ')}.</p></section>`;
}

/** Every kind of problem, so that the address in a problem's `type` leads somewhere. */
export function renderProblemsPage(): string {
  return layout({
    title: 'Problems · Writeups', description: 'Every kind of error that the API gives.', q: '', keep: {}, path: '/problems', head: null,
    main: html`<div class="prose"><h1>Problems</h1><p class="lead">Errors are JSON by RFC 9457, with these types.</p>
<dl class="facts">${Object.entries(PROBLEMS).map(([kind, { status, title, meaning }]) => html`<div id="${kind}"><dt>${status} <code>${kind}</code></dt><dd>${title}. ${withCode(meaning)}</dd></div>`)}</dl></div>`,
  });
}

/** What of a JSON schema is shown. */
type SchemaFacts = {
  readonly type?: unknown; readonly enum?: readonly unknown[]; readonly minimum?: number; readonly maximum?: number; readonly default?: unknown;
  readonly items?: { readonly enum?: readonly unknown[] };
  readonly anyOf?: readonly SchemaFacts[];
};

function parameterList(parameters: readonly Parameter[]): Html | null {
  if (parameters.length === 0) return null;
  return html`<dl class="facts">${parameters.map(({ name, rule, description }) => html`<div><dt><code>${name}</code></dt><dd>${withCode(description)}${description === '' ? null : ' '}<span class="note">${rule}</span></dd></div>`)}</dl>`;
}

/** Those of path and query, then the fields of the body. */
function parametersOf(document: OpenApiDocument, { path, method, body }: Endpoint): Parameter[] {
  const operation = document.paths?.[path.replace(/:(\w+)/gu, '{$1}')]?.[method];
  const parameters = (operation?.parameters ?? []).flatMap((parameter) => 'name' in parameter
    ? [{ name: parameter.name, where: parameter.in, description: parameter.description ?? '', rule: ruleOf((parameter.schema ?? {}) as SchemaFacts) }] : []);
  return [...parameters, ...(body === null ? [] : fieldsOf(body))];
}

function fieldsOf(body: z.ZodObject): Parameter[] {
  return Object.entries(body.shape).map(([name, schema]) => {
    const facts = z.toJSONSchema(schema, { io: 'input' }) as SchemaFacts & { readonly description?: string };
    return { name, where: 'body', description: facts.description ?? '', rule: `in the body; ${ruleOf(facts)}` };
  });
}

/** A schema in a few words: `integer, 1 to 100, default 20`. What may be null is told by what else it may be. */
function ruleOf(schema: SchemaFacts): string {
  const { type, enum: values, minimum, maximum, items } = schema.anyOf?.[0] ?? schema;
  const { default: fallback = '' } = schema;
  const choices = values ?? items?.enum;
  return [
    choices === undefined ? String(type ?? 'text') : choices.join(', '),
    minimum === undefined || maximum === undefined ? null : `${minimum} to ${maximum}`,
    fallback === null || String(fallback) === '' ? null : `default ${String(fallback)}`,
  ].filter((part) => part !== null).join('; ');
}
