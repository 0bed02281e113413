/**
 * The tokens of a page, found by searching for what ends each of them. htmlparser2's own tokenizer steps through a page
 * character by character; with this one beside its tree rules a page takes half the time.
 */

import { QuoteType, Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/** A tokenizer for htmlparser2's parser, which asks for a class. A page is written to it as a whole; references stay undecoded. */
export class PageTokenizer extends Tokenizer {
  readonly #callbacks: TokenizerCallbacks;

  constructor(options: ConstructorParameters<typeof Tokenizer>[0], callbacks: TokenizerCallbacks) {
    super(options, callbacks);
    this.#callbacks = callbacks;
  }

  override write(html: string): void {
    readTokens(html, this.#callbacks);
  }

  override end(): void {
    this.#callbacks.onend();
  }
}

/** Reads a token whose place in the text is given; returns where the text after it begins. What the page's end cuts off is left out. */
type Reader = (html: string, at: number, callbacks: TokenizerCallbacks) => number;

function readTokens(html: string, callbacks: TokenizerCallbacks): void {
  let text = 0;
  for (let open = html.indexOf('<'); open !== -1; open = html.indexOf('<', Math.max(text, open + 1))) {
    const read = readerOf(html, open);
    if (read === null) continue;
    if (open > text) callbacks.ontext(text, open);
    text = read(html, open, callbacks);
  }
  if (text < html.length) callbacks.ontext(text, html.length);
}

const [TAB, LINE_FEED, FORM_FEED, RETURN, SPACE] = [9, 10, 12, 13, 32];
const [EXCLAMATION, DOUBLE_QUOTE, SINGLE_QUOTE, DASH, SLASH, EQUALS, GREATER, QUESTION, BRACKET] = [33, 34, 39, 45, 47, 61, 62, 63, 91];

/** What a `<` begins, or null where it is text. */
function readerOf(html: string, open: number): Reader | null {
  const next = html.charCodeAt(open + 1);
  if (isLetter(next)) return readOpenTag;
  if (next === SLASH) return closingReader(html.charCodeAt(skipSpace(html, open + 2)));
  return next === EXCLAMATION ? readMarkup : next === QUESTION ? readInstruction : null;
}

/** `</>` is text, and so is a `</` at the end. */
function closingReader(next: number): Reader | null {
  if (isLetter(next)) return readCloseTag;
  return next === GREATER || Number.isNaN(next) ? null : readFalseClose;
}

function readOpenTag(html: string, open: number, callbacks: TokenizerCallbacks): number {
  let at = open + 2;
  while (!isEndOfName(html.charCodeAt(at))) at += 1;
  if (at >= html.length) return html.length;
  callbacks.onopentagname(open + 1, at);
  const name = at - open <= MAX_RAW_NAME ? html.slice(open + 1, at).toLowerCase() : '';
  for (;;) {
    at = skipSpace(html, at);
    const unit = html.charCodeAt(at);
    if (unit === GREATER) {
      callbacks.onopentagend(at);
      return RAW_TEXT.has(name) ? readRawText(html, at + 1, name, callbacks) : at + 1;
    }
    if (unit !== SLASH) {
      at = readAttribute(html, at, callbacks);
    } else {
      at = skipSpace(html, at + 1);
      if (html.charCodeAt(at) === GREATER) {
        callbacks.onselfclosingtag(at);
        return at + 1;
      }
    }
    if (at >= html.length) return html.length;
  }
}

/** Elements that nothing but their own closing tag ends. */
const RAW_TEXT = new Set(['script', 'style', 'title', 'textarea', 'xmp']);
const MAX_RAW_NAME = 'textarea'.length + 1;

function readRawText(html: string, start: number, name: string, callbacks: TokenizerCallbacks): number {
  for (let close = html.indexOf('</', start); close !== -1; close = html.indexOf('</', close + 2)) {
    const end = close + 2 + name.length;
    const unit = html.charCodeAt(end);
    if ((unit !== GREATER && !isSpace(unit)) || html.slice(close + 2, end).toLowerCase() !== name) continue;
    if (close > start) callbacks.ontext(start, close);
    return readCloseTag(html, close, callbacks);
  }
  if (start < html.length) callbacks.ontext(start, html.length);
  return html.length;
}

const readAttribute: Reader = (html, start, callbacks) => {
  let end = start + 1;
  while (html.charCodeAt(end) !== EQUALS && !isEndOfName(html.charCodeAt(end))) end += 1;
  if (end >= html.length) return html.length;
  callbacks.onattribname(start, end);
  const at = skipSpace(html, end);
  if (html.charCodeAt(at) === EQUALS) return readValue(html, skipSpace(html, at + 1), callbacks);
  callbacks.onattribend(QuoteType.NoValue, end);
  return at;
};

const readValue: Reader = (html, start, callbacks) => {
  const unit = html.charCodeAt(start);
  if (unit === DOUBLE_QUOTE) return readQuoted(html, start + 1, '"', callbacks);
  if (unit === SINGLE_QUOTE) return readQuoted(html, start + 1, "'", callbacks);
  let end = start;
  while (end < html.length && html.charCodeAt(end) !== GREATER && !isSpace(html.charCodeAt(end))) end += 1;
  callbacks.onattribdata(start, end);
  callbacks.onattribend(QuoteType.Unquoted, end);
  return end;
};

function readQuoted(html: string, start: number, quote: '"' | "'", callbacks: TokenizerCallbacks): number {
  const end = html.indexOf(quote, start);
  if (end === -1) return html.length;
  callbacks.onattribdata(start, end);
  callbacks.onattribend(quote === '"' ? QuoteType.Double : QuoteType.Single, end + 1);
  return end + 1;
}

const readCloseTag: Reader = (html, open, callbacks) => {
  const start = skipSpace(html, open + 2);
  let end = start + 1;
  while (end < html.length && html.charCodeAt(end) !== GREATER && !isSpace(html.charCodeAt(end))) end += 1;
  if (end >= html.length) return html.length;
  callbacks.onclosetag(start, end);
  return after(html, '>', end);
};

/** `</` before anything but a name is a comment up to the next `>`. */
const readFalseClose: Reader = (html, open, callbacks) => {
  const start = skipSpace(html, open + 2);
  const end = html.indexOf('>', start + 1);
  if (end === -1) callbacks.ontext(start, html.length);
  else callbacks.oncomment(start, end, 0);
  return end === -1 ? html.length : end + 1;
};

/** `<!`: a comment, a CDATA section, or a declaration such as the document type. */
const readMarkup: Reader = (html, open, callbacks) => {
  const next = html.charCodeAt(open + 2);
  if (next === DASH && html.charCodeAt(open + 3) === DASH) return readComment(html, open + 4, callbacks);
  if (next === BRACKET && html.startsWith('CDATA[', open + 3)) return readCdata(html, open + 9, callbacks);
  return readDeclaration(html, open, callbacks);
};

/** The dashes that open a comment may be those that end it: `<!-->`. */
const readComment: Reader = (html, start, callbacks) => {
  const end = html.indexOf('-->', start - 2);
  if (end !== -1) callbacks.oncomment(start, end + 2, 2);
  else if (start < html.length) callbacks.oncomment(start, html.length, 0);
  return end === -1 ? html.length : end + 3;
};

const readCdata: Reader = (html, start, callbacks) => {
  const end = html.indexOf(']]>', start);
  if (end !== -1) callbacks.oncdata(start, end + 2, 2);
  else if (start < html.length) callbacks.oncdata(start, html.length, 0);
  return end === -1 ? html.length : end + 3;
};

const readDeclaration: Reader = (html, open, callbacks) => {
  const start = open + 2;
  const end = html.indexOf('>', html.charCodeAt(start) === DASH ? start + 2 : start + 1);
  if (end !== -1) callbacks.ondeclaration(start, end);
  else if (start < html.length) callbacks.ontext(start, html.length);
  return end === -1 ? html.length : end + 1;
};

const readInstruction: Reader = (html, open, callbacks) => {
  const end = html.indexOf('>', open + 2);
  if (end !== -1) callbacks.onprocessinginstruction(open + 2, end);
  else if (open + 2 < html.length) callbacks.ontext(open + 2, html.length);
  return end === -1 ? html.length : end + 1;
};

function after(html: string, sign: string, from: number): number {
  const at = html.indexOf(sign, from);
  return at === -1 ? html.length : at + sign.length;
}

function skipSpace(html: string, from: number): number {
  let at = from;
  while (isSpace(html.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(unit: number): boolean {
  return unit === SPACE || unit === LINE_FEED || unit === TAB || unit === FORM_FEED || unit === RETURN;
}

/** The end of the page (NaN) ends a name too. */
function isEndOfName(unit: number): boolean {
  return unit === GREATER || unit === SLASH || isSpace(unit) || Number.isNaN(unit);
}

function isLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
}
