/** An engineering blog whose start page is drawn by a script: only robots.txt and its sitemap tell where the posts are. */

import { renderSitemap, renderSitemapIndex } from '../feeds.ts';
import { hljs } from '../highlight.ts';
import { RECORDED_ON, file, newestDate, page, postPage, robotsTxt, siteOf } from '../host-site.ts';
import type { HostSite, SiteFile } from '../host-site.ts';
import { plainHeading, renderMarkdown } from '../markdown.ts';
import { escapeMarkup, excerptOf, shortDate } from '../markup.ts';
import type { DemoPost } from '../post.ts';

const HOST = 'eng.parcelbird.example';
const SITE = `https://${HOST}`;

export const parcelbird: HostSite = {
  host: HOST,
  startUrl: `${SITE}/`,
  postPath: (post) => `/stories/${post.slug}/`,
  render: (posts) => siteOf([
    ...posts.map(renderPost),
    page('archive', '/', RECORDED_ON, layout('Parcelbird Engineering', '', '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>')),
    robotsTxt(`User-agent: *\nDisallow: /api/\n\nSitemap: ${SITE}/sitemap_index.xml\n`),
    file('sitemap', '/sitemap_index.xml', 'application/xml', RECORDED_ON, renderSitemapIndex([
      { url: `${SITE}/sitemap-pages.xml`, date: '2021-01-15' }, { url: `${SITE}/sitemap-stories.xml`, date: newestDate(posts) },
    ])),
    file('sitemap', '/sitemap-pages.xml', 'application/xml', '2021-01-15', renderSitemap([{ url: `${SITE}/`, date: '2021-01-15' }])),
    file('sitemap', '/sitemap-stories.xml', 'application/xml', newestDate(posts), renderSitemap(posts.map((post) => ({ url: SITE + parcelbird.postPath(post), date: post.date })))),
  ]),
};

function renderPost(post: DemoPost): SiteFile {
  const url = SITE + parcelbird.postPath(post);
  const data = { '@context': 'https://schema.org', '@type': 'TechArticle', headline: post.title, datePublished: post.date, author: [{ '@type': 'Person', name: post.author }], url, articleSection: post.tags };
  return postPage(parcelbird.postPath(post), post, layout(`${post.title} · Parcelbird Engineering`, `<link rel="canonical" href="${url}"><meta name="description" content="${escapeMarkup(excerptOf(post, 24))}">
<script type="application/ld+json">${JSON.stringify(data)}</script>`, `<div class="Story__Wrapper-sc-1k2x"><div class="Story__Kicker-sc-9dk1">${post.tags[0]}</div>
<h1 class="Story__Title-sc-77ab">${escapeMarkup(post.title)}</h1>
<div class="Story__Meta-sc-2f0z"><span>${post.author}</span><span>${shortDate(post.date)}</span></div>
<div class="Story__Body-sc-5yq8">
${renderMarkdown(post.markdown, { code: hljs, heading: plainHeading })}
</div>
<div class="Clap__Bar-sc-81jd"><button>👏 ${post.title.length * 3}</button><button>Save</button></div>
<div class="Author__Card-sc-0p3e"><h4>Written by ${post.author}</h4><p>${post.author.split(' ')[0]} works on the software that brings parcels to doors.</p><button>Follow</button></div>
<div class="Join__Box-sc-77zz"><p>Parcelbird delivers in eleven countries. Come and work with us.</p><a href="https://parcelbird.example/careers">Careers</a></div></div>`));
}

function layout(title: string, head: string, main: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>${head}<script defer src="/static/js/main.3fd1.js"></script></head><body>
<div class="Header__Bar-sc-1aaa"><a href="/">Parcelbird Engineering</a></div>
${main}
<div class="Consent__Layer-sc-9c9c" role="dialog"><p>We value your privacy. We and our partners store information on your device.</p><button>Agree</button><button>Manage options</button></div>
</body></html>
`;
}
