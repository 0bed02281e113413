/** An issue as anybody may read it. */

import { RequestError } from '../../core/errors.ts';
import { findIssue, listIssues } from '../../store/issues.ts';
import type { Deps } from '../deps.ts';
import { topicSlug } from '../query/topics.ts';
import { findPeriod, titleOf } from './calendar.ts';
import { editionOf, openIssue, publicWishes } from './issue.ts';
import { viewOf, type IssueView } from './render/view.ts';
import type { Edition } from './select/pick.ts';

export type ShowDeps = Pick<Deps, 'store' | 'engine' | 'now' | 'config'>;

/** An issue with what it is made of. */
export type Shown = { readonly view: IssueView; readonly edition: Edition; readonly startAt: string; readonly endAt: string; readonly frozenAt: string };

/** One line of the archive. */
export type ArchiveLine = { readonly key: string; readonly title: string; readonly url: string; readonly frozenAt: string; readonly endAt: string };

/**
 * A frozen issue, or what it holds on one topic.
 * @throws RequestError `not-found` where it is not frozen: what could still change is not shown as an issue.
 */
export async function showIssue(deps: ShowDeps, key: string, topicText: string | null): Promise<Shown> {
  const { store, config } = deps;
  const frozen = await findIssue(store.db, key);
  if (frozen === null) throw new RequestError('not-found', `There is no issue ${key} of the digest; /digest lists those that there are.`);
  const issue = await openIssue(deps, key, frozen.zone);
  const topic = topicText === null ? null : topicSlug(topicText);
  const edition = await editionOf(deps, issue, { ...publicWishes(config.digest), topics: topic === null ? [] : [topic] });
  return { view: viewOf(edition, issue.period, { publicUrl: config.publicUrl, topic }), edition, startAt: frozen.startAt, endAt: frozen.endAt, frozenAt: frozen.frozenAt };
}

/** Weekly issues, newest first. */
export async function listArchive({ store, config }: Pick<ShowDeps, 'store' | 'config'>, limit: number): Promise<ArchiveLine[]> {
  const issues = await listIssues(store.db, { cadence: 'weekly', before: null, limit });
  return issues.flatMap(({ key, zone, frozenAt, endAt }) => {
    const period = findPeriod(key, zone);
    return period === null ? [] : [{ key, title: titleOf(period), url: `${config.publicUrl}/digest/${key}`, frozenAt, endAt }];
  });
}
