/** Draws what Slack and Discord show for an answer, for docs/: `node scripts/bench/chat-pictures.ts [--data DIR] [--chromium PATH]`. Without a folder: over the project's own recorded web. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toDiscordMessage } from '../../api/chat/discord/messages.ts';
import { respond } from '../../api/chat/respond.ts';
import { toSlackMessage } from '../../api/chat/slack/blocks.ts';
import { parseConfig } from '../../core/config.ts';
import { apiDeps } from '../system/api-deps.ts';
import { openSystem } from '../system/open-system.ts';

const MAIN = new URL('../writeups.ts', import.meta.url).pathname;
const DOCS = new URL('../../docs/', import.meta.url).pathname;
const QUESTION = 'Has anyone written about exactly-once delivery with Kafka?';
const WIDTH = 680;

type Texts = { readonly text: string };
type Block = { readonly type: string; readonly text?: Texts; readonly elements?: readonly { readonly type: string; readonly text: string | Texts }[] };
type Embed = { readonly title: string; readonly description: string; readonly footer: Texts };
type Row = { readonly components: readonly { readonly label: string }[] };

const STYLE = `body{margin:0;padding:18px 22px;font:15px/1.46 "DejaVu Sans",sans-serif;width:${WIDTH - 44}px}
.who{font-weight:700;margin-bottom:2px}.who small{font-weight:400;color:#777;margin-left:8px}
h3{font-size:17px;margin:8px 0 6px}blockquote{margin:3px 0;padding-left:10px;border-left:4px solid #ddd;color:#444}
.context{font-size:12px;color:#666;margin:3px 0 12px}a{color:#1264a3;text-decoration:none}button{font:600 13px "DejaVu Sans";padding:6px 11px;margin:0 6px 0 0;border:1px solid #bbb;border-radius:5px;background:#fff;color:#222}
.dark{background:#313338;color:#dbdee1}.dark .embed{background:#2b2d31;border-left:4px solid #2f6f4f;border-radius:4px;padding:10px 14px;margin:7px 0}
.dark a{color:#00a8fc;font-weight:600}.dark .footer{font-size:11.5px;color:#b5bac1;margin-top:6px}.dark button{background:#4e5058;color:#fff;border:0}.dark .p{font-size:13.5px;margin-top:4px}`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, chromium: { type: 'string', default: 'chromium' }, question: { type: 'string', default: QUESTION } } });
  const folder = mkdtempSync(join(tmpdir(), 'writeups-pictures-'));
  try {
    const data = values.data ?? join(folder, 'data');
    if (values.data === undefined) spawnSync(process.execPath, [MAIN, 'demo', '--once', '--json', '--data', data], { stdio: 'ignore' });
    const system = await openSystem(parseConfig({ DATA_DIR: data, PUBLIC_URL: 'https://writeups.example', LOG_LEVEL: 'error' }));
    await system.sync();
    const reply = await respond(apiDeps(system), { type: 'ask', question: values.question }, { kind: 'slack', ownerId: 'none', address: '' });
    await system.close();
    const slack = toSlackMessage(reply, { isShared: false });
    const discord = toDiscordMessage(reply, { isShared: false });
    draw(values.chromium, 'chat-slack', slackHtml(slack.blocks as Block[]), 410);
    draw(values.chromium, 'chat-discord', discordHtml(discord), 470);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  function draw(chromium: string, name: string, html: string, height: number): void {
    const page = join(folder, `${name}.html`);
    writeFileSync(page, `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${html}`);
    const { status, stderr } = spawnSync(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--window-size=${WIDTH},${height}`, `--screenshot=${join(DOCS, `${name}.png`)}`, `file://${page}`], { encoding: 'utf8' });
    console.log(status === 0 ? `docs/${name}.png` : `Chromium failed: ${stderr}`);
  }
}

function slackHtml(blocks: readonly Block[]): string {
  const drawn = blocks.map(({ type, text, elements = [] }) => {
    if (type === 'header') return `<h3>${text?.text ?? ''}</h3>`;
    if (type === 'section') return `<div>${mrkdwn(text?.text ?? '')}</div>`;
    if (type === 'context') return `<div class="context">${elements.map((element) => mrkdwn(String(element.text))).join(' &nbsp; ')}</div>`;
    return `<div>${elements.map((element) => `<button>${(element.text as Texts).text}</button>`).join('')}</div>`;
  });
  return `<body><div class="who">Writeups <small>APP · only visible to you</small></div>${drawn.join('')}`;
}

/** Slack's marks as HTML: the text is escaped already. */
function mrkdwn(text: string): string {
  return text.replace(/<(https?:[^|>]+)\|([^>]*)>/gu, '<a href="$1">$2</a>').replace(/\*(<a[^*]*<\/a>)\*/gu, '<b>$1</b>').replace(/\n>(.*)/gu, '<blockquote>$1</blockquote>');
}

function discordHtml({ content, embeds, components }: { readonly content: string; readonly embeds: readonly object[]; readonly components: readonly object[] }): string {
  const cards = (embeds as Embed[]).map(({ title, description, footer }) => `<div class="embed"><a>${markdown(title)}</a><div class="p">${markdown(description)}</div><div class="footer">${markdown(footer.text)}</div></div>`);
  const buttons = (components as Row[]).flatMap((row) => row.components).map(({ label }) => `<button>${label}</button>`);
  return `<body class="dark"><div class="who">Writeups <small>APP · only you can see this</small></div><div>${markdown(content)}</div>${cards.join('')}<div>${buttons.join('')}</div>`;
}

/** Discord's marks as HTML: links, bold, and escaped characters as themselves. */
function markdown(text: string): string {
  return text.replaceAll('&', '&amp;').replace(/(?<!\\)</gu, '&lt;').replace(/\\</gu, '&lt;')
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\((https?:[^)]*)\)/gu, '<a href="$2">$1</a>').replace(/^\*\*(.*)\*\*/gmu, '<b>$1</b>').replace(/\\([^\w\s])/gu, '$1').replaceAll('\n', '<br>');
}

if (import.meta.main) await main();
