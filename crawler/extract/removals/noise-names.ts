/** Class and id words that name what surrounds an article. Matched against the words of `nameHint`. */

/** `sure`: the name alone decides. Others give way where the element holds much of the page's text. */
export type NoiseName = { readonly reason: string; readonly sure: boolean; readonly names: RegExp };

const NOISE_NAMES: readonly NoiseName[] = [
  { reason: 'comments', sure: true, names: / (?:comments?|comment list|commentlist|comments area|disqus thread|respond|discussion thread|fb comments|webmentions?|utterances|giscus|remark42|isso thread|replies|livefyre|coral talk) /u },
  { reason: 'cookie banner', sure: true, names: / (?:cookies?|cookiebanner|cookie banner|gdpr|consent|cmp|onetrust|cc window|cybot|truste|didomi|usercentrics|qc cmp) /u },
  { reason: 'share bar', sure: false, names: / (?:share|sharing|shares|sharethis|sharedaddy|addtoany|addthis|social|socials|sociallinks|social share|a2a kit|jp relatedposts|shareaholic|ssba|heateor|follow us|follow) /u },
  { reason: 'related posts', sure: false, names: / (?:related|recommended|recommendations?|recirc|recirculation|read next|read more posts|readnext|more stories|more posts|more articles|yarpp|jp relatedposts|crp related|outbrain|taboola|zergnet|up next|you may like|also like|suggested|similar|trending|popular|most read|most popular|latest posts|latest news|recent posts|further reading|keep reading|next article|onward) /u },
  { reason: 'newsletter form', sure: false, names: / (?:newsletter|subscribe|subscription|signup|sign up|mailchimp|mc embed|mailing list|optin|opt in|email capture|email signup|convertkit|klaviyo|hs form|hbspt form|wpforms|gform|ctct|substack) /u },
  { reason: 'advertisement', sure: false, names: / (?:ad|ads|adsbygoogle|advert|adverts|advertisement|advertising|adslot|ad slot|ad unit|ad container|adbox|adwrap|sponsor|sponsored|promo|promotion|promoted|promos|dfp|gpt ad|banner ad|leaderboard|affiliate disclosure|affiliate disclaimer|affiliate) /u },
  { reason: 'navigation', sure: false, names: / (?:nav|navbar|navigation|navigations|menu|menus|submenu|breadcrumbs?|bread crumbs?|crumbs|pagination|pager|paginator|prevnext|prev next|post nav|post navigation|nav links|nav previous|nav next|skip link|skip to|skiplink|toc|table of contents|tableofcontents|ez toc|jump links|jump to|back to top|offcanvas|nav drawer|mobile drawer|drawer menu|drawer nav|hamburger|megamenu|mega menu|topbar|toolbar|site header|siteheader|masthead|page header|globalnav|subnav|sidenav|tabs nav|language switcher|lang switcher|pagenav|page nav|on this page|onthispage|in this article|anchor nav|quick links|quicklinks) /u },
  { reason: 'sidebar', sure: false, names: / (?:sidebar|side bar|sidebars|rail|right rail|left rail|rightrail|widget area|left column|right column|leftcol|rightcol|complementary) /u },
  { reason: 'footer', sure: false, names: / (?:footer|foot|site footer|colophon|copyright|legal|disclaimer|bottom bar|post footer|entry footer|article footer) /u },
  { reason: 'author card', sure: false, names: / (?:author|authors|author bio|author box|authorbox|author card|author info|about author|about the author|bio|byline|bylines|post author|entry author|contributors?|profile card|reviewer|reviewed by|medically reviewed|fact checked) /u },
  { reason: 'metadata line', sure: false, names: / (?:meta|postmeta|post meta|entry meta|article meta|dateline|post date|entry date|posted on|published|publish date|timestamp|tags|tag list|tagcloud|post tags|entry tags|tag links|cat links|categories|category|post categories|topics|keywords|reading time|read time|time to read|article info|post info|last updated|updated) /u },
  { reason: 'overlay', sure: false, names: / (?:modal|popup|pop up|lightbox|overlay|dialog|toast|tooltip|interstitial|paywall|regwall|gate|login|signin|sign in|alert bar|announcement|notification bar|sticky bar) /u },
  { reason: 'control', sure: false, names: / (?:printfriendly|noprint|no print|screen reader text|sr only|visually hidden|visuallyhidden|screenreader|hidden accessibility|feedback|was this helpful|helpful|rating|ratings|star rating|vote|voting|like button|edit page|edit this page|search form|searchform|search box|searchbox|audio player|player controls|video player|carousel controls|slick dots|headerlink|anchor link|edit section|editsection|mw editsection|call to action|cta|ctas) /u },
];

const known = new Map<string, NoiseName | null>();

/** The rule that a name hint falls under, or null. Pages use few names many times: answers are kept. */
export function findNoiseName(hint: string): NoiseName | null {
  const answer = known.get(hint);
  if (answer !== undefined) return answer;
  const rule = NOISE_NAMES.find((candidate) => candidate.names.test(hint)) ?? null;
  if (known.size >= 5_000) known.clear();
  known.set(hint, rule);
  return rule;
}
