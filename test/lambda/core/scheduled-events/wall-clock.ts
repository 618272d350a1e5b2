import type { MoveRequest, MoveSlot } from '../../../../lambda/core/scheduled-events/move-plan.ts';
import { DAY, HOUR, MINUTE } from '../../../../lambda/core/model/time.ts';

/**
 * The planner told anew, as a person would do it: look at the clock on the wall every five minutes, note when a window
 * is open. Nothing here is the planner's: no Temporal, no offsets, only Intl's clock.
 */

/** All offsets and changes of clocks from 2020 to 2040, the years of these tests, are multiples of it. */
export const STEP = 5 * MINUTE;
const WEEK_MINUTES = 7 * 24 * 60;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** Minutes after Sunday 00:00 on the clock of a zone: from `Sun, 18:05`. */
export function minuteOfWeek(timeZone: string, at: number): number {
  const shown = clockOf(timeZone).format(at);
  const hour = Number(shown.slice(-5, -3));
  return DAYS.indexOf(shown.slice(0, 3)) * 1_440 + hour * 60 + Number(shown.slice(-2));
}

/** The days (00:00 UTC) of a year in which the clock of a zone does not go on by 24 hours. */
export function changeDays(timeZone: string, year: number): readonly number[] {
  const days: number[] = [];
  let before = minuteOfWeek(timeZone, Date.UTC(year, 0, 1));
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += DAY) {
    const after = minuteOfWeek(timeZone, day + DAY);
    if ((after - before + WEEK_MINUTES) % WEEK_MINUTES !== 1_440) days.push(day);
    before = after;
  }
  return days;
}

/** What `nextSlot` should give; all times of the request must be multiples of STEP. */
export function slotByTheClock(request: MoveRequest): MoveSlot | undefined {
  const { announcedAt, deadline, now, fallback } = request;
  const noticeOver = announcedAt + request.minimumNoticeHours * HOUR;
  // Windows come back every week: in three there is one, also where the clocks skip it twice.
  const enough = Math.max(now, noticeOver) + 21 * DAY;
  const until = Math.min(enough, deadline === undefined ? Infinity : deadline - HOUR);
  let start: number | undefined;
  for (const [at, open] of openTimes(request, noticeOver, until)) {
    if (open) start ??= at;
    else if (start !== undefined) {
      if (at > now && at - start >= 10 * MINUTE) return { kind: 'window', start, end: at };
      start = undefined;
    }
  }
  if (deadline === undefined || fallback === 'notify') return undefined;
  const [first, end] = [Math.max(deadline - 2 * HOUR, announcedAt), deadline - HOUR];
  return first < end && end > now ? { kind: 'before deadline', start: first, end } : undefined;
}

/** Each step of [from, until) with whether a window is open, and one more, closed, at the end. */
function openTimes(
  { windows, timeZone }: MoveRequest,
  from: number,
  until: number,
): readonly [number, boolean][] {
  const count = Math.max(0, Math.ceil((until - from) / STEP));
  const shown = Array.from({ length: count }, (_, step) => minuteOfWeek(timeZone, from + step * STEP));
  const open = shown.map(() => false);
  for (const { startMinute, minutes } of windows) {
    shown.forEach((minute, step) => {
      if ((minute - startMinute + WEEK_MINUTES) % WEEK_MINUTES < minutes) open[step] = true;
    });
  }
  const steps = open.map((isOpen, step): [number, boolean] => [from + step * STEP, isOpen]);
  return [...steps, [until, false]];
}
