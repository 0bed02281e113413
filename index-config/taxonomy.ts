/** The topics that posts are tagged with. */

import type { Taxonomy } from '../core/taxonomy.ts';
import { LANGUAGES } from './taxonomy/languages.ts';

/** All topics. The version rises with every change that can change a post's tags. */
export const TAXONOMY: Taxonomy = { version: 1, topics: [...LANGUAGES] };
