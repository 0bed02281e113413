/**
 * The W3C's own feed validator over the feeds of a running server: `npm run bench -- api-feeds --validator FOLDER [--python PYTHON] [--server http://127.0.0.1:8080]`.
 * FOLDER is a checkout of github.com/w3c/feedvalidator; PYTHON has its requirements.
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const QUERIES = ['', '?q=kafka', '?q=%22exactly+once%22+%3Cb%3E+%26&perPage=2', '?perPage=3&page=2', '?q=nothing-holds-this-word', '?sort=oldest&perPage=100', '?q=kind:postmortem+OR+tag:kafka'];

/** Reads a feed from standard input; its address is the argument. Prints what the validator says at the level of its web page. */
const PROGRAM = `
import sys
sys.path.insert(0, sys.argv[1])
import feedvalidator
from feedvalidator import compatibility
from feedvalidator.formatter.text_plain import Formatter
try:
    events = feedvalidator.validateString(sys.stdin.buffer.read(), firstOccurrenceOnly=1, base=sys.argv[2])['loggedEvents']
except feedvalidator.logging.ValidationFailure as failure:
    events = [failure.event]
print('\\n'.join(Formatter(compatibility.AA(events))))
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { validator: { type: 'string' }, python: { type: 'string', default: 'python3' }, server: { type: 'string', default: 'http://127.0.0.1:8080' } } });
  if (values.validator === undefined) {
    console.log('Name a checkout of github.com/w3c/feedvalidator with --validator.');
    process.exitCode = 2;
    return;
  }
  let [feeds, messages] = [0, 0];
  for (const ending of ['rss', 'atom']) {
    for (const query of QUERIES) {
      const text = await (await fetch(`${values.server}/api/v1/search.${ending}${query}`)).text();
      const self = /rel="self"[^>]*href="([^"]*)"/u.exec(text)?.[1]?.replaceAll('&#x26;', '&') ?? '';
      const { stdout, stderr, status } = spawnSync(values.python, ['-c', PROGRAM, join(values.validator, 'src'), self], { input: text, encoding: 'utf8' });
      const said = status === 0 ? stdout.trim() : stderr.trim();
      feeds += 1;
      if (said !== '') messages += said.split('\n').length;
      if (said !== '') console.log(`search.${ending}${query}\n${said}`);
    }
  }
  console.log(`${feeds} feeds, ${messages} messages`);
}

if (import.meta.main) await main();
