/** The query language by example, for every place that explains it. */

import { KINDS } from '../../core/post.ts';

export const EXAMPLES: readonly { readonly query: string; readonly meaning: string }[] = [
  { query: 'kafka exactly once', meaning: 'All words, in any order; the last one may be unfinished. A typing error is corrected, and the answer says so.' },
  { query: '"exactly once"', meaning: 'The words together, in this order.' },
  { query: 'kafka -spark', meaning: 'Without a word. Phrases and fields can be excluded too.' },
  { query: 'tag:kafka', meaning: 'About a topic, by any of its names; #kafka is the same.' },
  { query: 'kind:postmortem', meaning: `What sort of writeup: ${KINDS.map((kind) => kind.replaceAll('-', ' ')).join(', ')}.` },
  { query: 'source:netflixtechblog.com', meaning: 'From a host, a publisher or a source; site: is the same.' },
  { query: 'title:latency', meaning: 'In the title.' },
  { query: 'author:"Jane Doe"', meaning: 'By an author.' },
  { query: 'code:rust', meaning: 'With code in a language.' },
  { query: 'lang:german', meaning: 'Written in a language.' },
  { query: 'is:original', meaning: 'Writeups at the address where they were first published.' },
  { query: 'after:2019 before:2020-06', meaning: 'Published from the first date on and before the second: a year, a month, a day, june-2019, yesterday, 3-months-ago.' },
  { query: 'age:<6m', meaning: 'At most so old: h, d, w, m or y.' },
  { query: 'tag:kafka OR tag:flink', meaning: 'Either of them; parentheses group. Words are always looked for together.' },
];
