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
  const time = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);
  const minute = time.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return `${WEEKDAYS[time.dayOfWeek - 1] ?? ''} ${minute} ${time.timeZoneId}`;
}
