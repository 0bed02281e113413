/**
 * Query parameters that say how a reader came, never which article is meant, by vendor.
 *
 * The names are facts that the vendors document or that public lists hold: Mozilla's and Brave's query stripping, ClearURLs, AdGuard's
 * TrackParamFilter, Miniflux' urlcleaner. A name that also selects articles somewhere (`ref`, `source`, `from`, `share`) is
 * listed with the values that give it away.
 */

/** One vendor's parameters. Names are in lower case and match in any case. */
export type TrackingRule = {
  readonly vendor: string;
  /** Where the names are documented. */
  readonly source: string;
  readonly names: readonly string[];
  /** Every name that begins so. */
  readonly prefixes: readonly string[];
  /** The values that mean tracking; null: any value does. */
  readonly values: RegExp | null;
  /** Hosts (with their subdomains) where it holds; empty: everywhere. */
  readonly hosts: readonly string[];
};

const rule = (vendor: string, source: string, names: string, more: Partial<TrackingRule> = {}): TrackingRule => ({
  vendor, source, names: names.split(' ').filter((name) => name !== ''), prefixes: [], values: null, hosts: [], ...more,
});

/** Names of places that a `ref`, `source`, `from` or `share` speaks of when it is no part of an address. */
const PLACES =
  'hn|hackernews|hacker-news|hackernewsletter|ycombinator|lobsters|lobste-rs|reddit|twitter|x|facebook|linkedin|mastodon|bluesky|telegram|whatsapp|' +
  'slack|discord|email|e-mail|mail|newsletter|rss|atom|feed|feedly|inoreader|producthunt|medium|devto|dev-to|hashnode|hackernoon|pocket|pinterest|tumblr|' +
  'jetpack-whatsapp|jetpack-email|press-this|print|skype|google|bing|duckduckgo|chatgpt|perplexity|home|homepage|related|tldr|substack|' +
  'singlemessage|groupmessage|timeline';
const PLACE = new RegExp(`^(?:${PLACES})$`, 'iu');
/** A place or a bare host, as Ghost adds to every link that leaves (`?ref=blog.example.com`). */
const PLACE_OR_HOST = new RegExp(`^(?:${PLACES}|[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.[a-z]{2,})$`, 'iu');

