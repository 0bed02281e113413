/** What the store keeps of a text so that copies can be found without comparing it with every other one. */

/**
 * `keys`: up to a few dozen integers (0 … 2^53−1); two texts can only be copies of each other if they share one, so a
 * lookup by key finds every candidate. `data`: what the comparison needs of the text itself.
 */
export type Fingerprint = { readonly keys: readonly number[]; readonly data: Uint8Array };
