/** Programming languages. */

import { area, topic } from './topic.ts';

const CODE = 'programming, language, code, compiler, developer, package, library, crate, module, runtime, function';

export const LANGUAGES = area(topic('Programming languages', { words: 'programming language, language design', tags: 'language, languages' }), [
  topic('Go', { words: 'golang, go language, go programming language, gopher', ambiguous: 'Go', near: CODE, signs: 'goroutine', except: 'go ahead, go to' }),
  topic('C++', { words: 'cpp, cplusplus' }),
]);
