/** What receivers look up about the sender of mail: SPF, DKIM and DMARC (R48). */

import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../../core/config.ts';

export type Finding = { readonly part: string; readonly isFine: boolean; readonly message: string };

/** TXT records of a name, each as its pieces. Rejects where there are none. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

/** What is right and wrong with the way mail goes out. */
export async function checkMail({ mail, publicUrl, dataDir }: Pick<Config, 'mail' | 'publicUrl' | 'dataDir'>, resolveTxt: ResolveTxt): Promise<Finding[]> {
  if (mail.smtpUrl === null) return [{ part: 'mail', isFine: true, message: `no mail server is set: mails are written into ${dataDir}/mail. Set SMTP_URL to send them.` }];
  const domain = (/@([^@>]+)>?$/u.exec(mail.from)?.[1] ?? '').toLowerCase();
  const recordsOf = async (name: string): Promise<string[]> => resolveTxt(name).then((records) => records.map((pieces) => pieces.join('')), () => []);
  const [spf, dmarc, dkim] = await Promise.all([recordsOf(domain), recordsOf(`_dmarc.${domain}`), mail.dkim === null ? null : recordsOf(`${mail.dkim.selector}._domainkey.${mail.dkim.domain}`)]);
  return [
    { part: 'mail', isFine: publicUrl.startsWith('https:'), message: publicUrl.startsWith('https:') ? `${new URL(mail.smtpUrl).host}, from ${domain}` : 'PUBLIC_URL must begin with https:// : mail programs unsubscribe by no other link (RFC 8058).' },
    judgeSpf(spf, domain), judgeDkim(dkim, mail.dkim, domain), judgeDmarc(dmarc, domain),
  ];
}

/** @see RFC 7208 §4.5: exactly one. */
function judgeSpf(records: readonly string[], domain: string): Finding {
  const found = records.filter((record) => /^v=spf1(?: |$)/iu.test(record));
  const [record] = found;
  if (record === undefined) return { part: 'SPF', isFine: false, message: `${domain} has none. Publish a TXT record such as "v=spf1 include:YOUR-PROVIDER -all".` };
  if (found.length > 1) return { part: 'SPF', isFine: false, message: `${domain} has ${found.length} records, and receivers then take none. Keep one.` };
  if (/\+all\b/iu.test(record)) return { part: 'SPF', isFine: false, message: `"${record}" lets anybody send for ${domain}. End it in -all or ~all.` };
  return { part: 'SPF', isFine: true, message: record };
}

function judgeDkim(records: readonly string[] | null, dkim: Config['mail']['dkim'], domain: string): Finding {
  if (records === null || dkim === null) return { part: 'DKIM', isFine: true, message: 'mails are not signed here: the mail server has to. Set DKIM_DOMAIN and DKIM_KEY_FILE to sign them.' };
  const name = `${dkim.selector}._domainkey.${dkim.domain}`;
  let expected: string;
  try {
    expected = createPublicKey(readFileSync(dkim.keyFile)).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch (error) {
    return { part: 'DKIM', isFine: false, message: `${dkim.keyFile} is no private key (${String(error)}).` };
  }
  const published = records.map((record) => /(?:^|;)\s*p=([^;]*)/u.exec(record)?.[1]?.replace(/\s/gu, '')).find((key) => key !== undefined);
  const wanted = `Publish at ${name} the TXT record "v=DKIM1; k=rsa; p=${expected}".`;
  if (published === undefined) return { part: 'DKIM', isFine: false, message: `${name} has no key. ${wanted}` };
  if (published !== expected) return { part: 'DKIM', isFine: false, message: `${name} has another key than DKIM_KEY_FILE. ${wanted}` };
  const isAligned = domain === dkim.domain || domain.endsWith(`.${dkim.domain}`) || dkim.domain.endsWith(`.${domain}`);
  return { part: 'DKIM', isFine: isAligned, message: isAligned ? `${name} has the key that signs` : `DKIM_DOMAIN is ${dkim.domain}, but mails come from ${domain}: DMARC asks for the same domain.` };
}

/** @see RFC 7489 §6.3 */
function judgeDmarc(records: readonly string[], domain: string): Finding {
  const record = records.find((text) => /^v=DMARC1\b/u.test(text));
  if (record === undefined) return { part: 'DMARC', isFine: false, message: `_dmarc.${domain} has none, which large receivers demand. Begin with the TXT record "v=DMARC1; p=none; rua=mailto:you@${domain}".` };
  const policy = /(?:^|;)\s*p=(none|quarantine|reject)\b/iu.exec(record)?.[1];
  return { part: 'DMARC', isFine: policy !== undefined, message: policy === undefined ? `"${record}" has no policy: add p=none.` : record };
}
