import { describe, expect, test } from 'vitest';
import { inspectArticle } from '../../../crawler/extract/inspect.ts';
import { extract, makePage, NOW, PROSE } from './page.ts';

const LEAD = 'A backlog of eleven minutes taught us to watch the age of the oldest message rather than their number.';
const ANSWER = 'It counts the messages that wait, which is a different thing from how long any one of them has waited until now; that is what hurts, and a count alone never shows it to anyone.';

describe('what belongs to the text though it stands beside it', () => {
  const rows: readonly (readonly [why: string, body: string, kept: string])[] = [
    ['a lead between the title and the text', `<header><h1>Quiet queues</h1><p>${LEAD}</p></header><div class="body">${PROSE}${PROSE}</div>`, LEAD],
    ['a lead in an element of its own', `<main><div><h1>Quiet queues</h1></div><div class="dek"><p>${LEAD}</p></div><div class="body">${PROSE}${PROSE}</div></main>`, LEAD],
    ['questions and answers below the text', `<div class="body">${PROSE}${PROSE}</div><section><h2>FAQ</h2><h3>What does the gauge count?</h3><p>${ANSWER}</p></section>`, ANSWER],
    ['a question that is a button', `<div class="body">${PROSE}</div><section><h2>Frequently asked questions</h2><h3><button aria-expanded="false">What does the gauge count, then?</button></h3><div><p>${ANSWER}</p></div></section>`, 'What does the gauge count, then?'],
    ['sections alike: none of them is the whole text', `<div class="part">${PROSE}${PROSE}${PROSE}</div><div class="part"><p>${LEAD}</p></div>`, LEAD],
    ['a section with a generated id that begins with a word of navigation', `<article>${PROSE}<div id="toc_ages-of-messages"><h2>Ages of messages</h2><p>${ANSWER}</p></div></article>`, ANSWER],
    ['a section about more of the same thing', `<article>${PROSE}${PROSE}${PROSE}<h2>More about ages</h2><p>${ANSWER}</p><p>${ANSWER} Twice.</p><h2>End</h2>${PROSE}</article>`, 'Twice.'],
    ['the rest of an article below a line about an advertisement', `<article>${PROSE}<div>Advertisement</div><p>${ANSWER}</p></article>`, ANSWER],
    ['colours named after their rank', `<article>${PROSE}<div class="border border-secondary-700"><p>${ANSWER}</p></div></article>`, ANSWER],
  ];
  test.each(rows)('%s', (_why, body, kept) => {
    expect(extract(body).text).toContain(kept);
  });

  test('what stands between lead and text without being either is left out, and says so', () => {
    const { article, removals } = inspectArticle(makePage(`<main><div><h1>Quiet queues</h1></div><p>${LEAD}</p><div><a href="/a">Operations</a></div><div>${PROSE}${PROSE}</div></main>`), NOW);
    expect(article.text).toContain(LEAD);
    expect(article.text).not.toContain('Operations');
    expect(removals).toContainEqual({ step: 'beside', reason: 'neither the text nor its lead', selector: 'body > main > div', text: 'Operations' });
  });
});

describe('what stands there for readers without scripts', () => {
  test('is the text where the page shows nothing else, as much forum software has it', () => {
    const body = `<div id="app"></div><noscript><p>Scripts are off.</p></noscript><noscript><h1>Quiet queues</h1><article>${PROSE}</article></noscript>`;
    const { title, text } = extract(body);
    expect(title).toBe('Quiet queues');
    expect(text).toContain('the pager has been quiet on Sundays');
    expect(text).not.toContain('Scripts are off');
  });

  test('is none of it where the page shows its text', () => {
    expect(extract(`<article>${PROSE}</article><noscript><p>${LEAD}</p><p>${ANSWER}</p></noscript>`).text).not.toContain(LEAD);
  });

  test('is no text where it only asks for scripts', () => {
    expect(() => extract('<div id="app"></div><noscript>Please enable scripts to read this page.</noscript>')).toThrow('no readable text');
  });
});

describe('what does not', () => {
  const long = PROSE.replaceAll('</p>', ' It took a whole week.</p>');
  const teaser = `What we found when we looked at it again, and again after that. ${'The whole story of a long night follows. '.repeat(8)}`;
  const rows: readonly (readonly [why: string, body: string, dropped: string, head: string])[] = [
    ['words about the author at the end, without a heading', `<article>${long}<p>Ann Lee is an engineer on the delivery team and rides a bicycle.</p></article>`, 'bicycle', '<meta name="author" content="Ann Lee">'],
    ['words about the author above the text', `<div class="top"><h1>Quiet queues</h1><p>Ann Lee has been an engineer on the delivery team for nine years, and rides a bicycle in all that time.</p></div><div class="body">${long}${long}</div>`, 'bicycle', '<meta name="author" content="Ann Lee">'],
    ['linked headings with teasers of a paragraph each', `<article>${long.repeat(4)}<div>${[1, 2, 3].map((n) => `<h3><a href="/posts/${n}">Another outage, number ${n}</a></h3><p>${teaser}</p>`).join('')}</div></article>`, 'number 2', ''],
    ['a field for an address with its promise, whatever it is called', `<article>${PROSE}${PROSE}<section class="x1"><div>Be the first to know!</div><p>By signing up you agree to get our newsletter.</p><div><input type="email"></div></section></article>`, 'first to know', ''],
    ...['Advertisement', 'Sponsored', '7 min read', 'Share this article', 'Skip to main content', 'Loading...', 'Copy link'].map((line): readonly [string, string, string, string] => [`the line "${line}"`, `<article>${PROSE}<p>${line}</p>${PROSE}</article>`, line, '']),
  ];
  test.each(rows)('%s', (_why, body, dropped, head) => {
    const { text } = extract(body, { head });
    expect(text).toContain('quiet on Sundays');
    expect(text).not.toContain(dropped);
  });
});

describe('parts that a server streams late', () => {
  test('stand where their place is marked, and the stand-in goes', () => {
    const { text } = extract(`<article><h1>Quiet queues</h1>${PROSE}<!--$?--><template id="B:0"></template><p>Please wait a little longer for it.</p><!--/$--><p>The end of the story.</p></article><div hidden id="S:0"><p>${ANSWER}</p></div><script>$RC("B:0","S:0")</script>`);
    expect(text).not.toContain('Please wait');
    expect(text.indexOf(ANSWER)).toBeGreaterThan(text.indexOf('quiet on Sundays'));
    expect(text.indexOf(ANSWER)).toBeLessThan(text.indexOf('The end of the story.'));
  });

  test('a segment within a late part, and a part without a place', () => {
    const { text } = extract(`<article>${PROSE}<template id="B:1"></template><!--/$--></article><div hidden id="S:1"><p>Outer words of it.</p><template id="P:2"></template></div><div hidden id="S:2"><p>Inner words of it.</p></div><div hidden id="S:9"><p>Lost</p></div>`);
    expect(text).toMatch(/quiet on Sundays[\s\S]*Outer words of it\.\s+Inner words of it\./u);
  });

  test('a part whose place is in itself does no harm', () => {
    expect(extract(`<article>${PROSE}</article><div hidden id="S:3"><template id="B:3"></template></div>`).text).toContain('eleven minutes');
  });
});
