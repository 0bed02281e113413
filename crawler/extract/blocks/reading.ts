/** What is decided about a page before its content is read into blocks. */

import type { Element } from '../dom.ts';

export type Reading = {
  /** Elements that are not content. */
  readonly dropped: { readonly has: (element: Element) => boolean };
  /** What relative addresses are resolved against. */
  readonly baseUrl: string;
  /** Footnote references and the label each is written as. */
  readonly noteLabels: ReadonlyMap<Element, string>;
};
