/** Searches that somebody wants to hear of, and what each has been told. */

export const TARGET_KINDS = ['webhook', 'mail', 'slack', 'discord', 'telegram'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export const SAVED_SEARCH_EVENTS = ['new-posts', 'points'] as const;
/** When to tell: of each new post that matches, or once its discussions first reach so many points. */
export type SavedSearchEvent = (typeof SAVED_SEARCH_EVENTS)[number];
