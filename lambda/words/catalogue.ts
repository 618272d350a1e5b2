import type { Sentence, SentenceKey, SentenceValues } from '../core/model/sentence.ts';
import type { EpochMs } from '../core/model/time.ts';

/** How a sentence puts times and other sentences into words, for one reader. */
export interface Phrasing {
  /** `2026-11-29 19:02:10 Asia/Tokyo (10:02:10 UTC)`: the owner's clock first. In a list whose title names both: `19:02:10`. */
  at(time: EpochMs): string;
  /** `19:02:10` on the owner's clock, for what stands in a list only. */
  clock(time: EpochMs): string;
  /** `2026-11-29`, of the owner's calendar. */
  day(time: EpochMs): string;
  /** `Sun 2026-11-29 03:00 Asia/Tokyo (2026-11-28 18:00 UTC)`: what is planned, to the minute. */
  planned(time: EpochMs): string;
  /** `Sun 2026-11-29 03:00 Asia/Tokyo`. */
  local(time: EpochMs): string;
  /** `Sun 11-29 03:00`, for a subject: the year and the zone stand in the mail. */
  soon(time: EpochMs): string;
  words(sentence: Sentence): string;
}

/** The words of one language: every sentence, complete by type. */
export type Catalogue = {
  readonly [K in SentenceKey]: (p: SentenceValues[K], t: Phrasing) => string;
};

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The text with one full stop at its end, whatever it ended with: what EC2 says may end with a stop of its own. */
export function ended(text: string): string {
  const bare = text.replace(/[.\s]+$/, '');
  return bare.endsWith('…') ? bare : `${bare}.`;
}
