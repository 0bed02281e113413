/** What the API is handed, from the system's parts. */

import type { CrawlerControl, Deps } from '../../api/deps.ts';
import { chatDeliverers } from '../../api/chat/deliverers.ts';
import { mailDeliverer } from '../../api/digest/deliver/notice-deliverer.ts';
import { createMailer } from '../../api/digest/mail/mailer.ts';
import { webhookDeliverer } from '../../api/saved-searches/webhook.ts';
import { createOutbound } from '../../crawler/fetch/outbound.ts';
import { createCrawlerControl } from './crawler-control.ts';
import { userAgent } from './crawler.ts';
import type { System } from './open-system.ts';

/** The API's view of a system. */
export function apiDeps(system: System, crawler: CrawlerControl = createCrawlerControl(system, null)): Deps {
  const { store, engine, config, now, log } = system;
  const outbound = createOutbound({ userAgent: userAgent(config), transport: null }).send;
  const mailer = createMailer(config.mail, { dataDir: config.dataDir, now });
  const deliverers = { ...chatDeliverers(outbound, config.chat), webhook: webhookDeliverer({ outbound, now }), mail: mailDeliverer({ store, mailer, config }) };
  return { store, engine, config, now, log, crawler, outbound, mailer, deliverers };
}
