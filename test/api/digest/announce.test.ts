import { describe, expect, test } from 'vitest';
import { announceIssues, discordMessage, slackMessage } from '../../../api/digest/announce.ts';
import { createDigest } from '../../../api/digest/tick.ts';
import type { OutboundMessage } from '../../../api/deps.ts';
import type { IssueView, ItemView } from '../../../api/digest/render/view.ts';
import { FetchError } from '../../../core/errors.ts';
import { startTestApi } from '../../helpers/api.ts';
import { MAIL_CONFIG } from '../../helpers/mail.ts';

const ITEM: ItemView = {
  title: 'A <!channel> & <@U1> @everyone [x](y) *bold*', url: 'https://blog.example/a|b>c', pageUrl: 'https://writeups.example/posts/a', facts: [], publisher: '<@U2>', authors: [], publishedAt: null, sentence: null,
  discussions: [], copies: null, topics: [], why: [],
};
const view = (count: number): IssueView => ({
  key: '2026-W34', title: 'Week 34', summary: `${count} writeups`, isEmpty: false, groups: [{ name: 'Data', items: Array.from({ length: count }, () => ITEM) }], secondLook: null,
  url: 'https://writeups.example/digest/2026-W34', homeUrl: 'https://writeups.example',
});

test.each([1, 60])('%i titles are no mentions and no links of their own, and fit', (count) => {
  const slack = slackMessage(view(count)) as { text: string };
  expect(slack.text).not.toMatch(/<!|<@/u);
  expect(slack.text.length).toBeLessThanOrEqual(2_000);
  const discord = discordMessage(view(count)) as { content: string; allowed_mentions: unknown };
  expect(discord.allowed_mentions).toEqual({ parse: [] });
  expect(discord.content).not.toMatch(/(?<!\\)@|(?<!\\)\]\(y/u);
  expect(discord.content.length).toBeLessThanOrEqual(2_000);
});

describe('the weekly issue in the channels', () => {
  test('is posted once to each, by the guarded way out, and a channel that is away is not tried again', async () => {
    const posted: OutboundMessage[] = [];
    const webhooks = ['https://hooks.slack.com/services/T/B/x', 'https://discord.com/api/webhooks/1/x'];
    const api = await startTestApi({
      now: () => '2026-08-24T07:00:00.000Z',
      outbound: async (message) => {
        posted.push(message);
        if (message.url.includes('slack')) throw new FetchError('timeout', message.url, 'it did not answer');
        return { status: 204, body: '', retryAfterSeconds: null };
      },
    });
    await api.add([{ publishedAt: '2026-08-18T00:00:00.000Z', kind: 'deep-dive', wordCount: 2_000, text: 'In this post we explain how the broker was replaced without losing a message.', excerpt: '' }]);
    await api.store.db.updateTable('posts').set({ firstSeenAt: '2026-08-01T00:00:00.000Z' }).execute();
    const deps = { ...api.deps, config: { ...api.deps.config, digest: { ...MAIL_CONFIG.digest, webhooks } } };
    await createDigest(deps).tick(() => false);
    await announceIssues(deps);
    expect(posted.map(({ url, allowedHosts }) => [url, allowedHosts?.includes(new URL(url).hostname)])).toEqual(webhooks.map((url) => [url, true]));
    await api.close();
  });
});
