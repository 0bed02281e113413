import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostKey } from '../../../crawler/fetch/host-key.ts';
import { createHostQueue, type HostQueue, type HostQueueOptions } from '../../../crawler/fetch/host-queue.ts';

test.each([
  ['https://a.example/x', 'a.example', 'a host'], ['https://A.Example./x', 'a.example', 'capitals and final dot'], ['http://a.example:80/', 'a.example', 'either scheme'], ['https://www.a.example/', 'www.a.example', 'every host for itself'],
  ['https://ada.medium.com/p', 'medium.com', 'a platform'], ['https://medium.com/@ada/p', 'medium.com', 'the platform itself'], ['https://x.y.substack.com/', 'substack.com', 'deeper'], ['https://notmedium.com/', 'notmedium.com', 'no platform, only its letters'],
  ['https://ada.github.io/', 'ada.github.io', 'static hosting'], ['https://[2606:4700::1]/', '[2606:4700::1]', 'an address'], ['nonsense', '', 'no address'],
])('%s is %s: %s', (url, key) => {
  expect(hostKey(url)).toBe(key);
});

/** A clock that jumps to the next thing to happen whenever nothing else is left to do. */
function createClock() {
  const timers: { readonly at: number; readonly wake: () => void }[] = [];
  let now = 1_000_000;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep: (ms: number): Promise<void> => new Promise((wake) => timers.push({ at: now + ms, wake })),
    run: async (work: Promise<unknown>): Promise<void> => {
      let isDone = false;
      const finished = work.finally(() => {
        isDone = true;
      });
      for (await settle(); !isDone; await settle()) {
        timers.sort((a, b) => a.at - b.at);
        const next = timers.shift();
        if (next === undefined) throw new Error('The queue stands still.');
        now = Math.max(now, next.at);
        next.wake();
      }
      await finished;
    },
  };
}

type Visit = { readonly url: string; readonly startedAt: number; readonly endedAt: number };
type Job = { readonly url: string; readonly ms: number };

async function visitAll(jobs: readonly Job[], options: Partial<HostQueueOptions> = {}): Promise<Visit[]> {
  const clock = createClock();
  const visits: Visit[] = [];
  const queue = createHostQueue({ delayMsFor: () => 1_000, now: clock.now, sleep: clock.sleep, concurrency: 16, ...options });
  await clock.run(Promise.all(jobs.map(({ url, ms }) => queue.run(url, async () => {
    const startedAt = clock.now();
    await clock.sleep(ms);
    visits.push({ url, startedAt, endedAt: clock.now() });
  }))));
  return visits.sort((a, b) => a.startedAt - b.startedAt || a.endedAt - b.endedAt);
}

const overlap = (a: Visit, b: Visit): boolean => a.startedAt < b.endedAt && b.startedAt < a.endedAt;

