import { describe, expect, test } from 'vitest';
import { extract, PROSE } from './page.ts';

const CODE = 'def f(x):\n    return x + 1\n\nprint(f(1))';
const [L1, L2, L4] = ['def f(x):', '    return x + 1', 'print(f(1))'];

describe('code blocks', () => {
  const blocks: readonly (readonly [why: string, markup: string])[] = [
    ['Prism', `<pre class="language-python line-numbers"><code class="language-python">${CODE}<span aria-hidden="true" class="line-numbers-rows"><span></span><span></span></span></code></pre>`],
    ['highlight.js', `<pre><code class="hljs python"><span class="hljs-keyword">def</span> f(x):\n    <span class="hljs-keyword">return</span> x + 1\n\nprint(f(1))\n</code></pre>`],
    ['Rouge with a line table', `<div class="language-python highlighter-rouge"><div class="highlight"><table class="rouge-table"><tbody><tr><td class="rouge-gutter gl"><pre class="lineno">1\n2\n3\n4\n</pre></td><td class="rouge-code"><pre>${CODE}\n</pre></td></tr></tbody></table></div></div>`],
    ['Pygments with a line table', `<div class="highlight-python"><table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>1\n2\n3\n4</pre></div></td><td class="code"><div class="highlight"><pre>${CODE}</pre></div></td></tr></table></div>`],
    ['Chroma with numbers in the lines', `<div class="highlight"><pre class="chroma"><code class="language-python" data-lang="python"><span class="line"><span class="ln">1</span><span class="cl">${L1}\n</span></span><span class="line"><span class="ln">2</span><span class="cl">${L2}\n</span></span><span class="line"><span class="ln">3</span><span class="cl">\n</span></span><span class="line"><span class="ln">4</span><span class="cl">${L4}</span></span></code></pre></div>`],
    ['Shiki', `<pre class="shiki" data-language="python"><code><span class="line">${L1}</span>\n<span class="line">${L2}</span>\n<span class="line"></span>\n<span class="line">${L4}</span></code></pre>`],
    ['Shiki without breaks', `<pre class="shiki" data-language="python"><code><span class="line">${L1}</span><span class="line">${L2}</span><span class="line"></span><span class="line">${L4}</span></code></pre>`],
    ['Hexo', `<figure class="highlight python"><table><tr><td class="gutter"><pre><span class="line">1</span><br><span class="line">2</span><br><span class="line">3</span><br><span class="line">4</span><br></pre></td><td class="code"><pre><span class="line">${L1}</span><br><span class="line">${L2}</span><br><span class="line"></span><br><span class="line">${L4}</span><br></pre></td></tr></table></figure>`],
    ['GitHub gist', `<div class="gist"><div class="gist-data"><div class="blob-wrapper data type-python"><table class="highlight" data-language="python">${[L1, L2, '', L4].map((line, index) => `<tr><td class="blob-num" data-line-number="${index + 1}"></td><td class="blob-code blob-code-inner">${line}\n</td></tr>`).join('')}</table></div></div></div>`],
    ['Docusaurus', `<div class="language-python codeBlockContainer_x theme-code-block"><pre class="prism-code language-python codeBlock_x thin-scrollbar"><code class="codeBlockLines_x">${[L1, L2, '', L4].map((line) => `<span class="token-line" style="color:#fff"><span class="token plain" style="display:inline-block">${line}</span><br></span>`).join('')}</code></pre><button aria-label="Copy code">Copy</button></div>`],
    ['Chroma with a line table', `<div class="highlight"><div class="chroma"><table class="lntable"><tr><td class="lntd"><pre class="chroma"><code>${[1, 2, 3, 4].map((line) => `<span class="lnt">${line}\n</span>`).join('')}</code></pre></td><td class="lntd"><pre class="chroma"><code class="language-python" data-lang="python">${CODE}</code></pre></td></tr></table></div></div>`],
    ['a line table of highlight.js', `<pre><code class="hljs language-python"><table class="hljs-ln"><tbody>${[L1, L2, ' ', L4].map((line, index) => `<tr><td class="hljs-ln-line hljs-ln-numbers" data-line-number="${index + 1}"><div class="hljs-ln-n" data-line-number="${index + 1}"></div></td><td class="hljs-ln-line hljs-ln-code" data-line-number="${index + 1}">${line}</td></tr>`).join('')}</tbody></table></code></pre>`],
    ['a line table of Pandoc', `<table class="sourceCode python numberLines"><tr><td class="lineNumbers"><pre>1\n2\n3\n4</pre></td><td class="sourceCode"><pre><code class="sourceCode python">${CODE}</code></pre></td></tr></table>`],
    ['numbers of Org', `<pre class="src src-python">${[L1, L2, '', L4].map((line, index) => `<span class="linenr">${index + 1}: </span>${line}`).join('\n')}</pre>`],
    ['a label that names the language', `<div class="code-block"><div class="code-header"><span>python</span><button>Copy</button></div><pre><code>${CODE}</code></pre></div>`],
    ['a copy button inside', `<pre><code class="language-python">${CODE}</code><button class="copy">Copy</button></pre>`],
    ['a gist with white space between its rows', `<div class="gist"><div class="blob-wrapper data type-python"><table>${[L1, L2, '', L4].map((line, index) => `<tr><td class="blob-num" data-line-number="${index + 1}"></td><td class="blob-code blob-code-inner">${line}\n</td></tr>`).join('\n')}</table></div></div>`],
    ['Prism with its toolbar', `<div class="code-toolbar"><pre class="language-python"><code>${CODE}</code></pre><div class="toolbar"><div class="toolbar-item"><button>Copy</button></div></div></div>`],
    ['a column of numbers beside the block', `<div class="language-python line-numbers-mode"><pre class="language-python"><code>${CODE}</code></pre><div class="line-numbers-wrapper"><span>1</span><br><span>2</span><br><span>3</span><br><span>4</span></div></div>`],
    ['a badge in the block', `<pre><div class="badge"><div>python</div><div>⧉</div></div><code class="hljs">${CODE}</code></pre>`],
    ['GeSHi, which names the language alone', `<pre class="python">${CODE}</pre>`],
    ['a language that a header in the block names', `<pre><div><div>Python</div><button>Copy</button></div><div class="cm-content">${[L1, L2, '', L4].map((line) => `<span>${line}</span>`).join('<br>')}</div></pre>`],
    ['a block of Verso with pop-ups', `<code class="hl python block"><span class="has-info"><span class="hover-container"><span class="hover-info"><code>f : int</code></span></span><span>def</span></span> f(x):\n${L2}\n\n${L4}</code>`],
    ['a gutter without a name', `<pre class="language-python">${[L1, L2, '', L4].map((line, index) => `<div><span>${index + 1}</span><div>${line}</div></div>`).join('')}</pre>`],
  ];
  test.each(blocks)('%s', (_why, markup) => {
    const { markdown, text, codeLanguages } = extract(`<article>${PROSE}${markup}${PROSE}</article>`);
    expect(markdown).toContain(`\`\`\`python\n${CODE}\n\`\`\``);
    expect(text).toContain(CODE);
    expect(markdown).not.toMatch(/^(?:python|Copy)$/mu);
    expect(codeLanguages).toEqual(['python']);
  });

  const editors: readonly (readonly [why: string, markup: string])[] = [
    ['Monaco', `<div class="monaco-editor"><div class="margin"><div class="line-numbers">1</div></div><div class="view-lines">${[L1, L2, '', L4].map((line) => `<div class="view-line"><span><span class="mtk1">${line}</span></span></div>`).join('')}</div></div>`],
    ['CodeMirror 5', `<div class="CodeMirror"><div class="CodeMirror-code">${[L1, L2, '', L4].map((line, index) => `<div><div class="CodeMirror-gutter-wrapper"><div class="CodeMirror-linenumber">${index + 1}</div></div><pre class="CodeMirror-line"><span>${line === '' ? '\u200B' : line}</span></pre></div>`).join('')}</div></div>`],
    ['code pasted with its looks', `<div style="font-family:Menlo,monospace;white-space:pre">${[L1, L2, '', L4].map((line) => `<div><span>${line === '' ? '<br>' : line}</span></div>`).join('')}</div>`],
  ];
  test.each(editors)('%s', (_why, markup) => {
    expect(extract(`<article>${PROSE}${markup}${PROSE}</article>`).markdown).toContain(`\`\`\`\n${CODE}\n\`\`\``);
  });

  test('a fence in the code does not end the block', () => {
    expect(extract(`<article>${PROSE}<pre>\`\`\`js\nx\n\`\`\`</pre></article>`).markdown).toContain('````\n```js\nx\n```\n````');
  });
});

