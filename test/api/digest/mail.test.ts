import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseAddress } from '../../../api/digest/mail/address.ts';
import { composeMail, envelopeOf, type Composer } from '../../../api/digest/mail/compose.ts';
import type { Mail } from '../../../api/digest/mail/mail.ts';
import { judgeReply } from '../../../api/digest/mail/replies.ts';
import { openSmtp, type Transport } from '../../../api/digest/mail/smtp.ts';
import { startTestMailServer, type Manner, type TestMailServer } from '../../helpers/smtp.ts';
import { NOW } from '../../helpers/store.ts';

const MAIL: Mail = {
  to: 'reader@mail.example', subject: 'Fearless concurrency – and more', html: '<p>Grüße</p>', text: 'Grüße\n', messageId: '2026-W34.abc@writeups.example',
  bounceToken: 'abc.2026-w34.0123456789abcdef', unsubscribeUrl: `https://writeups.example/digest/unsubscribe/${'0123456789'.repeat(6)}`, listId: 'digest.writeups.example',
};
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const COMPOSER: Composer = { from: 'Writeups <digest@writeups.example>', bounceAddress: 'bounce@writeups.example', dkim: { domain: 'writeups.example', selector: 's1', key: privateKey } };
const resolver = async (name: string): Promise<string[][]> => (name === 's1._domainkey.writeups.example' ? [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]] : []);

describe('the raw mail', () => {
  test('is multipart/alternative with both texts, and says whose list it is and how to leave it (RFC 8058, RFC 2919)', async () => {
    const raw = await composeMail(MAIL, COMPOSER, NOW);
    const { html, text, subject, headers, messageId, to, from } = await PostalMime.parse(raw);
    expect({ html: html?.trim(), text: text?.trim(), subject, messageId, to: to?.map(({ address }) => address), from: from?.address }).toEqual({
      html: '<p>Grüße</p>', text: 'Grüße', subject: MAIL.subject, messageId: '<2026-W34.abc@writeups.example>', to: [MAIL.to], from: 'digest@writeups.example',
    });
    const header = Object.fromEntries(headers.map(({ key, value }) => [key, value]));
    expect(header).toMatchObject({ 'list-unsubscribe': `<${MAIL.unsubscribeUrl}>`, 'list-unsubscribe-post': 'List-Unsubscribe=One-Click', 'list-id': '<digest.writeups.example>', precedence: 'bulk', 'auto-submitted': 'auto-generated' });
    expect(raw.toString('latin1')).toMatch(/^Content-Type: multipart\/alternative/imu);
  });

  test('is signed by DKIM over both List-Unsubscribe headers, and the signature breaks when one of them is changed', async () => {
    const raw = await composeMail(MAIL, COMPOSER, NOW);
    const { results: [good] } = await dkimVerify(raw, { resolver });
    expect(good?.status.result).toBe('pass');
    expect(good?.signingHeaders?.keys?.toLowerCase().split(/:\s*/u)).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id']));
    const changed = Buffer.from(raw.toString('latin1').replace('List-Unsubscribe=One-Click', 'List-Unsubscribe=Two-Click'), 'latin1');
    expect((await dkimVerify(changed, { resolver })).results[0]?.status.result).toBe('fail');
  });

  test('single mail has no list headers, and its bounces come to the plain address', async () => {
    const single = { ...MAIL, unsubscribeUrl: null, listId: null, bounceToken: null };
    expect((await composeMail(single, COMPOSER, NOW)).toString('latin1')).not.toMatch(/^(?:list-|precedence)/imu);
    expect(envelopeOf(single, COMPOSER)).toEqual({ from: 'bounce@writeups.example', to: MAIL.to });
    expect(envelopeOf(MAIL, COMPOSER).from).toBe('bounce+abc.2026-w34.0123456789abcdef@writeups.example');
  });

  test('no text from outside becomes a header', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', '\r', '\n', ':', ' ', 'Bcc: x@y.example', '=?utf-8?', '"', '<', '>', 'ü', '\u2028') }), async (subject) => {
      const { headers } = await PostalMime.parse(await composeMail({ ...MAIL, subject }, { ...COMPOSER, dkim: null }, NOW));
      expect(headers.filter(({ key }) => key === 'bcc')).toEqual([]);
      expect(headers.filter(({ key }) => key === 'subject').length).toBeLessThanOrEqual(1);
    }), { numRuns: 60 });
  });
});

