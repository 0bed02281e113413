/** What a mail is, and what becomes of one. */

/** One mail to one person. Header texts hold no line breaks; addresses are bare ones. */
export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  /** Says the same as `html`, with every link. */
  readonly text: string;
  /** Without angle brackets: the same mail has the same one, however often it is tried. */
  readonly messageId: string;
  /** What tells bounces of this mail from others: `bounce+TOKEN@…`; null: the plain address. */
  readonly bounceToken: string | null;
  /** Where one request ends the subscription (RFC 8058); null for mail that somebody asked for just now. */
  readonly unsubscribeUrl: string | null;
  /** RFC 2919, such as `digest.writeups.example`; null for single mail. */
  readonly listId: string | null;
};

/**
 * What became of a mail. `unknown`: it was handed over, but the answer was lost, so it may or may not have arrived.
 * `unavailable`: the server could not be talked to, which says nothing of the recipient.
 */
export type MailOutcome =
  | { readonly state: 'sent'; readonly message: string }
  | { readonly state: 'deferred'; readonly message: string }
  | { readonly state: 'refused'; readonly isAddressBad: boolean; readonly message: string }
  | { readonly state: 'unavailable'; readonly message: string }
  | { readonly state: 'unknown'; readonly message: string };

/** A way for mail to leave. Failures are outcomes; nothing is thrown for them. */
export type Mailer = {
  /** Where mail goes, for people: `smtp://mail.example:587`, or a folder. */
  readonly name: string;
  send(mail: Mail): Promise<MailOutcome>;
  /** Lets mail that is on its way end, and closes connections. */
  close(): Promise<void>;
};
