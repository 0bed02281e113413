import { describe, expect, test } from 'vitest';
import { parseDate } from '../../../crawler/extract/metadata/date-text.ts';
import { splitNames } from '../../../crawler/extract/metadata/names.ts';
import { extract, PROSE } from './page.ts';

const ld = (node: unknown): string => `<script type="application/ld+json">${JSON.stringify(node)}</script>`;

describe('dates in text', () => {
  test.each<readonly [text: string, at: string | null, why: string]>([
    ['2024-03-07', '2024-03-07T00:00:00.000Z', 'a plain day'],
    ['2024-03-07T10:00:00+01:00', '2024-03-07T09:00:00.000Z', 'an offset'],
    ['2024-03-07T20:00:00-08:00', '2024-03-07T23:59:59.000Z', 'the written day is kept'],
    ['7. März 2024', '2024-03-07T00:00:00.000Z', 'German'],
    ['7 mars 2024', '2024-03-07T00:00:00.000Z', 'French'],
    ['7 de marzo de 2024', '2024-03-07T00:00:00.000Z', 'Spanish'],
    ['7 марта 2024', '2024-03-07T00:00:00.000Z', 'Russian'],
    ['2024年3月7日', '2024-03-07T00:00:00.000Z', 'Japanese and Chinese'],
    ['Thursday, March 7th, 2024 at 3:04 pm', '2024-03-07T15:04:00.000Z', 'with a clock of twelve hours'],
    ['7 de març de 2024', '2024-03-07T00:00:00.000Z', 'Catalan'],
    ['7 مارس 2024', '2024-03-07T00:00:00.000Z', 'Arabic'],
    ['7 במרץ 2024', '2024-03-07T00:00:00.000Z', 'Hebrew, with its preposition'],
    ['07.03.2024', '2024-03-07T00:00:00.000Z', 'dots put the day first'],
    ['1709769600', '2024-03-07T00:00:00.000Z', 'seconds since 1970'],
    ['version 3.4.2024.1', null, 'a version is no date'],
    ['2024-02-30', null, 'no such day'],
    ['1970-01-01', null, 'the default of broken clocks'],
    ['soon', null, 'no date at all'],
  ])('%s → %s (%s)', (text, at) => {
    expect(parseDate(text)).toBe(at);
  });

  test('3/4/2024 follows the order of the page', () => {
    expect([parseDate('3/4/2024', 'month-first'), parseDate('3/4/2024', 'day-first')]).toEqual(['2024-03-04T00:00:00.000Z', '2024-04-03T00:00:00.000Z']);
  });
});

