/** The one way from HTML text to a tree: cheerio over htmlparser2, behind a depth and size guard. */

import { load, type CheerioAPI } from 'cheerio';
import { Parser } from 'htmlparser2';
import { ParseError } from '../../core/errors.ts';

/** R13: cheerio needs 79 s for 100,000 nested elements; a depth of 512 costs it 15 ms. */
const MAX_DEPTH = 512;
const MAX_ELEMENTS = 200_000;
const MAX_ATTRIBUTES = 1_000;

/**
 * The page as a tree.
 * @throws ParseError kind `too-deep` or `too-many`, before any tree is built.
 */
export function loadHtml(html: string): CheerioAPI {
  guardSize(html);
  return load(html, { xml: { xmlMode: false, decodeEntities: true } });
}

/** Streams over the markup and counts. @throws ParseError as {@link loadHtml}. */
export function guardSize(html: string): void {
  let depth = 0;
  let elements = 0;
  const parser = new Parser({
    onopentag(_name, attributes) {
      depth += 1;
      elements += 1;
      if (depth > MAX_DEPTH) throw new ParseError('too-deep', `The page nests elements more than ${MAX_DEPTH} deep.`);
      if (elements > MAX_ELEMENTS) throw new ParseError('too-many', `The page has more than ${MAX_ELEMENTS} elements.`);
      for (const _key in attributes) {
        if (Object.keys(attributes).length > MAX_ATTRIBUTES) throw new ParseError('too-many', `An element has more than ${MAX_ATTRIBUTES} attributes.`);
        break;
      }
    },
    onclosetag() {
      depth -= 1;
    },
  });
  parser.write(html);
  parser.end();
}
