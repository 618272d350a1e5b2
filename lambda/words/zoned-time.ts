import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../core/model/time.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * `Sun 2026-11-29 03:04 Asia/Tokyo`: a time as the owner's clock shows it, to the minute, never rounded up. The name of
 * the zone stands beside it, because an abbreviation as CST means three things.
 *
 * @param timeZone a name that `isTimeZone` knows
 * @throws RangeError for another
 */
export function zoned(at: EpochMs, timeZone: string): string {
  const time = inZone(at, timeZone);
  const minute = time.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return `${WEEKDAYS[time.dayOfWeek - 1] ?? ''} ${minute} ${time.timeZoneId}`;
}

/** `2026-11-29 03:04:10` on the owner's clock. */
export function zonedSeconds(at: EpochMs, timeZone: string): string {
  // Most owners leave the zone at UTC, and logs are in UTC.
  if (timeZone === 'UTC') return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return inZone(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
}

function inZone(at: EpochMs, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);
}