describe('published', () => {
  const rows: readonly (readonly [why: string, head: string, body: string, url: string, at: string | null, from: string | undefined])[] = [
    ['linked data first', ld({ '@type': 'BlogPosting', datePublished: '2024-03-07' }) + '<meta property="article:published_time" content="2023-01-01">', '', '/x', '2024-03-07T00:00:00.000Z', 'json-ld datePublished'],
    ['linked data that lies about the future', ld({ '@type': 'BlogPosting', datePublished: '2031-03-07' }), '<time datetime="2024-03-07">March</time>', '/x', '2024-03-07T00:00:00.000Z', 'time element'],
    ['linked data that does not parse', '<script type="application/ld+json">{"datePublished": </script>', '', '/2024/03/07/x', '2024-03-07T00:00:00.000Z', 'url'],
    ['visible text', '', '<div><span>Posted on March 7, 2024</span></div>', '/x', '2024-03-07T00:00:00.000Z', 'visible text "Posted on March 7, 2024"'],
    ['a system\'s own date after the one under the title', ld({ '@type': 'BlogPosting', datePublished: '2025-06-12' }), '<p>November 2, 2022</p>', '/x', '2022-11-02T00:00:00.000Z', 'date under the title "November 2, 2022"'],
    ['the date under the title tells of a change', ld({ '@type': 'BlogPosting', datePublished: '2025-06-12' }), '<p>Last updated: November 2, 2022</p>', '/x', '2025-06-12T00:00:00.000Z', 'json-ld datePublished'],
    ['the day first in British addresses', '', '<span class="time">02/10/2020</span>', '/en-gb/x', '2020-10-02T00:00:00.000Z', 'text of .time'],
    ['a teaser\'s date is another writeup\'s', '', '<div class="teaser"><span class="date">May 1, 2020</span></div><div class="date">March 7, 2024</div>', '/x', '2024-03-07T00:00:00.000Z', 'text of .date'],
    ['a dateline', '', '<p>Karlsruhe, (12.11.2021). The queue grew for eleven minutes before anyone noticed, because the alert watched the wrong percentile.</p>', '/x', '2021-11-12T00:00:00.000Z', 'dateline "Karlsruhe, (12.11.2021"'],
    ['times in a row are those of other writeups', '', `<div><b>Ann Lee</b><br>on 7.3.2024</div>${['2020-05-01', '2020-06-01', '2020-07-01'].map((day) => `<div class="card"><time datetime="${day}">${day}</time></div>`).join('')}`, '/x', '2024-03-07T00:00:00.000Z', 'visible text "Ann Lee on 7.3.2024"'],
    ['a press office in its description', '<meta name="description" content="Quiet queues. Pressemitteilung vom 7. März 2024">', '', '/x', '2024-03-07T00:00:00.000Z', 'announced "7. März 2024"'],
    ['a month', '', '<div><b>Last updated: </b>March 2024</div>', '/x', '2024-03-01T00:00:00.000Z', 'month "March 2024"'],
    ['page builders call every part a widget', '', '<div class="elementor-widget"><span>Posted on March 7, 2024</span></div>', '/x', '2024-03-07T00:00:00.000Z', 'visible text "Posted on March 7, 2024"'],
    ['eight figures in the address', '', '', '/news/20240307_quiet.html', '2024-03-07T00:00:00.000Z', 'figures in the address'],
    ['six figures behind their month', '', '', '/2024/03/240307-quiet/', '2024-03-07T00:00:00.000Z', 'figures in the address'],
    ['figures of another month are a number', '', '', '/2024/03/240407-quiet/', null, undefined],
    ['the only date, if in the footer', '', '<footer><p>March 7, 2024</p></footer>', '/x', '2024-03-07T00:00:00.000Z', 'only date "March 7, 2024"'],
    ['two dates in the footer are of other writeups', '', '<footer><p>March 7, 2024</p><p>March 8, 2024</p></footer>', '/x', null, undefined],
    ['when a member joined', '', '<div>Joined: 4. Jul 2012, 16:09</div>', '/x', null, undefined],
    ['nothing', '', '', '/x', null, undefined],
  ];
  test.each(rows)('%s', (_why, head, body, path, at, from) => {
    const article = extract(`<h1>Quiet queues</h1>${body}<article>${PROSE}</article>`, { head, url: `https://blog.example.com${path}` });
    expect([article.publishedAt, article.provenance['publishedAt']]).toEqual([at, from]);
  });
});

