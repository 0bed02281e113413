/** Stores with posts and subscribers for the measurements of the digest. */

import type { Store } from '../../../store/open.ts';
import { upsertPost, type NewPost } from '../../../store/posts.ts';
import { activateSubscriber, ensureSubscriber } from '../../../store/subscribers.ts';
import { usualPreferences, type Preferences } from '../../../api/digest/subscribers/preferences.ts';
import { parseConfig } from '../../../core/config.ts';

/** A Monday; the issue is the week before. */
export const ISSUE_KEY = '2026-W34';
export const MONDAY = '2026-08-24T07:00:00.000Z';
const TOPICS = ['rust', 'kafka', 'postgresql', 'kubernetes', 'python', 'llvm', 'react', 'security', 'performance', 'networking'];

/** So many posts of the issue's week, of different publishers and topics. */
export async function addPosts(store: Store, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const publishedAt = new Date(Date.parse('2026-08-17T00:00:00.000Z') + (at % 7) * 86_400_000 + at * 1_000).toISOString();
    await store.transact((db) => upsertPost(db, makeWeekPost(at, publishedAt), publishedAt));
  }
}

function makeWeekPost(at: number, publishedAt: string): NewPost {
  const topic = TOPICS[at % TOPICS.length] ?? 'rust';
  const url = `https://blog-${at % 40}.example/posts/${at}`;
  const text = `In this post number ${at} we explain how our ${topic} service of cluster ${at * 7} was rebuilt after it had been too slow for months. It took a year.`;
  return {
    sourceId: `blog-${at % 40}`, url, canonicalUrl: url, host: new URL(url).hostname, publisher: `Blog ${at % 40}`, title: `Rebuilding part ${at} of what ${topic} does for us`,
    authors: ['Ada'], publishedAt, publishedRange: null, updatedAt: null, language: 'en', kind: 'deep-dive', tags: [{ tag: topic, score: 0.9, evidence: topic }],
    categories: [], excerpt: text.slice(0, 100), text, markdown: text, sections: [], wordCount: 900 + at, codeLanguages: [], imageUrl: null,
    quality: { score: 1, reasons: [] }, excerptOnly: false, rulesVersion: 1,
  };
}

/** The preferences of the so-manieth of so many different sets of topics. */
export function preferencesOf(set: number): Preferences {
  const topics = set === 0 ? [] : [TOPICS[set % TOPICS.length] ?? 'rust', TOPICS[(set * 3 + Math.floor(set / TOPICS.length)) % TOPICS.length] ?? 'rust'];
  return { ...usualPreferences(parseConfig({}).digest), topics, hour: 7 };
}

/** Active subscribers with these addresses. */
export async function addSubscribers(store: Store, addresses: readonly string[], sets: number): Promise<void> {
  const preferences = Array.from({ length: sets }, (_, set) => preferencesOf(set));
  for (let at = 0; at < addresses.length; at += 1_000) {
    await store.transact(async (db) => {
      for (const [offset, address] of addresses.slice(at, at + 1_000).entries()) {
        const wanted = preferences[(at + offset) % sets] ?? preferencesOf(0);
        const json = JSON.stringify(wanted);
        const id = await ensureSubscriber(db, { address, preferences: json, cadence: wanted.cadence }, '2026-08-01T00:00:00.000Z');
        await activateSubscriber(db, id, { preferences: json, cadence: wanted.cadence, consentFrom: 'bench' }, '2026-08-01T00:00:00.000Z');
      }
    });
  }
}
