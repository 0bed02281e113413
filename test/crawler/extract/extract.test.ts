import { describe, expect, test } from 'vitest';
import { ExtractError } from '../../../core/errors.ts';
import { inspectArticle } from '../../../crawler/extract/inspect.ts';
import { extract, makePage, NOW, PROSE } from './page.ts';

describe('what is content', () => {
  const around: readonly (readonly [markup: string, hidden: string, why: string])[] = [
    ['<nav><a href="/a">Products and pricing</a></nav>', 'Products and pricing', 'navigation'],
    ['<div class="cookie-banner"><p>We value your privacy and use cookies.</p></div>', 'privacy', 'a cookie banner'],
    ['<div class="share-buttons"><a href="#">Tweet this</a></div>', 'Tweet', 'a share bar'],
    ['<section class="relatedPosts"><h2>Related posts</h2><a href="/x">Ten other outages</a></section>', 'outages', 'related posts'],
    ['<div class="author-bio"><p>Ann Lee likes bicycles and databases.</p></div>', 'bicycles', 'an author card'],
    ['<div id="comments"><p>First! Great post, I learnt a lot from it.</p></div>', 'First!', 'a comment thread'],
    ['<form class="newsletter"><p>Join 40,000 readers of our letter.</p></form>', 'readers', 'a newsletter form'],
    ['<div style="display:none">Secret words for robots</div>', 'Secret', 'hidden text'],
    ['<h2>You may also like</h2><ul><li><a href="/y">Another incident</a></li></ul>', 'Another incident', 'a closing section without a name'],
  ];
  test.each(around)('%s is left out: %s', (markup, hidden) => {
    const { text, markdown } = extract(`<article><h1>Quiet queues</h1>${PROSE}${markup}</article>`);
    expect(text).toContain('eleven minutes');
    expect(text).toContain('quiet on Sundays');
    expect(text + markdown).not.toContain(hidden);
  });

  test('cards of other posts after the text are left out, a list that the text announces stays', () => {
    const links = ['one', 'two', 'three'].map((name) => `<p><a href="/posts/${name}">Another outage, number ${name}</a></p>`).join('');
    const long = PROSE.replaceAll('</p>', ' It took a whole week.</p>');
    expect(extract(`<article>${long}<div>${links}</div></article>`).text).not.toContain('Another outage');
    expect(extract(`<article>${long}<p>We wrote about it before:</p>${links}</article>`).text).toContain('Another outage');
  });

  test('the title is a field, not text', () => {
    const article = extract(`<article><h1>Quiet queues</h1>${PROSE}</article>`);
    expect(article.title).toBe('Quiet queues');
    expect(article.text).not.toContain('Quiet queues');
  });

  test('a section that is about comments stays', () => {
    expect(extract(`<article>${PROSE}<section id="respond-to-comments"><h2>Respond to comments</h2><p>Reviewers leave remarks, and every one of them wants an answer within the day.</p></section>${PROSE}</article>`).text).toContain('Reviewers leave remarks');
  });

  test('a layout named after what it has keeps its text', () => {
    expect(extract(`<div class="page has-sidebar no-comments"><div>${PROSE}</div></div>`).text).toContain('eleven minutes');
  });

  test('everything that was removed says why', () => {
    const { removals } = inspectArticle(makePage(`<nav><a href="/a">Products</a></nav><article>${PROSE}<div class="share-bar">Share it</div></article>`), NOW);
    expect(removals).toEqual([
      { step: 'structure', reason: 'navigation', selector: 'html > body > nav', text: 'Products' },
      { step: 'name', reason: 'share bar', selector: 'body > article > div.share-bar', text: 'Share it' },
    ]);
  });
});

describe('text and Markdown', () => {
  test('blocks are lines of their own, lists and tables keep their order', () => {
    const { text } = extract(`<article>${PROSE}<ul><li>one</li><li>two</li></ul><table><tr><th>Name</th><th>ms</th></tr><tr><td>p50</td><td>4</td></tr></table></article>`);
    expect(text).toContain('one\ntwo');
    expect(text).toContain('Name | ms\np50 | 4');
  });

  test('Markdown keeps emphasis, links, headings and tables', () => {
    const { markdown, sections } = extract(`<article>${PROSE}<h2 id="fix">The <em>fix</em><a href="#fix">#</a></h2><p>See <a href="/docs?a=1">the docs</a> and <code>top -n1</code> for what we did to the <strong>consumer</strong>.</p><table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>3</td></tr></table></article>`);
    expect(markdown).toContain('## The *fix*\n');
    expect(markdown).toContain('[the docs](https://blog.example.com/docs?a=1) and `top -n1`');
    expect(markdown).toContain('**consumer**');
    expect(markdown).toContain('| a | b |\n| --- | --- |\n| 1\\|2 | 3 |');
    expect(sections.map(({ heading, level, anchor }) => [heading, level, anchor])).toEqual([[null, 0, null], ['The fix', 2, 'fix']]);
  });

  test.each([
    ['<p>&lt;script&gt;alert(1)&lt;/script&gt; was what the log said all night long.</p>', 'escaped markup in words'],
    ['<p>Text <a href="javascript:alert(1)">link</a> that leads nowhere good, as they all do.</p>', 'a script address'],
    ['<p>Picture <img src="x" onerror="alert(1)" alt="<b>x</b>"> of the incident, taken at night.</p>', 'an event handler'],
  ])('Markdown holds no markup: %s', (markup) => {
    const { markdown } = extract(`<article>${PROSE}${markup}</article>`);
    expect(markdown).not.toMatch(/<[a-z/!]|javascript:|onerror=/iu);
  });
});

describe('pages without an article', () => {
  test.each([
    ['', 'no-content', 'an empty body'],
    ['<script>render()</script>', 'no-content', 'a page that is one script'],
    ['<meta http-equiv="refresh" content="0; URL=../moved.html"><p>Click <a href="../moved.html">here</a> to be redirected.</p>', 'not-an-article', 'a stub that leads to where a post moved'],
    ['<div>'.repeat(600), 'too-deep', 'nested beyond every article'],
  ])('%.20s is refused as %s', (body, kind) => {
    expect(() => extract(body)).toThrow(expect.objectContaining({ name: 'ExtractError', kind }));
  });

  test.each([
    ['<title>Just a moment...</title>', '<p>Checking if the site connection is secure</p>', {}],
    ['<title>blog.example.com</title>', '<p>Verify you are human by completing the action below.</p>', {}],
    ['<title>Blog</title>', `<article>${PROSE}</article>`, { 'cf-mitigated': 'challenge' }],
  ])('a bot wall is not an article: %s', (head, body, headers) => {
    expect(() => extract(body, { head, headers })).toThrow(ExtractError);
  });

  test('an article about bot walls is one', () => {
    expect(extract(`<article>${PROSE.repeat(6)}<p>The page said: verify you are human.</p></article>`, { head: '<title>Just a moment: how challenges work</title>' }).text).toContain('verify you are human');
  });

  test('unclosed tags and <plaintext> are read as far as they go', () => {
    expect(extract(`<div><article><h1>Quiet queues</h1>${PROSE.replaceAll('</p>', '')}<plaintext>`).text).toContain('quiet on Sundays');
  });
});