describe('title', () => {
  const rows: readonly (readonly [head: string, body: string, title: string, why: string])[] = [
    ['<title>Quiet queues | Example Engineering</title>', '', 'Quiet queues', 'what follows a bar is the site'],
    ['<title>Quiet queues - Example</title><meta property="og:site_name" content="Example">', '', 'Quiet queues', 'the site by its own name'],
    ['<title>Example: quiet queues at night</title><meta property="og:site_name" content="Example">', '', 'quiet queues at night', 'the site in front'],
    ['<meta property="og:title" content="How we made our queues quiet">', '<h1>How we made our queues quiet again</h1>', 'How we made our queues quiet again', 'the heading that readers see'],
    ['<meta property="og:title" content="Quiet queues">', '<h1>Example Engineering Blog</h1>', 'Quiet queues', 'a heading that names the blog is no title'],
    ['<title>C++ - the good parts</title>', '', 'C++ - the good parts', 'a dash of the author stays'],
    ['<title>Example 2.8: quieter queues | Example</title><meta property="og:site_name" content="Example">', '<h1>Example 2.8: quieter queues</h1>', 'Example 2.8: quieter queues', 'a colon after the product is the title\'s own'],
    ['<title>Example: quiet queues | Example Blog</title><meta property="og:site_name" content="Example">', '', 'Example: quiet queues', 'a signed title names its subject in front'],
    ['<title>May in Example: queues, and more!</title><meta property="og:site_name" content="Example">', '', 'May in Example: queues, and more!', 'words around the name are no name'],
    ['<title>Quiet - Example Docs | Example</title>', '<h1>Quiet</h1>', 'Quiet', 'a short heading that is the whole first part'],
    ['<title>Quiet queues - The Queue Book</title>', '<h1>The Queue Book</h1><h2>Quiet queues</h2>', 'Quiet queues', 'a book that is named on each of its pages'],
    ['<title>Quiet queues</title><meta property="og:title" content="Example"><meta property="og:site_name" content="Example Blog">', '', 'Quiet queues', 'a stated title that only names the site'],
    ['<title>Quiet queues | Example</title>', '<h1>Quiet queues <span>(example.org) 87</span></h1>', 'Quiet queues', 'a source in an element of its own'],
    ['<title>Quiet queues at night | Example</title>', '<h1><span>Field report</span>Quiet queues at night</h1>', 'Quiet queues at night', 'a kicker in an element of its own, with no space between'],
    ['<title>静かな行列の作り方_運用日誌</title><meta property="og:site_name" content="運用日誌">', '', '静かな行列の作り方', 'the site behind an underscore'],
    ['<title>Quiet\u200B queues</title>', '', 'Quiet queues', 'marks without width'],
    ['<title>Home</title><meta property="og:site_name" content="Example Engineering">', '', 'Example Engineering', 'a front page without a title'],
    [`<title>Quiet queues | 19 tricks | Example</title>${ld({ '@type': 'Article', headline: 'Quiet queues' })}`, '<h1>Quiet queues | 19 tricks</h1>', 'Quiet queues', 'what search engines are told besides'],
    ['<title>Quiet queues for teams</title>', '<h1>QUIET QUEUES FOR THE TEAMS</h1>', 'Quiet queues for teams', 'capitals of the design over nearly the same words'],
    ['<title>Quiet queues</title>', '<h1>QUIET QUEUES</h1>', 'Quiet queues', 'capitals of the design'],
    ['<title>Quiet queues | Deep dives</title><meta property="og:title" content="Quiet queues of ours"><meta property="og:site_name" content="Quiet queues of ours, deep dives">', '', 'Quiet queues of ours', 'a site name that repeats the title is none'],
  ];
  test.each(rows)('%s %s → %s (%s)', (head, body, title) => {
    expect(extract(`${body}<article>${PROSE}</article>`, { head }).title).toBe(title);
  });
});

