/** `/api/v1/digest`: the issues, in every format. */

import { z } from 'zod';
import { cleanLine } from '../../core/text.ts';
import { JsonFeedSchema, toJsonFeed } from '../feeds/json-feed.ts';
import { toRss } from '../feeds/rss.ts';
import { jsonEndpoint, rawEndpoint, type Endpoint, type Reply } from '../http/endpoint.ts';
import { issueFeed } from './feed.ts';
import { renderMail } from './render/mail.ts';
import { renderText } from './render/text.ts';
import { itemsOf } from './render/view.ts';
import { ArchiveSchema, IssueSchema } from './schema.ts';
import { listArchive, showIssue, type Shown } from './show.ts';

const ARCHIVE_ISSUES = 104;

const IssueParams = z.object({ key: z.string().regex(/^\d{4}-(?:W\d{2}|\d{2}(?:-\d{2})?)$/u, 'must be an issue such as 2026-W34, 2026-08-24 or 2026-08').meta({ description: '`2026-W34`, `2026-08-24` or `2026-08`.' }) });
const IssueQuery = z.object({ topic: z.string().max(60).overwrite((topic) => cleanLine(topic)).optional().meta({ description: 'Only what is on this topic, by name or slug.' }) });

export const archiveEndpoint = jsonEndpoint({
  path: '/api/v1/digest', operationId: 'listDigestIssues', tag: 'Digest', summary: 'The weekly issues, newest first',
  description: 'Each as it was frozen; none ever changes.', problems: [], params: z.object({}), query: z.object({}), answer: ArchiveSchema,
  handle: async (deps) => ({ issues: await listArchive(deps, ARCHIVE_ISSUES) }),
});

export const issueEndpoint = jsonEndpoint({
  path: '/api/v1/digest/:key', operationId: 'getDigestIssue', tag: 'Digest', summary: 'One issue',
  description: 'What it holds, grouped by field, and why each writeup is in.', problems: [404], params: IssueParams, query: IssueQuery, answer: IssueSchema,
  handle: async (deps, { params, query }) => toIssueView(await showIssue(deps, params.key, query.topic ?? null)),
});

const FORMATS: readonly Format[] = [
  { ending: 'html', name: 'the HTML that is mailed', type: 'text/html', schema: null, write: ({ view }) => renderMail(view, null) },
  { ending: 'txt', name: 'plain text', type: 'text/plain', schema: null, write: ({ view }) => renderText(view, null) },
  { ending: 'rss', name: 'RSS 2.0', type: 'application/rss+xml', schema: null, write: (shown, path) => toRss(issueFeed(shown, path)) },
  { ending: 'json', name: 'a JSON Feed', type: 'application/feed+json', schema: JsonFeedSchema, write: (shown, path) => JSON.stringify(toJsonFeed(issueFeed(shown, path))) },
];

type Format = { readonly ending: string; readonly name: string; readonly type: string; readonly schema: z.ZodType | null; write(shown: Shown, path: string): string };

/** The formats stand first: their addresses would otherwise be taken for keys. */
export const DIGEST_ENDPOINTS: readonly Endpoint[] = [archiveEndpoint, ...FORMATS.map(formatEndpoint), issueEndpoint];

function formatEndpoint({ ending, name, type, schema, write }: Format): Endpoint {
  return rawEndpoint({
    path: `/api/v1/digest/:key.${ending}`, operationId: `getDigestIssueAs${ending.charAt(0).toUpperCase()}${ending.slice(1)}`, tag: 'Digest', summary: `One issue as ${name}`,
    description: 'The same issue.', problems: [404], params: IssueParams, query: IssueQuery, answers: { [type]: schema },
    async handle(deps, { params, query }): Promise<Reply> {
      const shown = await showIssue(deps, params.key, query.topic ?? null);
      const body = write(shown, `/api/v1/digest/${params.key}.${ending}${query.topic === undefined ? '' : `?${new URLSearchParams({ topic: query.topic })}`}`);
      return { type: `${type}; charset=utf-8`, body, fingerprint: null, lastModifiedAt: shown.frozenAt, isFleeting: false };
    },
  });
}

function toIssueView({ view, startAt, endAt, frozenAt }: Shown): z.input<typeof IssueSchema> {
  const items = new Map(itemsOf(view).map((item) => [item, { ...item, facts: [...item.facts], authors: [...item.authors], discussions: [...item.discussions], topics: [...item.topics], why: [...item.why] }]));
  const shown = (item: ReturnType<typeof itemsOf>[number]) => items.get(item) ?? null;
  return {
    key: view.key, title: view.title, summary: view.summary, url: view.url, startAt, endAt, frozenAt, isEmpty: view.isEmpty,
    groups: view.groups.map(({ name, items: group }) => ({ name, items: group.map(shown).filter((item) => item !== null) })),
    secondLook: view.secondLook === null ? null : shown(view.secondLook),
  };
}
