import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../core/config.ts';
import { checkMail } from '../../scripts/system/mail-records.ts';
import { withFolder } from '../helpers/cli.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const KEY = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
const GOOD = { 'mail.example': ['other=1', 'v=spf1 include:_spf.provider.example -all'], 's1._domainkey.mail.example': [KEY], '_dmarc.mail.example': ['v=DMARC1; p=none; rua=mailto:x@mail.example'] };

test.each<[string, Readonly<Record<string, readonly string[]>>, Readonly<Record<string, string>>, readonly string[]]>([
  ['all is right', {}, {}, []],
  ['no records at all', { 'mail.example': [], 's1._domainkey.mail.example': [], '_dmarc.mail.example': [] }, {}, ['SPF', 'DKIM', 'DMARC']],
  ['two SPF records are none', { 'mail.example': ['v=spf1 -all', 'v=spf1 ~all'] }, {}, ['SPF']],
  ['anybody may send', { 'mail.example': ['v=spf1 +all'] }, {}, ['SPF']],
  ['another key is published', { 's1._domainkey.mail.example': ['v=DKIM1; p=AAAA'] }, {}, ['DKIM']],
  ['a key in pieces with spaces', { 's1._domainkey.mail.example': [KEY.replace('p=', 'p= ')] }, {}, []],
  ['DMARC without a policy', { '_dmarc.mail.example': ['v=DMARC1; rua=mailto:x@mail.example'] }, {}, ['DMARC']],
  ['signed for another domain than it comes from', {}, { MAIL_FROM: 'x@elsewhere.example' }, ['SPF', 'DKIM', 'DMARC']],
  ['links without https', {}, { PUBLIC_URL: 'http://digest.example' }, ['mail']],
])('%s', async (_, records, env, wrong) => withFolder(async (folder) => {
  const keyFile = join(folder, 'dkim.pem');
  writeFileSync(keyFile, privateKey);
  const config = parseConfig({ SMTP_URL: 'smtp://relay.example', MAIL_FROM: 'Digest <digest@mail.example>', PUBLIC_URL: 'https://digest.example', DKIM_DOMAIN: 'mail.example', DKIM_SELECTOR: 's1', DKIM_KEY_FILE: keyFile, ...env });
  const all: Readonly<Record<string, readonly string[]>> = { ...GOOD, ...records };
  const findings = await checkMail(config, async (name) => {
    const found = all[name];
    if (found === undefined || found.length === 0) throw Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' });
    return found.map((record) => [record.slice(0, 100), record.slice(100)]);
  });
  expect(findings.filter(({ isFine }) => !isFine).map(({ part }) => part)).toEqual(wrong);
}));

test('without a mail server nothing is looked up', async () => {
  const findings = await checkMail(parseConfig({}), () => Promise.reject(new Error('asked')));
  expect(findings).toMatchObject([{ part: 'mail', isFine: true }]);
});
