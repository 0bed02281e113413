/** How a source's listing is to be read where its structure says too little. */

/** CSS selectors; all but `item` and `next` within the item. Null: the part is not read. */
export type ListingRules = {
  readonly item: string;
  /** The link to the post; its text is the title where `title` is null. Empty: the item itself is the link. */
  readonly link: string;
  readonly title: string | null;
  readonly date: string | null;
  readonly excerpt: string | null;
  readonly tags: string | null;
  readonly author: string | null;
  readonly next: string | null;
};
