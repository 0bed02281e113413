/** What was taken out of a page, and why. */

import type { Element } from '../dom.ts';

/** A removed element as a person can check it. `selector` is short, not unique; `text` is its beginning. */
export type Removal = { readonly step: string; readonly selector: string; readonly reason: string; readonly text: string };

/** Why an element was dropped: the step's name in kebab case and a phrase. */
export type Reason = { readonly step: string; readonly reason: string };

/** Dropped elements; what is below one is dropped with it. */
export type Dropped = Map<Element, Reason>;
