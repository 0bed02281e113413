/** Every n of every kind of failure: a crawl with the real embedded index, and a digest. */

import { join } from 'node:path';
import { openEmbeddedEngine } from '../../../index-config/embedded/open.ts';
import { openCrawlScene } from './crawl-scene.ts';
import { openDigestScene } from './digest-scene.ts';
import { failEverywhere, FAILING, type Failing, type Scene } from './nth-failure.ts';

/** A site that says nothing is waited for so long. */
const PATIENCE_MS = 1_500;
const OF_DIGEST: readonly Failing[] = ['mail', 'database', 'disk'];

/** Prints what was found; whether nothing was lost. NODE_ENV must be `test`. */
export async function measureSteps(folder: string): Promise<boolean> {
  const engine = await openEmbeddedEngine({ path: join(folder, 'search.db') });
  const crawl = await openCrawlScene(engine, PATIENCE_MS);
  const isCrawlFine = await go(crawl, 'a crawl and its index', FAILING.filter((kind) => kind !== 'mail'));
  await crawl.close();
  await engine.close();
  const digest = await openDigestScene();
  const isDigestFine = await go(digest, 'a digest', OF_DIGEST);
  await digest.close();
  return isCrawlFine && isDigestFine;
}

async function go(scene: Scene, title: string, kinds: readonly Failing[]): Promise<boolean> {
  let isFine = true;
  console.log(`Fails at the first, second, … n-th step: ${title}`);
  for (const kind of kinds) {
    const { turns, broken } = await failEverywhere(scene, kind, 1);
    const isWhole = broken.length === 0 && turns > 0;
    isFine &&= isWhole;
    console.log(`  ${isWhole ? '✓' : '✗'} ${kind}: ${turns} times, ${broken.length} left something else behind`);
    for (const each of broken.slice(0, 5)) console.log(`      ${each.slice(0, 400)}`);
  }
  return isFine;
}
