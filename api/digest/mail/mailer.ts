/** The way out for mail: over SMTP, or into a folder for trying out. */

import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailConfig } from '../../../core/config.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { Instant } from '../../../core/feed.ts';
import { composeMail, envelopeOf, type Composer } from './compose.ts';
import type { Mail, Mailer } from './mail.ts';
import { openSmtp, type Transport } from './smtp.ts';

/** The mailer of an installation. @throws ConfigError where the DKIM key cannot be read. */
export function createMailer(config: MailConfig, { dataDir, now }: { readonly dataDir: string; readonly now: () => Instant }): Mailer {
  const composer: Composer = { from: config.from, bounceAddress: config.bounceAddress, dkim: readDkim(config) };
  const transport = config.smtpUrl === null ? openFolder(join(dataDir, 'mail')) : openSmtp(config.smtpUrl);
  return {
    name: transport.name,
    send: async (mail) => transport.deliver(envelopeOf(mail, composer), await composeMail(mail, composer, now())),
    close: () => transport.close(),
  };
}

/** Messages as files whose names begin with the recipient's address; a mail that is sent again replaces itself. */
function openFolder(folder: string): Transport {
  return {
    name: folder,
    deliver: async ({ to }, raw) => {
      mkdirSync(folder, { recursive: true });
      const id = /^message-id: *<([^>]*)>/imu.exec(raw.toString('latin1'))?.[1] ?? '';
      const path = join(folder, `${`${to}-${id}`.replace(/[^\p{L}\p{N}@.+-]/gu, '_').slice(0, 200)}.eml`);
      await writeFile(path, raw);
      return { state: 'sent', message: path };
    },
    close: async () => {},
  };
}

function readDkim({ dkim }: MailConfig): Composer['dkim'] {
  if (dkim === null) return null;
  try {
    return { domain: dkim.domain, selector: dkim.selector, key: readFileSync(dkim.keyFile, 'utf8') };
  } catch (error) {
    throw new ConfigError('invalid', 'DKIM_KEY_FILE', `${dkim.keyFile} cannot be read (${String(error)}).`, { cause: error });
  }
}

/** Sends nothing: for a server on which nobody set mail up yet and none is wanted. */
export const NO_MAILER: Mailer = { name: 'nowhere', send: async (_mail: Mail) => ({ state: 'unavailable', message: 'mail is not set up' }), close: async () => {} };
