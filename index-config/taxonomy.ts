/** The topics that posts are tagged with. */

import type { Taxonomy } from '../core/taxonomy.ts';
import { CULTURE, FIELDS } from './taxonomy/culture.ts';
import { DATA } from './taxonomy/data.ts';
import { DATABASES } from './taxonomy/databases.ts';
import { ENGINEERING_PRACTICE } from './taxonomy/engineering-practice.ts';
import { LANGUAGE_IMPLEMENTATION } from './taxonomy/language-implementation.ts';
import { LANGUAGES } from './taxonomy/languages.ts';
import { MACHINE_LEARNING } from './taxonomy/machine-learning.ts';
import { NETWORKING } from './taxonomy/networking.ts';
import { PLATFORMS } from './taxonomy/platforms.ts';
import { RELIABILITY } from './taxonomy/reliability.ts';
import { SECURITY } from './taxonomy/security.ts';
import { SYSTEMS } from './taxonomy/systems.ts';
import salience from './taxonomy/salience.json' with { type: 'json' };
import { WEB } from './taxonomy/web.ts';

/** All topics, area by area. The version rises with every change that can change a post's tags. */
export const TAXONOMY: Taxonomy = {
  version: 2,
  salience,
  topics: [
    ...LANGUAGES, ...LANGUAGE_IMPLEMENTATION, ...DATABASES, ...DATA, ...MACHINE_LEARNING, ...PLATFORMS, ...RELIABILITY,
    ...NETWORKING, ...WEB, ...SYSTEMS, ...SECURITY, ...ENGINEERING_PRACTICE, ...CULTURE, ...FIELDS,
  ],
};