describe('authors', () => {
  const rows: readonly (readonly [head: string, body: string, authors: readonly string[], why: string])[] = [
    [ld({ '@graph': [{ '@type': 'Article', author: { '@id': '#a' } }, { '@type': 'Person', '@id': '#a', name: 'Ann Lee' }] }), '', ['Ann Lee'], 'a reference within the graph'],
    [ld({ '@type': 'Article', author: [{ name: 'Ann Lee' }, { name: 'Bo Li' }] }), '', ['Ann Lee', 'Bo Li'], 'several'],
    [ld({ '@type': 'Article', author: { '@type': 'Organization', name: 'Example' } }), '<a rel="author" href="/ann">Ann Lee</a>', ['Ann Lee'], 'a person before the site itself'],
    ['<meta name="author" content="By Ann Lee and Bo Li">', '', ['Ann Lee', 'Bo Li'], 'a sentence'],
    ['', '<div class="byline">By <a href="/people/ann">Ann Lee</a> · 5 min read</div>', ['Ann Lee'], 'a byline'],
    ['', '<p>March 7, 2024 - Ann Lee</p>', ['Ann Lee'], 'after the date'],
    ['<meta name="author" content="https://example.com/ann">', '', [], 'an address is no name'],
    ['', '<div class="publish-date-author">Nov. 7, 2014 · Ann Lee</div>', ['Ann Lee'], 'a date is no name'],
    ['<meta name="author" content="<a href=\'https://example.com/ann\'>Ann Lee</a>, <a href=\'https://example.com/bo\'>Bo Li</a>">', '', ['Ann Lee', 'Bo Li'], 'links within the metadata'],
    ['<meta name="author" content="Cloudish">', '<p class="meta">Posted 20 Sep 2016 by Ann Lee</p>', ['Ann Lee'], 'a person in the byline before an account of the site'],
    ['<meta name="author" content="ann.lee">', '', ['ann.lee'], 'an account where nobody else is named'],
    ['', '<p>Posted on: Thu 10 April 2025 by Ann Lee, Bo Li, and Cy Poe</p>', ['Ann Lee', 'Bo Li', 'Cy Poe'], 'after a date'],
    ['', '<p><b>Author: </b>&nbsp;Ann Lee<br><b>Date: </b>03 May 2014</p>', ['Ann Lee'], 'a labelled line'],
    ['', '<div>@annlee, Oct 16, 2019</div>', ['annlee'], 'an account beside the date'],
    ['', '<p>by: <!-- -->Ann Lee<!-- -->,<!-- --> <!-- -->Dec 17, 2025</p>', ['Ann Lee'], 'text in pieces'],
    ['', '<div>by <a class="post-author">李杰</a> on <span>2020-07-23</span></div>', ['李杰'], 'a name of two characters'],
    ['', '<a class="site-title" rel="author" href="/">Example</a><p>By Ann Lee</p>', ['Ann Lee'], 'the site linked as its own author'],
    ['', '<p>Von Ann Lee</p>', ['Ann Lee'], 'German'],
    ['<meta property="og:site_name" content="Ann Lee">', '<a href="/about">About</a>', [], 'a site with a name of two words may be a company'],
    ['', `<aside></aside><div class="post-author-card"><h4>About the author</h4><p>Ann Lee</p></div>`, ['Ann Lee'], 'the name in a card'],
    ['<meta name="author" content="Acme Team">', '<div><h3>Ann Lee</h3><p>Ann Lee is an engineer at Acme.</p></div>', ['Ann Lee'], 'a person told of, where only a team is named'],
    ['<meta name="author" content="Acme Media"><meta property="article:author" content="Ann Lee">', '', ['Ann Lee'], 'what is said of the page before what is said of all pages'],
    [ld({ '@type': 'Article', author: { name: 'Bo Li' } }), '<div class="byline">By <a href="/people/ann">Ann Lee</a></div>', ['Ann Lee'], 'a person that readers see before one that they do not'],
    [ld({ '@type': 'Article', author: { name: 'Bo Li' } }), '', ['Bo Li'], 'a person that readers do not see where no other is shown'],
    ['', '<span style="display:none" itemprop="author">Bo Li</span><p>Von Ann Lee</p>', ['Ann Lee'], 'hidden markup counts as stated'],
    ['<meta property="og:site_name" content="98 Queues"><meta name="author" content="98 Queues">', '', ['98 Queues'], 'a site whose name begins with a number'],
    [ld({ '@type': 'Article', author: 'ann1985' }), '', ['ann1985'], 'an account with a number'],
    [ld({ '@type': 'Article', author: 'Redaktion' }), '', ['Redaktion'], 'an office where nobody is named'],
    ['', '<div class="elementor-widget elementor-widget-post-info"><span class="author">Ann Lee</span></div>', ['Ann Lee'], 'page builders call every part a widget'],
    ['', '<figure><span class="license-info"><a class="author-name" href="https://pictures.example">Bo Li</a></span></figure><p>Autor <span>Ann Lee:</span></p>', ['Ann Lee'], 'the author of a picture'],
    ['', '<p>Von Ann L\u00ADee am 3. Mai 2024</p>', ['Ann Lee'], 'soft hyphens, and the date after the name'],
    ['', '<p>geschrieben von tilda am 3. Mai 2024</p>', ['tilda'], 'a first name where nobody else is named'],
    ['', '<div class="post"><a class="username" href="/u/7">quiet_bo</a></div>', ['quiet_bo'], 'the account of the first post'],
    ['', `<div>by <a rel="author" href="/ann">Ann Lee</a></div><p>${'The queue grew for minutes before anyone noticed it at all. '.repeat(5)}</p><div><a rel="author" href="/bo">Bo Li</a></div>`, ['Ann Lee'], 'author markup below the text is of other writeups'],
    ['', ['Ann Lee', 'Bo Li', 'Cy Po'].map((name) => `<div><h3>${name}</h3><p>${name} is an engineer.</p></div>`).join(''), [], 'three lives are a team'],
  ];
  test.each(rows)('%s %s → %j (%s)', (head, body, authors) => {
    expect(extract(`<h1>Quiet queues</h1>${body}<article>${PROSE}</article>`, { head, url: 'https://example.com/x' }).authors).toEqual(authors);
  });

  const weblog = (url: string, body: string): readonly string[] => extract(`<h1>Quiet queues</h1>${body}`, { url, head: '<meta property="og:site_name" content="Ann Lee">' }).authors;
  test('a weblog whose address and name are a person who says "I", or of whom a link says "about"', () => {
    expect(weblog('https://annlee.com/posts/quiet', `<article>${'<p>I moved the queue, and my pager has been quiet since, which I had not expected of it at all; nor had anyone else.</p>'.repeat(3)}</article>`)).toEqual(['Ann Lee']);
    expect(weblog('https://annlee.com/posts/quiet', `<a href="/about">About me</a><article>${PROSE}</article>`)).toEqual(['Ann Lee']);
    expect(weblog('https://annlee.com/posts/quiet', `<article>${PROSE}</article>`)).toEqual([]);
    expect(extract(`<p class="site-description">Ann Lee</p><a href="/about">About me</a><h1>Quiet queues</h1><article>${PROSE}</article>`, { url: 'https://annlee.example.com/quiet' }).authors).toEqual(['Ann Lee']);
    expect(extract(`<h1>Quiet queues</h1><p>By Bo Li</p><article>${PROSE}</article>`, { url: 'https://annlee.example.com/quiet', head: ld({ '@type': 'Article', author: { '@type': 'Person', name: 'Ann Lee' } }) + '<meta name="author" content="Ann Lee">' }).authors).toEqual(['Bo Li']);
    expect(weblog('https://example.com/posts/quiet', `<a href="/about">About me</a><article>${PROSE}</article>`)).toEqual([]);
  });

  test.each([
    ['Written by Ann Lee, Staff Engineer', 'Ann Lee'],
    ['Ann Lee 3.5.2024', 'Ann Lee'],
    ['By Ann Lee, Thursday, May 3, 2024', 'Ann Lee'],
    ['Von unserem Redakteur Ann Lee', 'Ann Lee'],
    ['Center for Research and Policy', 'Center for Research and Policy'],
    ['Dr. Ada de la Cruz (she/her)', 'Dr. Ada de la Cruz'],
    ['Alexa von Hayden', 'Alexa von Hayden'],
    ['Di Wu', 'Di Wu'],
    ['I am Ann Lee', 'Ann Lee'],
    ['Ann Lee on behalf of the Release Team', 'Ann Lee'],
    ['作者：李杰', '李杰'],
    ['李杰 著', '李杰'],
  ])('%s names %s', (text, name) => {
    expect(splitNames(text)[0]).toBe(name);
  });
});

