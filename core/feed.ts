/** What a parsed document says: feeds and listings, before anything is decided about them. */

/** ISO 8601 instant in UTC, such as `2024-03-07T00:00:00.000Z`. */
export type Instant = string;

/** A file that an entry carries beside its text (RSS enclosure, Atom `rel=enclosure`, JSON Feed attachment). */
export type Enclosure = {
  readonly url: string;
  readonly type: string | null;
  readonly lengthBytes: number | null;
};

/** A span in which something happened, for "3 years ago" and dates without a day. Both ends are inclusive. */
export type InstantRange = { readonly earliestAt: Instant; readonly latestAt: Instant };

/** One item as its feed or listing gave it (RFC 4287 §4.1.2, RSS 2.0 `item`). Text fields hold no markup; addresses are absolute. */
export type Entry = {
  /** What tells it from the document's other entries: its own id, else its address, else a hash of its words; null where it has none of them. */
  readonly guid: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly authors: readonly string[];
  readonly publishedAt: Instant | null;
  readonly updatedAt: Instant | null;
  /** Where the document only says roughly when (`publishedAt` is then null); null where it gives a date or none at all. */
  readonly publishedRange: InstantRange | null;
  readonly summary: string | null;
  readonly contentHtml: string | null;
  readonly contentText: string | null;
  readonly categories: readonly string[];
  /** BCP 47 tag as written (`en-GB`): the entry's own, else its feed's. */
  readonly language: string | null;
  readonly imageUrl: string | null;
  readonly enclosures: readonly Enclosure[];
  /** Where the entry is discussed (RSS `comments`, an aggregator's thread). */
  readonly discussion: Discussion | null;
};

/** An aggregator's thread about an entry. Unknown counts are null. */
export type Discussion = {
  readonly url: string;
  readonly points: number | null;
  readonly comments: number | null;
  readonly submittedAt: Instant | null;
};

/** What named an entry first: a source's own document, a page or sitemap of its past, or another post of the site. */
export type EntryOrigin = 'feed' | 'archive' | 'sitemap' | 'aggregator' | 'link';

export type FeedFormat = 'rss' | 'rdf' | 'atom' | 'json' | 'listing' | 'aggregator';

/** A parsed document: a feed, or a page or API answer read as one. Entries stand in the document's order. */
export type Feed = {
  readonly format: FeedFormat;
  /** Of the format, as the document gives it: `2.0` of RSS, `0.3` of Atom; null where it does not. */
  readonly version: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly siteUrl: string | null;
  readonly selfUrl: string | null;
  readonly hubUrl: string | null;
  /** BCP 47 tag as written. */
  readonly language: string | null;
  readonly updatedAt: Instant | null;
  /** Older entries: RFC 5005 `prev-archive` or `next`, a listing's "older posts". */
  readonly nextUrl: string | null;
  readonly schedule: PublisherSchedule;
  readonly entries: readonly Entry[];
};

/** When the publisher asks to be polled (RSS `ttl`, `skipHours`, `skipDays`, `sy:`). Empty or null: it does not say. */
export type PublisherSchedule = {
  readonly intervalMinutes: number | null;
  /** 0–23, GMT. */
  readonly skipHours: readonly number[];
  /** English names, such as `Sunday`. */
  readonly skipDays: readonly string[];
};