describe('turns', () => {
  test('200 feeds on one host: one at a time, each a pause after the end of the one before (R22)', async () => {
    const visits = await visitAll(Array.from({ length: 200 }, (_, index) => ({ url: `https://big.example/${index}`, ms: 100 + (index % 7) * 50 })));
    expect(visits.map(({ url }) => Number(url.split('/').at(-1)))).toEqual(Array.from({ length: 200 }, (_, index) => index));
    for (const [index, visit] of visits.slice(1).entries()) expect(visit.startedAt - (visits[index]?.endedAt ?? 0)).toBe(1_000);
  });

  test('whatever the jobs: hosts never see two at once nor too soon, and the limit over all hosts holds', async () => {
    const job = fc.record({ url: fc.integer({ min: 0, max: 6 }).map((host) => `https://h${host}.example/`), ms: fc.integer({ min: 0, max: 3_000 }) });
    await fc.assert(fc.asyncProperty(fc.array(job, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), async (jobs, concurrency) => {
      const visits = await visitAll(jobs, { concurrency, delayMsFor: (url) => (url.includes('h1') ? 5_000 : 700) });
      expect(visits.length).toBe(jobs.length);
      for (const visit of visits) {
        expect(visits.filter((other) => other.startedAt <= visit.startedAt && visit.startedAt < other.endedAt).length).toBeLessThanOrEqual(concurrency);
        const next = visits.find((other) => other !== visit && hostKey(other.url) === hostKey(visit.url) && other.startedAt >= visit.endedAt);
        if (next !== undefined) expect(next.startedAt - visit.endedAt).toBeGreaterThanOrEqual(visit.url.includes('h1') ? 5_000 : 700);
        expect(visits.some((other) => other !== visit && hostKey(other.url) === hostKey(visit.url) && overlap(visit, other))).toBe(false);
      }
    }), { numRuns: 150 });
  });

  test('a host with a long line does not keep the others waiting', async () => {
    const jobs = [...Array.from({ length: 50 }, () => ({ url: 'https://big.example/', ms: 100 })), ...Array.from({ length: 20 }, (_, index) => ({ url: `https://small${index}.example/`, ms: 100 }))];
    const visits = await visitAll(jobs, { concurrency: 1, delayMsFor: () => 0 });
    const lastSmall = visits.findLastIndex(({ url }) => url.includes('small'));
    expect(visits.slice(0, lastSmall + 1).filter(({ url }) => url.includes('big')).length).toBeLessThanOrEqual(2);
  });

  test('blogs of one platform share its turns', async () => {
    const visits = await visitAll([{ url: 'https://ada.medium.com/', ms: 10 }, { url: 'https://grace.medium.com/', ms: 10 }]);
    expect((visits[1]?.startedAt ?? 0) - (visits[0]?.endedAt ?? 0)).toBe(1_000);
  });

  test('a pause goes on where a former process stopped', async () => {
    const reported: [string, number][] = [];
    const visits = await visitAll([{ url: 'https://a.example/', ms: 10 }, { url: 'https://b.example/', ms: 10 }], {
      lastVisitedAt: (host) => (host === 'a.example' ? 1_000_000 - 400 : null),
      onVisited: (host, at) => reported.push([host, at]),
    });
    expect(visits.map(({ url, startedAt }) => [hostKey(url), startedAt])).toEqual([['b.example', 1_000_000], ['a.example', 1_000_600]]);
    expect(reported).toEqual([['b.example', 1_000_010], ['a.example', 1_000_610]]);
  });

  test('pauses of an hour are kept, however many hosts lie between', async () => {
    const jobs = ['https://a.example/1', ...Array.from({ length: 30 }, (_, index) => `https://h${index}.example/`), 'https://a.example/2'].map((url) => ({ url, ms: 60_000 }));
    const visits = (await visitAll(jobs, { concurrency: 1, delayMsFor: () => 3_600_000 })).filter(({ url }) => url.includes('a.example'));
    expect((visits[1]?.startedAt ?? 0) - (visits[0]?.endedAt ?? 0)).toBeGreaterThanOrEqual(3_600_000);
  });

  test('a visit that is dated in the future costs one pause at most', async () => {
    const [visit] = await visitAll([{ url: 'https://a.example/', ms: 0 }], { lastVisitedAt: () => 9_999_999_999 });
    expect(visit?.startedAt).toBe(1_001_000);
  });

  test('a task that fails gives its turn back and its failure on', async () => {
    const clock = createClock();
    const queue = createHostQueue({ delayMsFor: () => 0, now: clock.now, sleep: clock.sleep, concurrency: 1 });
    const failing = queue.run('https://a.example/', async () => {
      throw new Error('no');
    });
    const following = queue.run('https://a.example/', async () => 'yes');
    await clock.run(Promise.allSettled([failing, following]));
    await expect(failing).rejects.toThrow('no');
    expect(await following).toBe('yes');
  });
});

describe('whoever aborts leaves the line', () => {
  async function take(queue: HostQueue, clock: ReturnType<typeof createClock>, url: string): Promise<() => void> {
    let release = (): void => {};
    await clock.run(queue.acquire(url).then((done) => {
      release = done;
    }));
    return release;
  }

  test('at once, without holding up the others and without counting as a visit', async () => {
    const clock = createClock();
    const visited: string[] = [];
    const queue = createHostQueue({ delayMsFor: () => 1_000, now: clock.now, sleep: clock.sleep, concurrency: 16, onVisited: (host) => visited.push(host) });
    const release = await take(queue, clock, 'https://a.example/');
    const stop = new AbortController();
    const reason = new Error('shutting down');
    const leaving = queue.acquire('https://a.example/', stop.signal);
    stop.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    await expect(queue.acquire('https://a.example/', stop.signal)).rejects.toBe(reason);
    release();
    release();
    (await take(queue, clock, 'https://a.example/'))();
    expect(clock.now()).toBe(1_001_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(visited).toEqual(['a.example', 'a.example']);
  });
});
