/** How a crawl is followed: one line that is rewritten on a terminal, plain lines elsewhere. */

import type { CrawlEvent } from '../../crawler/deps.ts';

export type Progress = { readonly onEvent: (event: CrawlEvent) => void; readonly note: (line: string) => void; readonly end: () => void };

const BAR_CHARS = 24;

/** Progress on standard error, so that standard output holds results alone. `isQuiet` writes nothing. */
export function createProgress({ isQuiet }: { readonly isQuiet: boolean }): Progress {
  const isTerminal = process.stderr.isTTY === true;
  const write = (text: string): void => {
    if (!isQuiet) process.stderr.write(text);
  };
  let [sources, done, failed, entries] = [0, 0, 0, 0];
  let drawnAt = 0;
  const draw = (): void => {
    if (!isTerminal || Date.now() - drawnAt < 80) return;
    drawnAt = Date.now();
    const filled = sources === 0 ? 0 : Math.round((done / sources) * BAR_CHARS);
    write(`\r\u001B[K${'█'.repeat(filled)}${'░'.repeat(BAR_CHARS - filled)} ${done} of ${sources} sources, ${entries} entries${failed === 0 ? '' : `, ${failed} failed`}`);
  };
  return {
    onEvent: (event) => {
      if (event.type === 'run-started') [sources, done, failed] = [event.sources, 0, 0];
      if (event.type === 'entry-done') entries += 1;
      if (event.type === 'source-done') {
        done += 1;
        failed += Number(event.isFailure);
        if (!isTerminal || event.isFailure) write(`${isTerminal ? '\r\u001B[K' : ''}${event.isFailure ? '✗' : '✓'} ${event.sourceId}: ${event.message}\n`);
      }
      draw();
    },
    note: (line) => write(`${isTerminal ? '\r\u001B[K' : ''}${line}\n`),
    end: () => {
      if (isTerminal) write('\r\u001B[K');
    },
  };
}