describe('addresses', () => {
  test.each([
    ['reader@mail.example', 'reader@mail.example', 'plain'], [' Reader.Two+tag@Mail.EXAMPLE ', 'Reader.Two+tag@mail.example', 'the local part keeps its capitals'],
    ["o'brien!#$%&*@mail.example", "o'brien!#$%&*@mail.example", 'every atext character'], ['a@bücher.example', 'a@xn--bcher-kva.example', 'a domain of another alphabet'],
    ['a@例え.テスト', 'a@xn--r8jz45g.xn--zckzah', 'of another script'], [`${'a'.repeat(64)}@mail.example`, `${'a'.repeat(64)}@mail.example`, 'the longest local part'],
  ])('%j is %j (%s)', (text, address) => expect(parseAddress(text)).toEqual({ address }));

  test.each([
    ['reader', 'no @'], ['@mail.example', 'nothing before it'], ['reader@', 'nothing behind it'], ['reader@localhost', 'no dot'], ['a@b..example', 'empty label'], ['a@-b.example', 'label with a dash'],
    ['a..b@mail.example', 'two dots'], ['.a@mail.example', 'begins with a dot'], ['"a b"@mail.example', 'quoted'], ['"a@evil.example"@mail.example', 'quoted with an @'], ['a(comment)@mail.example', 'comment'],
    ['a@mail.example(comment)', 'comment behind'], ['A <a@mail.example>', 'with a name'], ['a@mail.example, b@mail.example', 'two'], ['group: a@mail.example;', 'a group'], ['a@[127.0.0.1]', 'a literal'],
    ['a@1.2.3.4', 'an address of a machine'], ['a@mail.example\r\nBcc: b@mail.example', 'a line break'], ['a@mail.example\n', 'trimmed'], ['jörg@mail.example', 'other alphabet before the @'],
    [`${'a'.repeat(65)}@mail.example`, '65 characters before the @'], [`a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.example`, '320 characters'], ['a@mail.example\0', 'NUL'], ['a@ma\u200Bil.example', 'an invisible character'],
  ])('%j is none (%s)', (text) => {
    const parsed = parseAddress(text);
    if (text.trim() === 'a@mail.example') expect(parsed).toEqual({ address: 'a@mail.example' });
    else expect(parsed).toHaveProperty('problem');
  });

  test('what is taken never holds what an envelope or header could misread', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.emailAddress(), fc.tuple(fc.string(), fc.domain()).map((parts) => parts.join('@'))), (text) => {
      const parsed = parseAddress(text);
      if ('address' in parsed) expect(parsed.address).toMatch(/^[\x21-\x7E]{1,254}$/u);
      if ('address' in parsed) expect(parsed.address.replace(/[^@\s"(),:;<>[\]\\]/gu, '')).toBe('@');
    }));
  });
});

describe('what a refusal means (RFC 5321, RFC 3463)', () => {
  test.each<[number, string, string, string, boolean | null, string]>([
    [550, '5.1.1 no such user', 'RCPT TO', 'refused', true, 'no such address'], [550, 'user unknown', 'RCPT TO', 'refused', true, 'without an enhanced code'],
    [552, '5.2.2 mailbox full', 'RCPT TO', 'refused', false, 'full'], [552, 'message too large', 'DATA', 'refused', false, 'too large'], [550, '5.7.1 blocked by policy', 'DATA', 'refused', false, 'policy'],
    [550, '5.2.1 account disabled', 'RCPT TO', 'refused', true, 'closed mailbox'], [550, 'mailbox is full', 'RCPT TO', 'refused', false, 'full, in words'],
    [450, '4.2.1 greylisted', 'RCPT TO', 'deferred', null, 'later'], [452, '4.2.2 over quota', 'DATA', 'deferred', null, 'later'], [421, '4.7.0 too many', 'RCPT TO', 'unavailable', null, 'the server is closing'],
    [421, 'closing', 'DATA', 'deferred', null, 'refused after the text: not taken'], [535, '5.7.8 bad credentials', 'AUTH', 'unavailable', null, 'our login'], [550, 'you are blocked', 'MAIL FROM', 'unavailable', null, 'our sender'],
  ])('%i %j to %s is %s (address bad: %s; %s)', (code, text, command, state, isAddressBad) => {
    expect(judgeReply({ code, text, command })).toMatchObject(isAddressBad === null ? { state } : { state, isAddressBad });
  });
});

describe('over a real server', () => {
  let server: TestMailServer;
  let transport: Transport;
  beforeAll(async () => { server = await startTestMailServer(); });
  beforeEach(() => { transport = openSmtp(server.url, { connectMs: 2_000, idleMs: 400, totalMs: 3_000 }); });
  afterAll(() => server.close());
  const sendAs = async (manner: Manner): Promise<string> => {
    server.manner(() => manner);
    const outcome = await transport.deliver({ from: 'bounce@writeups.example', to: 'reader@mail.example' }, Buffer.from('Subject: x\r\n\r\n.dot\r\nend\r\n'));
    await transport.close();
    return outcome.state;
  };

  test.each<[Manner, string, string]>([
    ['take', 'sent', 'a plain mail'], [{ at: 'RCPT', code: 550, text: '5.1.1 unknown' }, 'refused', 'no such user'], [{ at: 'RCPT', code: 450, text: '4.2.1 later' }, 'deferred', 'greylisting'],
    [{ at: 'DATA', code: 552, text: '5.3.4 too large' }, 'refused', 'after the text'], [{ at: 'DATA', code: 451, text: '4.3.0 trouble' }, 'deferred', 'trouble after the text'],
    [{ at: 'MAIL', code: 421, text: '4.7.0 busy' }, 'unavailable', 'busy'], ['hang', 'unknown', 'hangs after DATA'], ['drop', 'unknown', 'drops after DATA'],
  ])('%o is %s (%s)', async (manner, state) => expect(await sendAs(manner)).toBe(state));

  test('a line that begins with a dot arrives as it was, and a connection carries several mails, refused ones between', async () => {
    server.manner((address) => (address.startsWith('gone') ? { at: 'RCPT', code: 550, text: '5.1.1 unknown' } : 'take'));
    const before = server.received.length;
    for (const to of ['a@mail.example', 'gone@mail.example', 'b@mail.example']) await transport.deliver({ from: 'bounce@writeups.example', to }, Buffer.from('Subject: x\r\n\r\n.dot\r\n'));
    expect(server.received.slice(before).map(({ to }) => to)).toEqual(['a@mail.example', 'b@mail.example']);
    expect(server.received.at(-1)?.raw.toString()).toContain('\r\n.dot\r\n');
    await transport.close();
  });

  test('a server that is not there is unavailable, and nothing is thrown', async () => {
    const nowhere = openSmtp('smtp://127.0.0.1:9', { connectMs: 500, idleMs: 500, totalMs: 1_000 });
    expect((await nowhere.deliver({ from: 'a@writeups.example', to: 'b@mail.example' }, Buffer.from('x'))).state).toBe('unavailable');
  });
});
