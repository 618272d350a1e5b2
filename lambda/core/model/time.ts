/** Milliseconds since 1970-01-01T00:00:00Z. Core has no clock: every time comes in as such a number. */
export type EpochMs = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