export const TRACKING_RULES: readonly TrackingRule[] = [
  rule('Google Analytics', 'https://support.google.com/analytics/answer/10917952', 'ga_source ga_medium ga_term ga_content ga_campaign ga_place _ga _gl _gac', { prefixes: ['utm_', 'utm-'] }),
  rule('Google Ads', 'https://support.google.com/google-ads/answer/9744275', 'gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid'),
  rule('Meta', 'https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc', 'fbclid igshid igsh fb_action_ids fb_action_types fb_source fb_ref fb_comment_id'),
  rule('Microsoft', 'https://help.ads.microsoft.com/#apex/ads/en/60000', 'msclkid wt.mc_id wt.mc_ev wt.srch ocid'),
  rule('Yandex', 'https://yandex.com/support/direct/statistics/url-tags.html', 'yclid ymclid ysclid _openstat'),
  rule('X', 'https://business.x.com/en/help/campaign-measurement-and-analytics/conversion-tracking-for-websites', 'twclid'),
  rule('TikTok', 'https://ads.tiktok.com/help/article/track-offsite-web-events-with-ttclid', 'ttclid'),
  rule('LinkedIn', 'https://www.linkedin.com/help/lms/answer/a423304', 'li_fat_id lipi licu trk trkinfo trkcampaign trackingid midtoken midsig refid'),
  rule('Pinterest', 'https://help.pinterest.com/en/business/article/add-the-pinterest-tag', 'epik'),
  rule('Reddit', 'https://business.reddithelp.com/s/article/Reddit-Click-ID', 'rdt_cid'),
  rule('HubSpot', 'https://knowledge.hubspot.com/reports/what-cookies-does-hubspot-set-in-a-visitor-s-browser', '_hsenc _hsmi __hssc __hstc __hsfp hsctatracking', { prefixes: ['hsa_'] }),
  rule('Mailchimp', 'https://mailchimp.com/help/about-mailchimp-tracking-parameters', 'mc_cid mc_eid mc_tc'),
  rule('Marketo', 'https://experienceleague.adobe.com/docs/marketo/using/home.html', 'mkt_tok'),
  rule('Salesforce and AWS campaigns', 'https://github.com/ClearURLs/Rules', 'sc_channel sc_campaign sc_geo sc_country sc_outcome sc_medium sc_content sc_detail sc_publisher sc_category sc_segment sc_icampaign sc_icontent sc_ichannel sc_iplace s_cid'),
  rule('Matomo', 'https://matomo.org/faq/reports/what-is-campaign-tracking-and-why-it-is-important', '', { prefixes: ['pk_', 'mtm_', 'matomo_', 'piwik_'] }),
  rule('Piano Analytics', 'https://developers.atinternet-solutions.com/', 'xtor at_medium at_campaign at_creation at_recipient_id at_recipient_list at_link at_format at_ptr_name'),
  rule('Olytics', 'https://github.com/brave/brave-core/blob/master/components/query_filter/browser/utils.cc', 'oly_anon_id oly_enc_id'),
  rule('Drip, Vero, Wicked, Klaviyo, ActiveCampaign', 'https://github.com/mpchadwick/tracking-query-params-registry', '__s vero_id vero_conv wickedid wickedsource _ke _kx vgo_ee'),
  rule('MailerLite', 'https://github.com/AdguardTeam/AdguardFilters/tree/master/TrackParamFilter', 'ml_subscriber ml_subscriber_hash'),
  rule('Blueshift', 'https://github.com/AdguardTeam/AdguardFilters/tree/master/TrackParamFilter', '', { prefixes: ['bsft_'] }),
  rule('Adjust, Branch, AppsFlyer', 'https://github.com/AdguardTeam/AdguardFilters/tree/master/TrackParamFilter', '_branch_match_id _branch_referrer adjust_tracker adjust_campaign af_sub1 irclickid irgwc'),
  rule('Alibaba', 'https://github.com/ClearURLs/Rules', 'spm'),
  rule('AddThis and other share buttons', 'https://github.com/ClearURLs/Rules', 'sms_ss awesm at_xt __twitter_impression __tn__'),
  rule('WeChat', 'https://github.com/ClearURLs/Rules', 'isappinstalled'),
  rule('Medium', 'https://github.com/ClearURLs/Rules', 'source', { values: /^(?:rss-|---|user_profile|post_page|search_post|collection_|email-|friends_link|social\.|social_|twitteros|linkshare|topic_|tag_)/u }),
  rule('Medium redirects', 'https://github.com/ClearURLs/Rules', 'gi', { values: /^[0-9a-f]{10,14}$/u }),
  rule('Medium friend links', 'https://help.medium.com/hc/en-us/articles/360006543813', 'sk', { values: /^(?:v2\/)?[0-9a-f-]{32,36}$/u }),
  rule('Substack', 'https://github.com/ClearURLs/Rules', 'r triedredirect showwelcomeonshare publication_id post_id isfreemail', { hosts: ['substack.com'] }),
  rule('Ghost and hand-made referrals', 'https://ghost.org/help/outbound-link-tagging', 'ref referrer referer source from via', { values: PLACE_OR_HOST }),
  rule('Jetpack sharing', 'https://jetpack.com/support/sharing', 'share shared', { values: PLACE }),
  rule('WordPress comment forms', 'https://developer.wordpress.org/reference/functions/get_comment_reply_link', 'replytocom unapproved moderation-hash'),
  rule('Blogger comments', 'https://support.google.com/blogger', 'showcomment'),
  rule('Blogger mobile view', 'https://support.google.com/blogger', 'm', { values: /^[01]$/u, hosts: ['blogspot.com'] }),
  rule('AMP view', 'https://amp.dev/documentation/guides-and-tutorials/optimize-and-measure/discovery', 'amp outputtype', { values: /^(?:1|true|amp)?$/iu }),
  rule('Session identifiers', 'https://github.com/crawler-commons/crawler-commons', 'phpsessid jsessionid aspsessionid cfid cftoken', { prefixes: ['aspsessionid'] }),
];

const EXACT = new Map<string, readonly TrackingRule[]>();
for (const each of TRACKING_RULES) for (const name of each.names) EXACT.set(name, [...(EXACT.get(name) ?? []), each]);
const PREFIXED = TRACKING_RULES.filter((each) => each.prefixes.length > 0);

/** Whether a parameter only tells how the reader came. `host` is the address's, in lower case. */
export function isTracking(name: string, value: string, host: string): boolean {
  const lower = name.toLowerCase();
  const candidates = EXACT.get(lower) ?? PREFIXED.filter((each) => each.prefixes.some((prefix) => lower.startsWith(prefix)));
  return candidates.some((each) => applies(each, value, host));
}

function applies(each: TrackingRule, value: string, host: string): boolean {
  const here = each.hosts.length === 0 || each.hosts.some((name) => host === name || host.endsWith(`.${name}`));
  return here && (each.values === null || each.values.test(value));
}
