import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailDeliverer } from '../../../api/digest/deliver/notice-deliverer.ts';
import { createMailer } from '../../../api/digest/mail/mailer.ts';
import { subscriberOfToken } from '../../../api/digest/subscribers/links.ts';
import type { Deliverer, Notice } from '../../../api/saved-searches/deliverer.ts';
import { activateSubscriber, ensureSubscriber, unsubscribe } from '../../../store/subscribers.ts';
import { suppress } from '../../../store/suppressions.ts';
import { startTestApi, type TestApi } from '../../helpers/api.ts';
import { MAIL_CONFIG } from '../../helpers/mail.ts';
import { NOW } from '../../helpers/store.ts';

const NOTICE: Notice = {
  id: 'notice-1', event: 'new-posts', createdAt: NOW,
  search: { id: 's1', name: 'Queues <b>', q: 'queue "exactly once"', minPoints: null, pageUrl: 'https://w.example/?q=queue' },
  posts: [{
    id: 'p1', url: 'https://blog.example/a', pageUrl: 'https://w.example/posts/p1', title: '<script>alert(1)</script> Queues', publisher: 'Blog', authors: ['Ada'],
    publishedAt: '2026-01-02T00:00:00.000Z', kind: 'tutorial', tags: [], excerpt: 'How they fill.', points: 12, comments: 3,
  }],
};

describe('what saved searches find, by mail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writeups-notices-'));
  let api: TestApi;
  let deliverer: Deliverer;
  beforeAll(async () => {
    api = await startTestApi();
    const mailer = createMailer(MAIL_CONFIG.mail, { dataDir: folder, now: () => NOW });
    deliverer = mailDeliverer({ ...api.deps, mailer });
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const subscribe = async (address: string, isConfirmed: boolean): Promise<string> => {
    const id = await ensureSubscriber(api.store.db, { address, preferences: '{}', cadence: 'weekly' }, NOW);
    if (isConfirmed) await activateSubscriber(api.store.db, id, { preferences: '{}', cadence: 'weekly', consentFrom: 'test' }, NOW);
    return id;
  };
  const deliverTo = (address: string) => deliverer.deliver(NOTICE, { kind: 'mail', address, secrets: [] });

  test('goes to a confirmed address, once under each name, with the reader’s own way out', async () => {
    const id = await subscribe('ada@reader.example', true);
    expect(await deliverTo('ada@reader.example')).toMatchObject({ outcome: 'delivered' });
    expect(await deliverTo('ada@reader.example')).toMatchObject({ outcome: 'delivered' });
    const files = readdirSync(join(folder, 'mail'));
    expect(files).toHaveLength(1);
    const mail = await PostalMime.parse(readFileSync(join(folder, 'mail', files[0] ?? '')));
    expect(mail).toMatchObject({ subject: 'Queues <b> has a new writeup', messageId: expect.stringContaining('notice-1@') });
    for (const link of ['https://blog.example/a', 'https://w.example/posts/p1', 'https://w.example/?q=queue']) {
      expect(mail.text).toContain(link);
      expect(mail.html).toContain(link);
    }
    expect(mail.html).not.toContain('<script>');
    const header = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    expect(await subscriberOfToken(api.store.db, header.replace(/^<.*\/|>$/gu, ''))).toMatchObject({ id });
  });

  test.each([
    ['nobody asked for it', 'nobody@reader.example', async () => {}, 'failed', /confirmed/u],
    ['asked for and not confirmed', 'pending@reader.example', async () => { await subscribe('pending@reader.example', false); }, 'failed', /confirmed/u],
    ['unsubscribed', 'gone@reader.example', async () => { await unsubscribe(api.store.db, await subscribe('gone@reader.example', true), NOW); }, 'refused', /no mail/u],
    ['came back', 'full@reader.example', async () => {
      await subscribe('full@reader.example', true);
      await suppress(api.store.db, 'full@reader.example', 'bounce', '550', NOW);
    }, 'refused', /came back/u],
    ['no address at all', 'a"b@x', async () => {}, 'refused', /no mail address/u],
  ] as const)('%s: no mail leaves', async (_why, address, prepare, outcome, message) => {
    await prepare();
    const before = readdirSync(join(folder, 'mail')).length;
    expect(await deliverTo(address)).toMatchObject({ outcome, message: expect.stringMatching(message) });
    expect(readdirSync(join(folder, 'mail'))).toHaveLength(before);
  });
});
