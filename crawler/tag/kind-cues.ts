/** What shows the kind of a writeup, as data: patterns in its title, phrases in its text. */

import type { Kind } from '../../core/post.ts';

export type KindCues = {
  readonly kind: Exclude<Kind, 'other'>;
  /** Titles that decide by themselves. */
  readonly title: RegExp;
  /** Titles that need a phrase of the text beside them. */
  readonly titleHint: RegExp | null;
  /** Phrases of the text that count for it. */
  readonly phrases: readonly string[];
};

/** In order of precedence: where two kinds show equally, the earlier one is meant (an outage's analysis may speak of a migration, not the other way round). */
export const KIND_CUES: readonly KindCues[] = [
  {
    kind: 'media',
    title: /\b(?:podcast|webinar|video|screencast|livestream|slides|recordings?|episode \d+|ep\.? ?\d+|community broadcast)\b|^\[?(?:talk|watch|listen)\b|^\d+: /iu,
    titleHint: /\b(?:talks?|keynote|interview)\b/iu,
    phrases: ['watch the video', 'watch the recording', 'listen to the episode', 'listen to the podcast', 'in this episode', 'video recording', 'full transcript', 'subscribe to the podcast', 'slides are available', 'show notes'],
  },
  {
    kind: 'postmortem',
    title: /\b(?:post-?mortem|incident (?:report|review|summary|analysis)|outage|service disruption|root cause|what went wrong|incident on|incident of|downtime)\b/iu,
    titleHint: /\b(?:incident|failures?|broke|issues?|problems?|down|lost|crash(?:ed)?|bug|breach|leak(?:ed)?|compromised?)\b/iu,
    phrases: [
      'what went wrong', 'root cause', 'outage', 'apologize for', 'apologise for', 'happening again', 'happen again', 'incident', 'post-mortem', 'postmortem', 'timeline of events',
      'stopped working', 'contributing factors', 'lessons learned', 'was restored', 'degraded', 'were alerted', 'on-call engineer', 'mitigated', 'sorry for the', 'inconvenience', 'experienced an', 'data loss', 'unavailable',
    ],
  },
  {
    kind: 'migration',
    title: /\b(?:migrat(?:e|es|ed|ing|ion)|(?:moving|moved|switching|switched|porting|ported|transition(?:ing|ed)?) (?:\S+ ){0,4}?(?:from|to|off|away)|rewriting|rewrote|goodbye|replacing|replaced)\b/iu,
    titleHint: /\bfrom .{2,40} to \S/iu,
    phrases: ['we migrated', 'migrating from', 'migrated from', 'migrate to', 'the migration', 'cutover', 'we moved to', 'we switched to', 'legacy system', 'old system', 'new system', 'we decided to move', 'we rewrote'],
  },
  {
    kind: 'release',
    title: /\b(?:released?|releases|release notes|changelog|now available|general availability|what['’]?s new|announcing|launch(?:es|ed|ing)?|beta \d|rc ?\d|release candidate)\b|\bv?\d+\.\d+(?:\.\d+)*\b|\bis (?:out|here)\b|\bv\d+\b|^(?:the )?new /iu,
    titleHint: /\b(?:introducing|announcement|available|version|update|preview|alpha|beta)\b/iu,
    phrases: ['release notes', 'new release', 'we are happy to announce', 'pleased to announce', 'excited to announce', 'proud to announce', 'we are excited to', 'changelog', 'bug fixes', 'new features', 'notable changes', 'breaking changes', 'this release', 'upgrade to', 'download', 'now available', 'has been released', 'point release', 'we are pleased to'],
  },
  {
    kind: 'tutorial',
    title: /^(?:how to|howto|getting started|(?:an? )?(?:introduction|intro|guide|beginner['’]?s guide) to|learn(?:ing)? )|\b(?:tutorial|step[- ]by[- ]step|cheat ?sheet|walk-?through|quick ?start|hands-on|a guide|tips (?:and|&) tricks|tips for)\b/iu,
    titleHint: /^(?:using|creating|building|writing|setting up|configuring|installing|deploying|running|implementing|testing|adding|make|create|build|use|deploy|install|run)\b|\bhow to\b/iu,
    phrases: ['in this tutorial', 'in this guide', 'this tutorial', 'step by step', 'prerequisites', 'you will learn', 'you\'ll learn', 'let\'s start', 'let\'s create', 'next step', 'first step', 'getting started', 'follow these steps', 'you can install', 'we\'ll use', 'the following command', 'for example', 'run the following', 'how to'],
  },
  {
    kind: 'performance',
    title: /\b(?:faster|speed(?:ing)?[- ]?ups?|speeding|performance|latency|throughput|optimi[sz](?:ing|e|ed|ation|ations)|benchmark(?:s|ing)?|\d+(?:\.\d+)?x|\d+ ?%|memory (?:usage|consumption|leak)|profiling|speed|lighter|blazing(?:ly)?)\b/iu,
    titleHint: /\b(?:scal(?:e|ing)|slow|efficient|efficiency|fast|cache|caching|memory|quick(?:er)?)\b/iu,
    phrases: ['performance improvement', 'latency', 'throughput', 'benchmark', 'speedup', 'faster', 'bottleneck', 'profiler', 'p99', 'memory usage', 'cpu usage', 'we measured', 'flame graph', 'optimization'],
  },
  {
    kind: 'case-study',
    title: /\b(?:case study|success story|lessons (?:learned )?from|retrospective|in production|user story|use case|how .{2,40} (?:uses?|used|adopted|leverages?))\b/iu,
    titleHint: /\b(?:at|with) [A-Z]\w+|\b(?:story|experience|adopt(?:ing|ed|ion)?|lessons)\b/u,
    phrases: ['case study', 'use case', 'in production', 'we use', 'we adopted', 'our customers', 'lessons learned', 'our experience', 'success story'],
  },
  {
    kind: 'architecture',
    title: /\b(?:architect(?:ure|ing|ural)|how we (?:built|build|designed|design|structure)|system design|design (?:of|doc(?:ument)?|decisions)|building (?:a|an|our|the)\b.*\b(?:platform|system|service|pipeline|infrastructure|engine|api|framework)|microservices|monolith)\b/iu,
    titleHint: /\b(?:building|designing|design|how we|platform|infrastructure|pipeline|system)\b/iu,
    phrases: ['architecture', 'we designed', 'we built', 'design goals', 'components', 'high-level design', 'trade-offs', 'requirements', 'system design', 'data model', 'our platform'],
  },
  {
    kind: 'deep-dive',
    title: /\b(?:deep[- ]?dive|internals|under the hood|inside|anatomy of|explained|demystif\w+|how .{2,50} works?|understanding|a (?:closer |first |deeper )?look (?:at|into)|digging into|behind the|exploring|the story of|dissecting|in depth)\b/iu,
    titleHint: /\b(?:why|what (?:is|are)|how|design|implementing|part \d|algorithm|semantics)\b/iu,
    phrases: ['under the hood', 'internally', 'implementation', 'let\'s look at', 'in detail', 'deep dive', 'how it works', 'algorithm', 'data structure', 'compiler', 'for example'],
  },
  {
    kind: 'research',
    title: /\b(?:paper|a study|survey (?:results|report)|survey|research|experiments?|evaluation of|evaluating|findings|measuring|preprint|thesis|results of)\b/iu,
    titleHint: /\b(?:results|analysis|comparing|comparison|statistics|data)\b/iu,
    phrases: ['our paper', 'in this paper', 'we propose', 'respondents', 'survey results', 'state of the art', 'dataset', 'our results', 'experiment', 'published in', 'related work', 'research question', 'statistically significant'],
  },
  {
    kind: 'culture',
    title: /\b(?:hiring|careers?|culture|mentor(?:s|ing|ship)?|diversity|inclusion|remote work|onboarding|leadership|gsoc|google summer of code|my (?:experience|journey|first|summer|internship)|intern(?:s|ship)?|contributor (?:highlight|spotlight|story)|maintainer spotlight|meet (?:the|our)|interview(?:s|ing)?|code of conduct|job titles?|recruit(?:ing|ers?)|engineering manager|outreachy|lfx|champions program|burnout|community (?:call|manager)|governance|open source culture)\b/iu,
    titleHint: /\b(?:team|teams|people|community|contribut(?:e|or|ors|ing|ions?)|open source|learning|teaching|leaders?)\b/iu,
    phrases: ['our team', 'culture', 'mentor', 'mentee', 'hiring', 'career', 'engineering manager', 'inclusive', 'interview', 'internship', 'first contribution', 'code of conduct', 'diversity', 'my journey', 'maintainers', 'contributors'],
  },
  {
    kind: 'news',
    title: /\b(?:newsletter|this (?:week|month|year) in|weekly|monthly|round-?up|(?:january|february|march|april|may|june|july|august|september|october|november|december) (?:\d{4} )?(?:update|news|report|recap)|conference|summit|meetup|hackathon|unconf\w*|award(?:s|ed)?|joins?|call for|registration|save the date|year in review|recap|sprint report|status (?:report|update)|news|election|funding|sponsors?|join us|welcome|statement|trademark|policy|(?:dev|development) log|days? \d{4}|kubecon|fosdem|\w+con(?:f)? \d{4}|anniversary|birthday)\b/iu,
    titleHint: /\b(?:update|updates|event|community|foundation|announcement|announcing|plans|roadmap|project goals?|report|20\d\d)\b/iu,
    phrases: ['register', 'registration', 'call for proposals', 'attendees', 'join us', 'this month', 'last month', 'this week', 'upcoming events', 'we are happy to welcome', 'in the news', 'keynote', 'schedule', 'speakers', 'we would like to thank', 'election'],
  },
];