test('the other fields', () => {
  const article = extract(`<article>${PROSE}</article>`, {
    head: '<link rel="canonical" href="/posts/quiet"><meta property="og:image" content="/cover.png"><meta name="description" content="How &amp; why"><meta property="og:site_name" content="Example"><meta name="keywords" content="queues, On-call,queues"><meta name="robots" content="NoIndex, follow">',
    headers: { 'x-robots-tag': 'noarchive' },
  });
  expect(article).toMatchObject({
    canonicalUrl: 'https://blog.example.com/posts/quiet', imageUrl: 'https://blog.example.com/cover.png', description: 'How & why', siteName: 'Example',
    categories: ['queues', 'On-call'], directives: ['noindex', 'follow', 'noarchive'], language: 'en',
  });
});

test.each([
  ['Die Warteschlange wuchs elf Minuten lang, bevor es jemandem auffiel, denn der Alarm beobachtete das falsche Perzentil.', 'de'],
  ['La cola creció durante once minutos antes de que alguien se diera cuenta, porque la alerta vigilaba el percentil equivocado.', 'es'],
])('the words decide against a wrong lang attribute: %.20s → %s', (text, language) => {
  expect(extract(`<article>${`<p>${text}</p>`.repeat(4)}</article>`).language).toBe(language);
});