describe('footnotes', () => {
  const notes: readonly (readonly [why: string, markup: string])[] = [
    ['a list of notes', `<p>Fast.<sup id="r1"><a href="#fn1">1</a></sup></p>${PROSE}<ol class="footnotes"><li id="fn1">On a laptop. <a href="#r1">↩</a></li></ol>`],
    ['named anchors', `<p>Fast.<a name="ref1" href="#note1">[1]</a></p>${PROSE}<div><p><a name="note1" href="#ref1">[1]</a> On a laptop.</p></div>`],
    ['numbers without links after a rule', `<p>Fast.<sup>1</sup></p>${PROSE}<hr><p><sup>1</sup> On a laptop.</p>`],
    ['a side note', `<p>Fast.<label class="margin-toggle"></label><input type="checkbox"><span class="sidenote">On a laptop.</span></p>${PROSE}`],
    ['a side note with a numbered label', `<p>Fast.<label for="n1" class="margin-toggle sidenote-number"></label><input type="checkbox" id="n1" class="margin-toggle"><span class="sidenote">On a laptop.</span></p>${PROSE}`],
    ['words in an attribute', `<p>Fast.<sup data-footnote="On a laptop.">1</sup></p>${PROSE}`],
    ['a hidden note beside its button', `<p>Fast.<span class="note"><button>1</button><span class="footnote-popover" hidden>On a laptop.</span></span></p>${PROSE}`],
    ['the anchor of the note is lost', `<p>Fast.<a href="#_ftn1">[1]</a></p>${PROSE}<p><a href="#_ftnref1">[1]</a> On a laptop.</p>`],
    ['a heading that is only the number', `<p>Fast.<a id="DOCF1" href="#FOOT1">(1)</a></p>${PROSE}<div><hr><h4>Footnotes</h4><h5><a id="FOOT1" href="#DOCF1">(1)</a></h5><p>On a laptop.</p></div>`],
    ['a table of one row', `<p>Fast.<a class="footnote-reference" href="#id2" id="id1">[1]</a></p>${PROSE}<table class="docutils footnote" id="id2"><tr><td><a href="#id1">[1]</a></td><td>On a laptop.</td></tr></table>`],
    ['a pop-over', `<p>Fast.<button popovertarget="n1">1</button></p>${PROSE}<aside popover id="n1">On a laptop.</aside>`],
    ['a hidden aside with a key', `<p>Fast.<sup data-note-key="laptop">1</sup></p>${PROSE}<aside hidden data-note-key="laptop">On a laptop.</aside>`],
    ['a note of LaTeXML', `<p>Fast.<span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>On a laptop.</span></span></span></p>${PROSE}`],
    ['an element of its own', `<p>Fast.<d-footnote>On a laptop.</d-footnote></p>${PROSE}`],
    ['a list under a heading', `<p>Fast.<sup>1</sup></p>${PROSE}<h2>Footnotes</h2><ol><li>On a laptop.</li></ol>`],
  ];
  test.each(notes)('%s', (_why, markup) => {
    const { markdown } = extract(`<article>${PROSE}${markup}</article>`);
    expect(markdown).toContain('Fast.[^1]');
    expect(markdown).toMatch(/\[\^1\]: On a laptop\.$/u);
    expect(markdown.match(/On a laptop/gu)).toHaveLength(1);
  });

  test('links in a note and references between notes stay', () => {
    const { markdown } = extract(`<article>${PROSE}<p>Fast.<a href="#fn1" id="r1"><sup>1</sup></a> Cheap.<a href="#fn2" id="r2"><sup>2</sup></a></p><ol class="footnotes"><li id="fn1">See <a href="https://example.org/">Lee</a><a href="#fn2"><sup>2</sup></a> <a href="#r1">↩</a></li><li id="fn2">Twice. <a href="#r2">↩</a></li></ol></article>`);
    expect(markdown).toContain('[^1]: See [Lee](https://example.org/)[^2]\n\n[^2]: Twice.');
  });

  test('a numbered link to an equation is a link', () => {
    expect(extract(`<article><p>By <a href="#eq1">(1)</a> we know the bound.</p>${PROSE}<div id="eq1">x = 1</div></article>`).markdown).toContain('By [(1)](#eq1) we know');
  });
});
