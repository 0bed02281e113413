/** What happened, for whoever measures; nobody has to listen, and then it costs nothing. */

import { channel } from 'node:diagnostics_channel';

/** `route` is the template (`/posts/:id`), never an address from data. */
export type Answered = { readonly route: string; readonly method: string; readonly status: number; readonly seconds: number };

/** A request was answered by the API or a page. */
export const ANSWERED = channel('writeups.answered');
/** A fetch ended: `ok`, `not-modified` or the kind of its failure, as text. */
export const FETCHED = channel('writeups.fetched');
/** An engine could not take what the outbox held: the kind of the failure, as text. */
export const INDEX_FAILED = channel('writeups.index-failed');
