import { SECOND, type EpochMs } from '../core/model/time.ts';
import { zoned, zonedSeconds } from './zoned-time.ts';

/** `2026-01-15 10:02:10 UTC`: unambiguous for a reader in any time zone. */
export function utc(time: EpochMs): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2026-11-29 03:02:10 Asia/Tokyo (18:02:10 UTC)`; the date of UTC where it is another day there. */
export function withUtc(time: EpochMs, timeZone: string): string {
  if (timeZone === 'UTC') return utc(time);
  const local = zonedSeconds(time, timeZone);
  const inUtc = utc(time);
  return `${local} ${timeZone} (${inUtc.slice(0, 10) === local.slice(0, 10) ? inUtc.slice(11) : inUtc})`;
}

/** `Sun 2026-11-29 03:00 Asia/Tokyo (2026-11-28 18:00 UTC)`, to the minute. */
export function planned(time: EpochMs, timeZone: string): string {
  const local = zoned(time, timeZone);
  if (timeZone === 'UTC') return local;
  return `${local} (${utc(time).slice(0, 16)} UTC)`;
}

/** `4m12s`, `58s`, `3h05m`: short enough for a subject line. Negative durations read as `0s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${pad(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${pad(minutes % 60)}m`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** `UTC+09:00`: how far the clock of the zone is ahead of UTC at that time. */
export function offsetFromUtc(time: EpochMs, timeZone: string): string {
  const minutes = Math.round(
    (Date.parse(`${zonedSeconds(time, timeZone).replace(' ', 'T')}Z`) - time) / 60_000,
  );
  const ahead = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${pad(Math.floor(ahead / 60))}:${pad(ahead % 60)}`;
}
