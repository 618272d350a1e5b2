import type { WeeklyWindow } from '../model/settings.ts';
import { clean } from '../model/foreign-text.ts';
import { say, type Sentence } from '../model/sentence.ts';
import { DAY, MINUTE, type EpochMs } from '../model/time.ts';
import { clockStretches, type Stretch } from './time-zone-clock.ts';

export { isTimeZone } from './time-zone-clock.ts';

/** A stretch of time: the start belongs to it, the end does not. */
export interface Span {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const WEEK = 7 * DAY;
/** A Sunday, 00:00 on the clock. */
const FIRST_SUNDAY = 3 * DAY;

const MOST_CHARACTERS = 600;
const MOST_WINDOWS = 20;
const SHORTEST_MINUTES = 30;
const LONGEST_MINUTES = DAY_MINUTES;
const TIME = String.raw`\s*([a-z]{3})\s*:\s*([01]\d|2[0-3])\s*:\s*([0-5]\d)\s*`;
const WINDOW = new RegExp(`^${TIME}-${TIME}$`, 'i');

/** Longer than a window, a time zone's distance from UTC and the largest change of the clocks taken together. */
const AROUND = 4 * DAY;

/**
 * Reads windows as owners write them, in the form that RDS and other AWS services use: `sun:18:00-sun:22:00`, several
 * separated by commas, in upper or lower case, with spaces or without.
 *
 * @returns the windows in the order given; or, in one line, what is wrong, what was given, what is allowed, what to do
 */
export function parseWindows(
  text: string,
): { readonly windows: readonly WeeklyWindow[] } | { readonly problem: Sentence } {
  if (text.length > MOST_CHARACTERS)
    return problem(say('window.text', { count: text.length, limit: MOST_CHARACTERS }));
  const parts = text.split(',');
  if (parts.length > MOST_WINDOWS)
    return problem(say('window.count', { count: parts.length, limit: MOST_WINDOWS }));
  const windows: WeeklyWindow[] = [];
  for (const part of parts) {
    const window = parseWindow(part);
    if ('key' in window) return problem(window);
    windows.push(window);
  }
  return { windows };
}

function parseWindow(text: string): WeeklyWindow | Sentence {
  const value = clean(text, 60);
  const [, ...fields] = WINDOW.exec(text) ?? [];
  const startMinute = minuteOfWeek(fields.slice(0, 3));
  const endMinute = minuteOfWeek(fields.slice(3));
  if (startMinute === undefined || endMinute === undefined) return say('window.form', { value });
  if (startMinute === endMinute) return say('window.no-length', { value });
  const minutes = (endMinute - startMinute + WEEK_MINUTES) % WEEK_MINUTES;
  if (minutes < SHORTEST_MINUTES || minutes > LONGEST_MINUTES)
    return say('window.length', { value, minutes });
  return { startMinute, minutes };
}

function minuteOfWeek([day, hour, minute]: readonly string[]): number | undefined {
  const index = DAYS.indexOf(day?.toLowerCase() ?? '');
  return index < 0 ? undefined : index * DAY_MINUTES + Number(hour) * 60 + Number(minute);
}

function problem(sentence: Sentence): { readonly problem: Sentence } {
  return { problem: sentence };
}

/**
 * Every weekly occurrence of the windows that overlaps [from, to), whole, in order; those that overlap or touch each
 * other are one.
 *
 * On the days when the clocks change:
 * - Forward (02:00 becomes 03:00): `02:30-04:00` is 03:00 to 04:00; `01:00-02:30` ends when the clock jumps; a window that
 *   is skipped as a whole does not take place.
 * - Back (02:00 becomes 01:00): what comes twice is open twice. `01:00-01:30` is half an hour, and an hour later half an
 *   hour again; `00:30-03:00` is open throughout.
 * At no moment does the clock on the wall show a time that the owner has not written.
 *
 * @param timeZone a name that `isTimeZone` knows
 * @throws RangeError for another
 */
export function windowSpans(
  windows: readonly WeeklyWindow[],
  timeZone: string,
  from: EpochMs,
  to: EpochMs,
): readonly Span[] {
  if (windows.length === 0 || from >= to) return [];
  const clock = clockStretches(timeZone, from - AROUND, to + AROUND);
  const firstWeek = Math.floor((from - AROUND - FIRST_SUNDAY) / WEEK);
  const lastWeek = Math.floor((to + AROUND - FIRST_SUNDAY) / WEEK);
  const spans: Span[] = [];
  for (let week = firstWeek; week <= lastWeek; week += 1)
    for (const window of windows)
      for (const span of occurrence(window, FIRST_SUNDAY + week * WEEK, clock))
        if (span.end > from && span.start < to) spans.push(span);
  return merged(spans.sort((a, b) => a.start - b.start));
}

/** The moments at which the clock shows a time of the window: two spans where the clocks are set back in it. */
function occurrence(
  { startMinute, minutes }: WeeklyWindow,
  sunday: number,
  clock: readonly Stretch[],
): Span[] {
  const from = sunday + startMinute * MINUTE;
  const to = from + minutes * MINUTE;
  return clock
    .map(({ start, end, offset }) => ({
      start: Math.max(start, from - offset),
      end: Math.min(end, to - offset),
    }))
    .filter(({ start, end }) => start < end);
}

function merged(spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const span of spans) {
    const last = whole.at(-1);
    if (last === undefined || last.end < span.start) whole.push(span);
    else whole[whole.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return whole;
}
