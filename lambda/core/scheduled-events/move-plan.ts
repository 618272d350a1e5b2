import { windowSpans } from './maintenance-window.ts';
import type { WeeklyWindow } from '../model/settings.ts';
import { DAY, HOUR, MINUTE, type EpochMs } from '../model/time.ts';

/** When a planned move of one instance may begin: from `start`, and before `end`. */
export interface MoveSlot {
  readonly kind: 'window' | 'before deadline';
  readonly start: EpochMs;
  readonly end: EpochMs;
}

export interface MoveRequest {
  /** When the owner was (or is now) first told. */
  readonly announcedAt: EpochMs;
  /** NotBefore of the scheduled event, the earliest of several; undefined: AWS gave none. */
  readonly deadline: EpochMs | undefined;
  readonly windows: readonly WeeklyWindow[];
  readonly timeZone: string;
  readonly minimumNoticeHours: number;
  readonly fallback: 'before-deadline' | 'notify';
  /** The start of the slot that the owner was told of, if any: it is good until its end. */
  readonly toldStart: EpochMs | undefined;
  readonly now: EpochMs;
}

/** Every move begins at least this long before AWS's own date, so that it is over by then. */
export const DEADLINE_MARGIN_MS = HOUR;
/** Where no window is left: the hour before the margin. */
export const LAST_CHANCE_MS = HOUR;
/** A shorter slot leaves no time for a sweep to see it and for a second try. */
const SHORTEST_SLOT_MS = 10 * MINUTE;
/** One pass tells, a later one moves: a slot without time for both comes too late. */
const TELL_AND_MOVE_MS = 5 * MINUTE;
/** A stop goes out some 35 seconds after the picture by which it was decided: it must still be in the slot. */
const ON_THE_WAY_MS = MINUTE;
const LOOK_AHEAD_MS = 8 * 7 * DAY;
/**
 * Windows that follow each other without a break are one, and a slot in progress keeps its start. The longest of them
 * that ever ends takes less than two weeks (the only break of a week can be skipped when the clocks go forward): what is
 * open for longer than this is always open.
 */
const LOOK_BACK_MS = 15 * DAY;

/**
 * The earliest slot that is not over yet: an owner's window, after the notice and before the deadline less its margin.
 * Degraded hardware does not get better by waiting, and an early window leaves another one to try. A slot in progress
 * keeps its own start; one that is over gives way to the next.
 *
 * Where no window is left before the deadline, `before-deadline` gives the hour before the margin, whatever the notice:
 * AWS comes at its date anyway. Never before the owner was told.
 *
 * Without a deadline, windows that are always open end only where the search ended: that end moves on with `now`.
 *
 * @returns undefined when there is no such time, for a human to be told
 * @throws RangeError for a time zone that `isTimeZone` does not know
 */
export function nextSlot(request: MoveRequest): MoveSlot | undefined {
  return nextWindow(request) ?? lastChance(request);
}

/** True while a move may be decided on whose stop then goes out before the end of the slot. */
export function isDue(slot: MoveSlot | undefined, now: EpochMs): boolean {
  return slot !== undefined && slot.start <= now && now < slot.end - ON_THE_WAY_MS;
}

/** True where AWS's date leaves no time for a move after this slot. */
export function isLastSlot({ end }: MoveSlot, request: MoveRequest): boolean {
  return nextSlot({ ...request, toldStart: undefined, now: end }) === undefined;
}

function nextWindow(request: MoveRequest): MoveSlot | undefined {
  const { deadline, windows, timeZone, now } = request;
  const noticeOver = request.announcedAt + request.minimumNoticeHours * HOUR;
  const limit = deadline === undefined ? Infinity : deadline - DEADLINE_MARGIN_MS;
  const earliest = Math.max(now, noticeOver);
  const from = earliest - LOOK_BACK_MS;
  for (const span of windowSpans(windows, timeZone, from, Math.min(limit, earliest + LOOK_AHEAD_MS))) {
    const alwaysOpen = span.start <= from && span.end > earliest;
    const start = alwaysOpen ? noticeOver : Math.max(span.start, noticeOver);
    const end = alwaysOpen && limit < Infinity ? limit : Math.min(span.end, limit);
    if (end - start >= SHORTEST_SLOT_MS && isInTime(request, start, end))
      return { kind: 'window', start, end };
  }
  return undefined;
}

/** A slot that nobody was told of yet must leave time to tell of it first, and then to move. */
function isInTime({ toldStart, now }: MoveRequest, start: EpochMs, end: EpochMs): boolean {
  return start === toldStart ? end > now : end - Math.max(start, now) >= TELL_AND_MOVE_MS;
}

function lastChance(request: MoveRequest): MoveSlot | undefined {
  const { announcedAt, deadline, fallback } = request;
  if (deadline === undefined || fallback === 'notify') return undefined;
  const end = deadline - DEADLINE_MARGIN_MS;
  const start = Math.max(end - LAST_CHANCE_MS, announcedAt);
  return isInTime(request, start, end) ? { kind: 'before deadline', start, end } : undefined;
}
