/** Completions of a tag or publisher while it is typed. */

import type { Deps } from '../../deps.ts';
import { TAXONOMY } from '../../../index-config/taxonomy.ts';
import type { Typing } from './commands.ts';

/** By Discord's rules: 25 choices, 100 characters each. */
const MAX_CHOICES = 25;
const MAX_CHARS = 100;

export type Choice = { readonly name: string; readonly value: string };

/** What the option may be meant to become; empty where nothing begins so. */
export async function completeOption(deps: Deps, { name, value }: Typing): Promise<Choice[]> {
  const typed = value.trim().toLowerCase().slice(0, MAX_CHARS);
  const choices = name === 'tag' ? topics(typed) : name === 'publisher' ? await publishers(deps, typed) : [];
  return choices.slice(0, MAX_CHOICES).map((choice) => ({ name: choice.name.slice(0, MAX_CHARS), value: choice.value.slice(0, MAX_CHARS) }));
}

/** Those that begin so come before those that hold it. */
function topics(typed: string): Choice[] {
  const spelt = TAXONOMY.topics.map((topic) => ({ topic, spellings: [topic.name, topic.slug, ...topic.synonyms].map((spelling) => spelling.toLowerCase()) }));
  const begins = spelt.filter(({ spellings }) => spellings.some((spelling) => spelling.startsWith(typed)));
  const holds = spelt.filter(({ spellings }) => spellings.some((spelling) => spelling.includes(typed)));
  return [...new Set([...begins, ...holds])].map(({ topic }) => ({ name: topic.name, value: topic.slug }));
}

async function publishers(deps: Deps, typed: string): Promise<Choice[]> {
  if (typed === '') return [];
  const suggestions = await deps.engine.suggest(typed, MAX_CHOICES);
  return suggestions.filter(({ kind }) => kind === 'publisher').map(({ text }) => ({ name: text, value: text }));
}
