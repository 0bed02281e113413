/** Names of programming languages as highlighters spell them, and the one name that we keep for each. */

/** Our name → other spellings in class names. The names themselves are spellings too. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ada: '', apl: '', asm: 'assembly nasm armasm x86asm gas assembler', awk: 'gawk', bash: 'sh shell zsh console shell-session shellsession terminal shellscript sh-session bash-session fish',
  basic: 'vb vbnet visual-basic vba', bibtex: '', c: 'h', clojure: 'clj cljs clojurescript edn', cmake: '', cobol: '', coffeescript: 'coffee', cpp: 'c++ cc cxx hpp arduino',
  crystal: 'cr', csharp: 'c# cs c-sharp dotnet', css: '', csv: '', cuda: '', d: '', dart: '', diff: 'patch udiff', dockerfile: 'docker', elixir: 'ex exs iex', elm: '', erlang: 'erl',
  fortran: 'f90 f95', fsharp: 'f# fs', gherkin: 'feature cucumber', gleam: '', glsl: 'hlsl wgsl', go: 'golang', gradle: '', graphql: 'gql', groovy: '', haskell: 'hs lhs', haml: '', hcl: 'terraform tf', html: 'htm xhtml markup html+erb erb htmlbars handlebars hbs html5 jinja jinja2 django liquid twig',
  http: '', idris: '', ini: 'cfg properties conf', java: 'jsp', javascript: 'js jsx mjs cjs node ecmascript es6 jscript', json: 'jsonc json5 jsonl', julia: 'jl julia-repl', kotlin: 'kt kts', latex: 'tex', lean: 'lean4', less: '', lisp: 'elisp emacs-lisp common-lisp cl commonlisp', lua: '',
  makefile: 'make mk', markdown: 'md mdx', matlab: 'octave', mermaid: '', nginx: 'nginxconf', nim: '', nix: '', objectivec: 'objc obj-c objective-c', ocaml: 'ml reasonml', pascal: 'delphi', perl: 'pl', php: '', pony: '', powershell: 'ps ps1 posh', prolog: '', promql: '',
  protobuf: 'proto protocol-buffers', puppet: '', python: 'py py3 python3 pycon ipython ipython3 python-repl pytb', qml: '', r: 'splus rlang', racket: '', razor: '', regex: '', rst: 'restructuredtext', ruby: 'rb irb', rust: 'rs', sass: 'scss', scala: 'sc', scheme: 'scm', smalltalk: '', solidity: 'sol', sql: 'mysql postgresql postgres pgsql plsql tsql psql sqlite hiveql cql', starlark: 'bazel',
  svelte: '', swift: '', toml: '', typescript: 'ts tsx', v: '', vhdl: '', verilog: 'systemverilog', vim: 'viml vimscript', vue: '', wasm: 'wat webassembly', xml: 'xsl xslt svg rss plist', yaml: 'yml', zig: '',
};

const CANONICAL = new Map(Object.entries(SPELLINGS).flatMap(([name, others]) => [name, ...others.split(' ')].filter((spelling) => spelling !== '').map((spelling) => [spelling, name] as const)));

/** Class names that say that the block is plain. */
const PLAIN = new Set(['text', 'plain', 'plaintext', 'txt', 'none', 'nohighlight', 'no-highlight', 'output', 'default', 'unknown', 'auto', 'raw', 'code', 'id', 'label', 'name']);

/** Marks before a language in a class name. */
const MARKED = /(?:^|\s)(?:language|lang|mw-highlight-lang|highlight-source|highlight-text|highlight|brush|src|sourcecode|codehilite|code|snippet|prettyprint lang|gatsby-highlight|hljs language|blob-wrapper data type)[-:_]\s*([\w+#.-]+)/iu;

/** Class names that stand beside a bare language name. */
const HIGHLIGHTERS = /(?:^|\s)(?:hljs|hl|highlight|sourceCode|codehilite|src|prettyprint|chroma|shiki|prism|code|wp-block-code|programlisting|crayon|syntaxhighlighter|listing|codeblock|code-block)(?:\s|$)/iu;

/** The language that class names give, in our spelling, or null. Unknown names after a clear mark are kept as written. */
export function languageFromNames(names: string): string | null {
  const marked = MARKED.exec(names)?.[1]?.toLowerCase();
  if (marked !== undefined && !PLAIN.has(marked)) {
    const known = canonicalLanguage(marked);
    if (known !== null) return known;
    if (/language-|lang-|brush:/iu.test(names) && /^[a-z][a-z0-9+#-]{0,19}$/u.test(marked)) return marked;
  }
  if (!HIGHLIGHTERS.test(names)) return null;
  return names.toLowerCase().split(/[\s;]+/u).map(bareLanguage).find((language) => language !== null) ?? null;
}

/** The language that a class name is by itself, or null: one letter is one only for a few. */
export function bareLanguage(name: string): string | null {
  return name.length > 1 || name === 'c' || name === 'r' || name === 'd' ? canonicalLanguage(name) : null;
}

/** Our name for a language, or null for an unknown one. */
export function canonicalLanguage(name: string): string | null {
  return CANONICAL.get(name.toLowerCase()) ?? null;
}
