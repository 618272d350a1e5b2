import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../model/time.ts';

/** A stretch of time [start, end) in which the clocks of a zone are not changed; `offset` is wall clock less UTC. */
export interface Stretch {
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly offset: number;
}

/** IANA names are shorter; anything longer is not looked at. */
const LONGEST_NAME = 64;

/**
 * True for a name of the IANA time zone database that this Node.js knows, in upper or lower case: `Asia/Tokyo`, `UTC`.
 * Not for an offset (`+09:00`), which does not follow the changes of the clocks, and not for a date with a zone in it,
 * which Temporal would take, too.
 */
export function isTimeZone(text: string): boolean {
  if (text.length > LONGEST_NAME || !/^[a-z][\w+/-]*$/i.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The stretches of a zone's clock, in order and without a hole, those of [from, to) exactly; the first has no beginning
 * and the last no end. Asking for the changes of the clock once and computing with them takes microseconds, where
 * asking Temporal for each time of a window would take a hundred times as long.
 *
 * @throws RangeError for a zone that `isTimeZone` does not know
 */
export function clockStretches(timeZone: string, from: EpochMs, to: EpochMs): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let start = -Infinity;
  let at = Temporal.Instant.fromEpochMilliseconds(Math.floor(from)).toZonedDateTimeISO(timeZone);
  for (;;) {
    const offset = at.offsetNanoseconds / 1e6;
    const change = at.getTimeZoneTransition('next');
    if (change === null || !(change.epochMilliseconds < to))
      return [...stretches, { start, end: Infinity, offset }];
    stretches.push({ start, end: change.epochMilliseconds, offset });
    start = change.epochMilliseconds;
    at = change;
  }
}
