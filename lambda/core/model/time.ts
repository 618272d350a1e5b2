/** Milliseconds since 1970-01-01T00:00:00Z. Core has no clock: every time comes in as such a number. */
export type EpochMs = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2026-01-15 10:02:10 UTC`: unambiguous for a reader in any time zone. */
export function utc(time: EpochMs): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `10:02:10`, for lists whose date stands above them. */
export function utcClock(time: EpochMs): string {
  return new Date(time).toISOString().slice(11, 19);
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
