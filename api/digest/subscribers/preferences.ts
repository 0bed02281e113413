/** What a subscriber may ask for: checked when it comes in, and read back from the store. */

import { z } from 'zod';
import type { DigestConfig } from '../../../core/config.ts';
import { KINDS } from '../../../core/post.ts';
import { cleanLine } from '../../../core/text.ts';
import { isZone } from '../../../core/zones.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';
import { MAX_QUERY_CHARS } from '../../query/parse-query.ts';
import { topicSlug } from '../../query/topics.ts';
import { CADENCES, WEEKDAYS } from '../calendar.ts';
import type { Wishes } from '../select/pick.ts';

const TOPICS = new Set(TAXONOMY.topics.map(({ slug }) => slug));
const MAX_TOPICS = 50;
const MAX_PUBLISHERS = 50;
const MAX_QUERIES = 5;

/** What comes in; what is not named stays as it is, or is what the installation usually sends. */
export const PreferencesBody = z.strictObject({
  topics: z.array(z.string().max(60).overwrite(topicSlug)).max(MAX_TOPICS).refine((topics) => topics.every((topic) => TOPICS.has(topic)), 'names a topic that does not exist; /tags lists them')
    .optional().meta({ description: 'Topics by name or slug; what lies below them counts too. With `publishers` and `queries` none: everything.' }),
  publishers: z.array(z.string().max(100).overwrite((name) => cleanLine(name))).max(MAX_PUBLISHERS).optional().meta({ description: 'Publishers by name or domain.' }),
  queries: z.array(z.string().max(MAX_QUERY_CHARS).overwrite((query) => cleanLine(query))).max(MAX_QUERIES).optional().meta({ description: 'Saved searches, in the query language.' }),
  kinds: z.array(z.enum(KINDS)).max(KINDS.length).optional().meta({ description: 'Only these kinds; none: all.' }),
  language: z.string().regex(/^[a-z]{2}$/u, 'must be two letters, such as en').nullable().optional().meta({ description: 'Only writeups in this language; null: any.' }),
  cadence: z.enum(CADENCES).optional(),
  day: z.enum(WEEKDAYS).optional().meta({ description: 'Weekly: on which day. Monthly: the first such day of the month after.' }),
  hour: z.int().min(0).max(23).optional().meta({ description: 'In `zone`.' }),
  zone: z.string().max(60).refine(isZone, 'must be a time zone such as Europe/Berlin').optional(),
  items: z.int().min(3).max(20).optional().meta({ description: 'How many writeups at most.' }),
}).meta({ id: 'DigestPreferencesBody' });
export type PreferencesInput = z.output<typeof PreferencesBody>;

export const PreferencesSchema = PreferencesBody.required().meta({ id: 'DigestPreferences' });
export type Preferences = z.output<typeof PreferencesSchema>;

/** What somebody gets who says nothing. */
export function usualPreferences({ day, hour, zone, items, language }: DigestConfig): Preferences {
  return { topics: [], publishers: [], queries: [], kinds: [], language, cadence: 'weekly', day: WEEKDAYS.find((name) => name === day) ?? 'monday', hour, zone, items };
}

/** The preferences after a change. */
export function changePreferences(before: Preferences, changes: PreferencesInput): Preferences {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Preferences>;
  return { ...before, ...given };
}

/** Preferences as the store keeps them. */
export function readPreferences(json: string): Preferences {
  return JSON.parse(json) as Preferences;
}

/** What an edition for these preferences is made of. */
export function wishesOf({ topics, publishers, queries, kinds, language, items }: Preferences): Wishes {
  return { topics, publishers, queries, kinds, language, items };
}
