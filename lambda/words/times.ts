import { SECOND, type EpochMs } from '../core/model/time.ts';
import { zoned, zonedSeconds } from './zoned-time.ts';

/** `2026-01-15 10:02:10 UTC`: unambiguous for a reader in any time zone. */
export function utc(time: EpochMs): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * `2026-11-29 19:02:10 Asia/Tokyo (10:02:10 UTC)`: the reader's clock first, UTC beside it, which the console and the logs
 * show. Where UTC has another date it says so: `2026-11-29 03:02:10 Asia/Tokyo (2026-11-28 18:02:10 UTC)`.
 */
export function withUtc(time: EpochMs, timeZone: string): string {
  const inUtc = utc(time);
  if (timeZone === 'UTC') return inUtc;
  const local = zonedSeconds(time, timeZone);
  return `${local} ${timeZone} (${inUtc.startsWith(local.slice(0, 10)) ? inUtc.slice(11) : inUtc})`;
}

/** `Sun 2026-11-29 03:00 Asia/Tokyo (2026-11-28 18:00 UTC)`, to the minute, for what lies days ahead. */
export function planned(time: EpochMs, timeZone: string): string {
  const local = zoned(time, timeZone);
  if (timeZone === 'UTC') return local;
  return `${local} (${utc(time).slice(0, 16)} UTC)`;
}

/** `Sun 11-29 03:00` on the reader's clock, for a subject: the year and the time zone stand in the mail. */
export function soon(time: EpochMs, timeZone: string): string {
  const weekday = zoned(time, timeZone).slice(0, 3);
  return `${weekday} ${zonedSeconds(time, timeZone).slice(5, 16)}`;
}

/** `03:02:10` on the reader's clock; on another day than the one named above it `11-30 03:02:10`, in another year with the year. */
export function clockOnDay(time: EpochMs, timeZone: string, day: string): string {
  const local = zonedSeconds(time, timeZone);
  if (local.startsWith(day)) return local.slice(11);
  return local.startsWith(day.slice(0, 4)) ? local.slice(5) : local;
}

/** `4m12s`, `58s`, `3h05m`: short enough for a subject line. Negative durations read as `0s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${pad(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${pad(minutes % 60)}m`;
}

/** `UTC+09:00`: how far the clock of the time zone is ahead of UTC at that time. */
export function offsetFromUtc(time: EpochMs, timeZone: string): string {
  const local = Date.parse(`${zonedSeconds(time, timeZone).replace(' ', 'T')}Z`);
  const minutes = Math.round((local - time) / 60_000);
  const ahead = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${pad(Math.floor(ahead / 60))}:${pad(ahead % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
