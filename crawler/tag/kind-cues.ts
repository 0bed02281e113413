/** What shows the kind of a writeup, as data: patterns in its title, its author's tags, phrases in its text. */

import type { Kind } from '../../core/post.ts';

export type KindCues = {
  readonly kind: Exclude<Kind, 'other'>;
  /** Titles that decide by themselves. */
  readonly title: RegExp;
  /** Titles that need a phrase of the text beside them. */
  readonly titleHint: RegExp | null;
  /** Authors' tags, folded, that decide where no title does. */
  readonly tags: readonly string[];
  /** Phrases of the text that count for it. */
  readonly phrases: readonly string[];
  /** Whether enough phrases decide whatever the title: not where texts of any kind hold many of them. */
  readonly isToldByText: boolean;
};

const MONTHS = '(?:january|february|march|april|may|june|july|august|september|october|november|december)';

/** In order of precedence: where two kinds show equally, the earlier one is meant (an outage's analysis may speak of a migration, not the other way round). */
export const KIND_CUES: readonly KindCues[] = [
  {
    kind: 'media',
    title: /\b(?:podcast|webinar|screencast|livestream|episode \d+|ep\.? ?\d+|community broadcast)\b|^\[?(?:talk|watch|listen|videos?|slides|recordings?)\b|\b(?:videos?|slides|recordings?)(?:$|[:\]]| (?:of|from) )|^\d+: |ポッドキャスト|動画|登壇資料|播客|视频/iu,
    titleHint: /\b(?:talks?|keynote|interview|videos?|slides)\b/iu,
    tags: ['podcast', 'podcasts', 'video', 'videos', 'talks', 'webinar', 'slides'],
    phrases: ['watch the video', 'watch the recording', 'listen to the episode', 'listen to the podcast', 'in this episode', 'video recording', 'full transcript', 'subscribe to the podcast', 'slides are available', 'show notes', 'check out the video', 'speakerdeck'],
    isToldByText: true,
  },
  {
    kind: 'postmortem',
    title: /\b(?:post-?mortem|incident (?:report|review|summary|analysis)|outage|service disruption|root cause|what went wrong|incident on|incident of|downtime|took (?:down|out) (?:the|our)|(?:down|dark|offline|unavailable) for)\b|\b(?:ausfalls?|vorfall|vorfalls|caída del servicio)\b|障害(?:報告|の原因)|ポストモーテム|故障(?:复盘|报告|分析)|复盘/iu,
    titleHint: /\b(?:incidents?|failures?|failed|broke|issues?|problems?|down|lost|crash(?:ed|es)?|bug|breach|leak(?:ed)?|compromised?|ran out of|stopped|forgot|\d+ (?:minutes|hours)|we noticed|zero[- ]day|events of)\b/iu,
    tags: ['postmortem', 'postmortems', 'post mortem', 'outage', 'outages', 'incident report', 'incidents'],
    phrases: [
      'what went wrong', 'root cause', 'outage', 'apologize for', 'apologise for', 'happening again', 'happen again', 'incident', 'post-mortem', 'postmortem', 'timeline of events',
      'stopped working', 'contributing factors', 'lessons learned', 'was restored', 'degraded', 'were alerted', 'on-call engineer', 'mitigated', 'sorry for the', 'inconvenience', 'experienced an', 'data loss', 'unavailable',
      'what happened', 'what broke', 'what we changed', 'what we are changing', 'what we have changed', 'rolled back', 'rolling back', 'customers could not', 'users could not', 'ausfall', 'was wir ändern',
    ],
    isToldByText: true,
  },
  {
    kind: 'migration',
    title: /\b(?:migrat(?:e|es|ed|ing|ions?)|(?:moving|moved|switching|switched|porting|ported|transition(?:ing|ed)?) (?:\S+ ){0,4}?(?:from|to|off|away)|rewriting|rewrote|goodbye|replacing|replaced)\b|移行し|へ移行|への移行|迁移/iu,
    titleHint: /\bfrom .{2,40} to \S/iu,
    tags: ['migration', 'migrations'],
    phrases: ['we migrated', 'migrating from', 'migrated from', 'migrate to', 'the migration', 'cutover', 'we moved to', 'we switched to', 'legacy system', 'old system', 'new system', 'we decided to move', 'we rewrote', 'what moved', 'did not move', 'dual writes', 'side by side'],
    isToldByText: false,
  },
  {
    kind: 'release',
    title: /\b(?:released?|releases|release notes|changelog|now available|general availability|what['’]?s new|announcing|launch(?:es|ed|ing)?|(?:in|hits|out of) beta|beta \d|rc ?\d|release candidate)\b|^(?:announce(?:ment|ing):? )?(?!(?:tls|ssl|https?|oauth|html|css|usb|bluetooth|unicode|ipv?|soc|pci|web|wi-fi|from|to|on|in|using|with|why|how)\b)\p{L}[\p{L}+#.]*(?: \p{L}[\p{L}+#.]*){0,3} v?\d+\.\d+(?:\.\d+)*(?=$|[^\d.%×x]|\.\s)|^\p{Lu}[\p{L}+#.]* v?(?!(?:19|20)\d\d)\d+(?=: )|\bv?\d+\.\d+\.\d+\b|\bis (?:out|here)\b|\bv\d+\b|^(?:the )?new (?!year)|^introducing |リリース(?:しました|ノート|情報)|发布/iu,
    titleHint: /\b(?:introducing|announcement|available|version|update|preview|alpha|beta|v?\d+\.\d+|new)\b/iu,
    tags: ['release', 'releases', 'release notes', 'changelog', 'product updates'],
    phrases: ['release notes', 'new release', 'we are happy to announce', 'pleased to announce', 'excited to announce', 'proud to announce', 'happy to announce', 'we are excited to', 'changelog', 'bug fixes', 'new features', 'notable changes', 'breaking changes', 'this release', 'upgrade to', 'download', 'now available', 'has been released', 'point release', 'we are pleased to', 'is a new feature', 'are a new feature'],
    isToldByText: true,
  },
  {
    kind: 'tutorial',
    title: /^(?:how to|howto|getting started|(?:an? )?(?:introduction|intro|guide|beginner['’]?s guide) to|learn(?:ing)? )|\b(?:tutorial|step[- ]by[- ]step|cheat ?sheet|walk-?through|quick ?start|hands-on|a guide|usage guide|from scratch|checklist|tips (?:and|&) tricks|tips for|101)\b|\blet['’]?s (?:build|make|write)\b|入門|手順|使い方|やり方|する方法|はじめての|チュートリアル|入门|教程|指南|详解/iu,
    titleHint: /^(?:using|creating|building|writing|setting up|configuring|installing|deploying|running|implementing|testing|adding|embedding|extending|generating|passing|monitoring|stamping|make|create|build|use|deploy|install|run)\b|\bhow to\b/iu,
    tags: ['tutorial', 'tutorials', 'howto', 'how to', 'guide', 'guides'],
    phrases: ['in this tutorial', 'in this guide', 'this tutorial', 'step by step', 'prerequisites', 'you will learn', 'you\'ll learn', 'let\'s start', 'let\'s create', 'next step', 'first step', 'getting started', 'follow these steps', 'you can install', 'we\'ll use', 'the following command', 'for example', 'run the following', 'how to', 'demo', 'the following example'],
    isToldByText: true,
  },
  {
    kind: 'performance',
    title: /\b(?:faster|fastest|speed(?:ing)?[- ]?ups?|speeding|performance|latency|throughput|(?<!cost )optimi[sz](?:ing|e|ed|ation)|benchmark(?:s|ing)?|\d+(?:\.\d+)?x|\d+ ?%|memory (?:usage|consumption|leak)|profiling|speed|lighter|blazing(?:ly)?|(?:halving|reducing|cutting) (?:\S+ ){0,2}times?|p9\d|p99\.\d+)\b|高速化|パフォーマンス改善|性能优化|高性能/iu,
    titleHint: /\b(?:scal(?:e|ing)|slow|efficient|efficiency|fast|cache|caching|memory|quick(?:er)?|optimi[sz]ations|misses|usable|vectori[sz]ed)\b/iu,
    tags: ['benchmark', 'benchmarks', 'benchmarking', 'profiling', 'performance tuning'],
    phrases: ['performance improvement', 'latency', 'throughput', 'benchmark', 'speedup', 'faster', 'bottleneck', 'profiler', 'p99', 'memory usage', 'cpu usage', 'we measured', 'flame graph', 'optimization', 'milliseconds', 'cache misses', 'times as fast', 'as fast'],
    isToldByText: false,
  },
  {
    kind: 'case-study',
    title: /\b(?:case study|success story|lessons (?:learned )?from|retrospective|in production|user story|use case|journey|what we (?:learn(?:ed|t)|lost|gained)|how .{2,40} (?:uses?|used|adopted|leverages?)|why we (?:gave up|chose|picked|left|stopped|use|moved|built|do not|don['’]t))\b|導入事例|事例|取り組んだ|取り組み|してみた|实践/iu,
    titleHint: /\b(?:at|with) [A-Z]\w+|\b(?:story|experience|adopt(?:ing|ed|ion)?|lessons|our|how we|why|deprecating)\b/u,
    tags: ['case study', 'case studies', 'casestudy', 'user story', 'customer story'],
    phrases: ['case study', 'use case', 'in production', 'we use', 'we adopted', 'our customers', 'lessons learned', 'our experience', 'success story', 'what we learned', 'what we learnt', 'we learned', 'we learnt', 'we tried', 'we noticed', 'we chose', 'we decided', 'now we', 'it was worth', 'worth it', 'what did not work', 'what it cost'],
    isToldByText: false,
  },
  {
    kind: 'architecture',
    title: /\b(?:architect(?:ure|ing|ural)|how we (?:built|build|designed|design|structure)|system design|design (?:of|doc(?:ument)?|decisions)|building (?:a|an|our|the)\b.*\b(?:platform|system|service|pipeline|infrastructure|engine|api|framework)|microservices|monolith|technology stack|tech stack)\b|アーキテクチャ|架构/iu,
    titleHint: /\b(?:building|designing|design|how we|platform|infrastructure|pipeline|system|storage management|hierarchical)\b/iu,
    tags: [],
    phrases: ['architecture', 'we designed', 'we built', 'design goals', 'components', 'high-level design', 'trade-offs', 'requirements', 'system design', 'data model', 'our platform'],
    isToldByText: false,
  },
  {
    kind: 'deep-dive',
    title: /\b(?:deep[- ]?dive|internals|under the hood|inside|anatomy of|explained|demystif\w+|how .{2,50} (?:works?|estimates?|decides?|chooses?|handles?)|understanding|a (?:closer |first |deeper )?look (?:at|into)|digging into|behind the|exploring|the story of|dissecting|in depth)\b|仕組み|解説|徹底解説|原理(?!原則)|剖析|揭秘/iu,
    titleHint: /\b(?:why|what (?:is|are)|how|design|implementing|part (?:\d|[ivx]+)|algorithm|semantics)\b/iu,
    tags: ['deep dive', 'deep dives', 'internals', 'toy optimizer'],
    phrases: ['under the hood', 'internally', 'implementation', 'let\'s look at', 'in detail', 'deep dive', 'how it works', 'algorithm', 'data structure', 'compiler', 'for example', 'invariant', 'in other words'],
    isToldByText: false,
  },
  {
    kind: 'research',
    title: /\b(?:paper|a study|survey (?:results|report)|survey|research|experiments?|evaluation of|evaluating|findings|measuring|preprint|thesis|results of)\b|論文|調査|比較|论文/iu,
    titleHint: /\b(?:results|analysis|comparing|comparison|statistics|data)\b/iu,
    tags: ['research', 'paper', 'papers', 'publication', 'publications'],
    phrases: ['our paper', 'in this paper', 'we propose', 'respondents', 'survey results', 'state of the art', 'dataset', 'our results', 'experiment', 'published in', 'related work', 'research question', 'statistically significant'],
    isToldByText: false,
  },
  {
    kind: 'culture',
    title: /\b(?:hiring|careers?|culture|mentor(?:s|ing|ship)?|diversity|inclusion|remote work|onboarding|leadership|gsoc|google summer of code|season of docs|summer of code|gsod|my (?:experience|journey|first|summer|internship)|intern(?:s|ships?)?|weeks? \d+(?: ?[-,&] ?\d+)*|contributor (?:highlight|spotlight|story)|maintainer spotlight|meet (?:the|our)|interview(?:s|ing)?|code of conduct|job titles?|recruit(?:ing|ers?)|engineering manager|outreachy|lfx|champions program|burnout|community (?:call|manager|bonding)|governance|open source culture|knowledge shares?|on-call for)\b|積極採用|採用活動|採用面接|インタビュー|カルチャー|新卒|インターン|オンボーディング/iu,
    titleHint: /\b(?:team|teams|people|community|contribut(?:e|or|ors|ing|ions?)|open source|learning|teaching|leaders?|final report|i learned|on-call|report|working)\b/iu,
    tags: ['culture', 'careers', 'career', 'hiring', 'mentoring'],
    phrases: ['our team', 'culture', 'mentor', 'mentee', 'hiring', 'career', 'engineering manager', 'inclusive', 'interview', 'internship', 'intern', 'first contribution', 'code of conduct', 'diversity', 'my journey', 'maintainers', 'contributors', 'season of docs', 'summer of code', 'outreachy', 'my mentors', 'my project', 'this week i'],
    isToldByText: true,
  },
  {
    kind: 'news',
    title: new RegExp([
      String.raw`\b(?:newsletter|this (?:week|month|year) in|weekly|monthly|round-?up|${MONTHS} (?:\d{4} )?(?:update|news|report|recap|steering)|conference|summit|meetup|hackathon|hack ?day|unconf\w*|award(?:s|ed)?|joins (?:the|us|our|as)|join us|registration|save the date|year in review|recap|sprint report|status (?:report|update)|progress report|community update|roadmap|agenda|election|funding|sponsors?|welcome|statement|trademark|policy|days? \d{4}|kubecon|fosdem|\w+con(?:f)? \d{4}|anniversary|birthday|steering (?:cycle|committee)|developers?['’]? meeting|upcoming (?:events|talks)|event lineup|financial report|security advisory|advisory board|licens(?:e|ing) change|sunset(?:ting)?|deprioritizing|foundation \d{4}|contest|workshop|psa)\b`,
      String.raw`(?<!-)\bcall for (?:papers|proposals|talks|speakers|participation|contributions|contributors|sponsors|nominations|testing|submissions|posts|blogs|blogposts|help)\b|\b(?:dev|development) log\b`,
      String.raw`(?<!good |bad |breaking )\bnews\b|^${MONTHS}(?: \d{4})? in \p{L}|^(?:\p{L}[\p{L}.-]* ){1,3}in (?:19|20)\d\d\b|^(?:19|20)\d\d in \p{L}|^\p{L}+ (?:months|years) of \p{L}|\bwhat to expect from\b|\bevents? of last\b`,
      'お知らせ|イベント|開催|参加レポート|カンファレンス|勉強会|登壇|公告|周报|月报',
    ].join('|'), 'iu'),
    titleHint: /\b(?:update|updates|event|community|foundation|announcement|announcing|plans|project goals?|report|20\d\d|launching|next steps|survey|to advance)\b/iu,
    tags: ['newsletter', 'newsletters', 'news', 'events', 'event', 'meetup', 'meetups', 'summits', 'conference', 'conferences', 'governance', 'announcements', 'announcement', 'weekly'],
    phrases: ['register', 'registration', 'call for proposals', 'attendees', 'join us', 'this month', 'last month', 'this week', 'upcoming events', 'we are happy to welcome', 'in the news', 'keynote', 'schedule', 'speakers', 'we would like to thank', 'election', 'venue', 'steering committee', 'meetup'],
    isToldByText: true,
  },
];
