import { announcedChanges, LINGERS_MS } from './announced.ts';
import type { AnnouncedChange } from '../model/announcement.ts';
import type { Situation } from '../incident/decision.ts';
import { policyRefusal } from '../gate/gate.ts';
import { isMovable } from './movable.ts';
import { isDue, isLastSlot, nextSlot, type MoveRequest, type MoveSlot } from './move-plan.ts';
import { isSameDate } from './same-announcement.ts';
import { windowsOf } from './owner-window.ts';
import { staticObstacles } from '../gate/obstacles.ts';
import { say, type Sentence } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/** What is intended about the announcements that are not over: a move at some time, or none, and why. */
export type Plan =
  | {
      readonly kind: 'move';
      readonly slot: MoveSlot;
      readonly deadline: EpochMs | undefined;
      /** The slot is in progress, and no other one is left before the deadline. */
      readonly isLast?: true;
    }
  | {
      readonly kind: 'none';
      readonly why: Sentence;
      /** What else forbids a move, as in "not moving: …". */
      readonly obstacles?: readonly Sentence[];
      readonly deadline: EpochMs | undefined;
    };

/** What the instance's announcements amount to at one moment. */
export interface Announcements {
  /** Not over: neither moved nor rebooted since, nor past. */
  readonly open: readonly AnnouncedChange[];
  /** Over by a start since; EC2 still lists them. */
  readonly lingering: readonly AnnouncedChange[];
  /** Undefined where nothing is open. */
  readonly plan: Plan | undefined;
  /** In EC2's own list at this moment, and resolved by a stop and a start: only these may be moved for. */
  readonly movable: readonly AnnouncedChange[];
}

export function announcementsOf(situation: Situation): Announcements {
  const { incident, observation, now } = situation;
  const changes = announcedChanges(incident, observation, now);
  const open = changes.filter((one) => !one.over && one.ended !== true);
  return {
    open,
    lingering: changes.filter((one) => one.over && one.listed),
    plan: open.length === 0 ? undefined : planFor(situation, open),
    movable: open.filter((one) => one.listed && isMovable(one) && isToCome(one, now)),
  };
}

/** Obstacles that exist today but may be gone on the day of the move; the gate asks again then. */
const PASSING: ReadonlySet<string> = new Set(['refuse.unread', 'refuse.maintenance']);

function planFor(situation: Situation, open: readonly AnnouncedChange[]): Plan {
  const { incident, observation, settings, now } = situation;
  const movedFor = toMoveFor(open, now);
  const deadline = earliest(movedFor.length === 0 ? open : movedFor);
  const found = staticObstacles(observation, settings, 'move', now);
  const forbidden = forbiddenBy(situation, found);
  const none = (why: Sentence): Plan => {
    // What passes by itself is moved by nobody, whatever stands in the way.
    const obstacles = why.key === 'plan.not-movable' ? [] : forbidden.filter((one) => one !== why);
    return { kind: 'none', why, deadline, ...(obstacles.length === 0 ? {} : { obstacles }) };
  };

  if (!open.some(isMovable)) return none(say('plan.not-movable'));
  if (movedFor.length === 0) return none(say('plan.no-time'));
  // What Health tells without a date is forgotten in a day, before most windows.
  if (movedFor.every((one) => one.at === undefined && !one.listed)) return none(say('plan.undated'));
  if (settings.scheduledEventAction === 'notify') return none(say('plan.notify'));
  const [first] = forbidden;
  if (first !== undefined) return none(first);
  // What could not be read may be the very thing that stood in the way: no reason to announce a move again.
  const unread = found.find(({ key }) => key === 'refuse.unread');
  if (unread !== undefined && incident.plan !== undefined && incident.plan.start === undefined)
    return none(unread);
  const windows = windowsOf(observation.facts.tags, settings);
  if ('problem' in windows) return none(say('plan.window-tag', windows));
  const heardAt = open.filter((one) => isNewsOf(one, movedFor, now)).map((one) => one.heardAt);
  const request: MoveRequest = {
    // This soon after a start it may be what an owner has resolved by hand before we heard of it: it is told, and waits.
    announcedAt: Math.max(Math.min(...heardAt), observation.launchTime + LINGERS_MS),
    deadline,
    windows: windows.windows,
    timeZone: settings.timeZone,
    minimumNoticeHours: settings.minimumNoticeHours,
    fallback: settings.scheduledEventFallback,
    toldStart: incident.plan?.start,
    now,
  };
  const slot = nextSlot(request);
  if (slot === undefined) return none(say('plan.no-time'));
  const isLast = isDue(slot, now) && isLastSlot(slot, request);
  return { kind: 'move', slot, deadline, ...(isLast ? { isLast } : {}) };
}

/** Everything that is known to forbid the move: the policy, the instance itself, and what was read ahead. */
function forbiddenBy(
  { incident, observation, settings }: Situation,
  obstacles: readonly Sentence[],
): readonly Sentence[] {
  const policy = policyRefusal(observation.facts.tags, settings, 'move');
  return [
    ...(policy === undefined ? [] : [policy]),
    ...obstacles.filter(({ key }) => !PASSING.has(key)),
    ...(incident.readAhead?.obstacles ?? []),
  ];
}

/**
 * What decides the time: dates that are still to come, of what a stop and a start resolve. Where EC2 lists any, what Health
 * says beside it decides nothing: anybody's event could pull the move out of the owner's window.
 */
function toMoveFor(open: readonly AnnouncedChange[], now: EpochMs): readonly AnnouncedChange[] {
  const movable = open.filter(isMovable);
  const listed = movable.filter((one) => one.listed);
  return (listed.length > 0 ? listed : movable).filter((one) => isToCome(one, now));
}

/**
 * Health tells of an event under an id of its own, often before EC2 lists it: the notice counts from then. News of another
 * date is of another event, whose notice is not this one's.
 */
function isNewsOf(one: AnnouncedChange, movedFor: readonly AnnouncedChange[], now: EpochMs): boolean {
  if (!isMovable(one) || !isToCome(one, now)) return false;
  const { at: date } = one;
  return date === undefined || movedFor.some(({ at }) => at === undefined || isSameDate(at, date));
}

/** AWS acts at its date or a while later: then it is too late for a move. Where it has not come, a move is due. */
function isToCome({ at, overdue }: AnnouncedChange, now: EpochMs): boolean {
  return at === undefined || at > now || overdue === true;
}

function earliest(changes: readonly AnnouncedChange[]): EpochMs | undefined {
  const dates = changes.flatMap(({ at, overdue }) => (at === undefined || overdue === true ? [] : [at]));
  return dates.length === 0 ? undefined : Math.min(...dates);
}
