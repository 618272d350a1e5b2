import { checksOf } from '../../ec2/status-checks.ts';
import { DAYS, minuteOfWeek, type ZONES } from '../workload/draw-parameters.ts';
import { ownTag } from './oracle.ts';
import type { Moment } from './ground-truth.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** From the picture to the write of what is decided on it: a picture may be 30 seconds old. */
const SLACK_MS = 40_000;
const SHORTEST_MINUTES = 10;
/** More than the shortest, whatever the seconds. */
const LONG_ENOUGH_MINUTES = SHORTEST_MINUTES + 2;
/** An owner is told some minutes before a move. */
const TOLD_FIRST_MS = 6 * MINUTE;

/**
 * Whether the owner may expect a planned stop at this moment: EC2 lists what a stop and a start resolve, the date is more
 * than an hour away (or has passed for long, and AWS has not come), and a window of the owner is open or, where no window is left, the date is less than two hours away.
 * Written from the design, with a clock of its own.
 *
 * @param heardAt when the responder says that it heard of what is announced: it need not wait for a window for which the
 *   notice is too short, counted from then. This never makes a moment right for a move in a window.
 */
export function mayMove(
  moment: Moment,
  announcedAt: readonly number[],
  heardAt: readonly number[] = [],
): boolean {
  const { at, instance, parameters } = moment;
  const isMovableNow = movableDates(moment).length > 0 || overdueFor(moment) !== undefined;
  const first = announcedAt.find((one) => one > instance.launchTime);
  if (parameters.ScheduledEventAction !== 'move' || first === undefined || !isMovableNow) return false;
  const windows = windowsOf(moment);
  if (windows === undefined) return false;
  const limit = latestMove(moment);
  if (at >= limit) return false;
  const noticeMs = parameters.MinimumNoticeHours * HOUR;
  const isOpen = (time: number, told: number): boolean =>
    time >= told + noticeMs && isIn(windows, time, parameters.TimeZone);
  if (isOpen(at, first)) return true;
  if (parameters.ScheduledEventFallback !== 'before-deadline' || at < limit - HOUR) return false;
  const heard = Math.max(first, heardAt.find((one) => one > instance.launchTime) ?? first);
  let run = 0;
  for (let time = at; time < limit; time += MINUTE) {
    run = isOpen(time, heard) ? run + 1 : 0;
    // A window that is still to come is to be waited for.
    if (run > SHORTEST_MINUTES) return false;
  }
  return true;
}

/**
 * Whether a window of the owner is certainly long enough for a move, and over before `until`: open for some minutes after
 * the notice, with time to tell of it first. False where the owner's tag cannot be read.
 */
export function hasWindow(moment: Moment, heardAt: number, now: number, until: number): boolean {
  const { parameters } = moment;
  const windows = windowsOf(moment);
  if (windows === undefined) return false;
  const from = Math.max(now + TOLD_FIRST_MS, heardAt + parameters.MinimumNoticeHours * HOUR);
  let run = 0;
  for (let time = from; time < until; time += MINUTE) {
    run = isIn(windows, time, parameters.TimeZone) ? run + 1 : 0;
    if (run > LONG_ENOUGH_MINUTES) return true;
  }
  return false;
}

/** An hour before the first date of what EC2 lists and a stop and a start resolve; Infinity where there is none. */
export function latestMove(moment: Moment): number {
  return Math.min(...movableDates(moment)) - HOUR;
}

/**
 * Whether no other time for a move is certainly left after this moment: the last hour has come, or no window of the owner follows
 * in the next days and nothing is moved outside of them. The window that is open now does not count.
 */
export function saysNothingElseIsLeft(moment: Moment): boolean {
  const limit = latestMove(moment);
  if (limit === Infinity) return false;
  const { at, parameters } = moment;
  // The window that is open now may reach into the last hour.
  const hour = parameters.ScheduledEventFallback === 'before-deadline' ? HOUR : 0;
  const windows = windowsOf(moment) ?? [];
  let wasShut = false;
  for (let time = at; time < limit - hour; time += MINUTE) {
    const isOpen = isIn(windows, time, parameters.TimeZone);
    if (!isOpen) wasShut = true;
    if (isOpen && wasShut) return false;
  }
  // Shut before the last hour begins: that hour is another time.
  return hour === 0 || !wasShut || at >= limit - hour;
}

/** Whether a date is so near that a move for which no window is left is due, or too late. */
export function isLastHour(moment: Moment): boolean {
  return moment.at + SLACK_MS >= latestMove(moment) - HOUR;
}

/** Whether the hardware is failing and the OS does not answer: then nobody waits for a window. */
export function isUnreachable(
  { at, instance, parameters }: Moment,
  announcedAt: readonly number[],
  hadIssue: boolean,
): boolean {
  if (instance.state !== 'running') return false;
  const { instance: os } = checksOf(instance, at);
  if (os.impairedSince === undefined || at - os.impairedSince < parameters.InstanceFailureMinutes * MINUTE)
    return false;
  const isListed = instance.scheduledEvents.some(
    ({ code, description }) => /^instance-(stop|retirement)$/.test(code) && !description.startsWith('['),
  );
  return (isListed && announcedAt.some((one) => one > instance.launchTime)) || hadIssue;
}

/** The dates to come of what EC2 lists and a stop and a start resolve. */
function movableDates(moment: Moment): number[] {
  return movable(moment).flatMap(({ notBefore }) =>
    notBefore !== undefined && notBefore > moment.at ? [notBefore] : [],
  );
}

/** AWS acts at its date, or within these hours. */
const COMES_WITHIN_MS = 2 * HOUR;

/** For how long AWS has been late with what EC2 lists and a stop and a start resolve; undefined where it is not. */
export function overdueFor(moment: Moment): number | undefined {
  const late = movable(moment).flatMap(({ notBefore, notAfter = 0 }) =>
    notBefore === undefined ? [] : moment.at - Math.max(notBefore + COMES_WITHIN_MS, notAfter),
  );
  const longest = Math.max(...late);
  return longest > 0 ? longest : undefined;
}

function movable({ instance }: Moment): Moment['instance']['scheduledEvents'] {
  return instance.scheduledEvents.filter(({ code, description }) =>
    description.startsWith('[')
      ? false
      : code === 'system-maintenance'
        ? description.includes('power')
        : /^(instance-(stop|retirement|reboot)|system-reboot)$/.test(code),
  );
}

interface Window {
  readonly start: number;
  readonly end: number;
}

/** Undefined where the owner's tag cannot be read. */
function windowsOf({ instance, parameters }: Moment): Window[] | undefined {
  const tag = ownTag(instance, 'ec2-responder:window');
  const texts = tag === undefined ? parameters.MaintenanceWindow.split(',') : tag.split(' ');
  const windows = texts.map((text) => {
    const found = /^(\w{3}):(\d\d):(\d\d)-(\w{3}):(\d\d):(\d\d)$/.exec(text);
    if (found === null) return undefined;
    const minute = (from: number): number =>
      (DAYS.indexOf(found[from] ?? '') * 24 + Number(found[from + 1])) * 60 + Number(found[from + 2]);
    return { start: minute(1), end: minute(4) };
  });
  return windows.every((one) => one !== undefined) ? windows : undefined;
}

function isIn(windows: readonly Window[], time: number, zone: keyof typeof ZONES): boolean {
  const minute = minuteOfWeek(zone, time);
  return windows.some(({ start, end }) =>
    start < end ? start <= minute && minute < end : minute >= start || minute < end,
  );
}
