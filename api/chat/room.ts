/** Where somebody talks to the bot, and what the bot says there. */

import type { Lookup } from '../lookup/answer.ts';
import type { TargetKind } from '../../store/saved-searches.ts';

/** A channel or private chat of a platform. */
export type Room = {
  readonly kind: TargetKind & ('slack' | 'discord' | 'telegram');
  /** To whom what is watched belongs: platform, workspace and channel. */
  readonly ownerId: string;
  /** Where messages go that nobody asked for just now: a channel's id. */
  readonly address: string;
};

/** An answer before any platform has formatted it. */
export type Reply =
  | { readonly type: 'answers'; readonly question: string; readonly offset: number; readonly lookup: Lookup }
  /** Lines are the bot's own words, but for the parts that it quotes. */
  | { readonly type: 'notice'; readonly title: string; readonly lines: readonly string[] };
