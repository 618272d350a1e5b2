import type { AnnouncedChange, Heard } from '../model/announcement.ts';
import { isListed } from '../health/health-news.ts';
import type { HealthNews } from '../model/health.ts';
import type { Incident } from '../model/incident.ts';
import { isMovable } from './movable.ts';
import type { FoundInstance, InstanceFacts, ScheduledEvent } from '../model/observation.ts';
import { DAY, HOUR, type EpochMs } from '../model/time.ts';

/** After a start EC2 lists an event for up to an hour more, and Health may tell of it under another id. */
export const LINGERS_MS = 2 * HOUR;

export const MAX_HEARD = 40;
/** An owner who stops an instance for an announcement may start it days later, when EC2 lists the event under an id of its own. */
const REMEMBERED_MS = 3 * DAY;

/** AWS acts at its date or a while later; for as long the gate takes its maintenance to be in progress. */
const COMES_WITHIN_MS = 2 * HOUR;

/**
 * What is announced for the instance, by EC2's own list and by Health. An announcement from before the last start is
 * over: a stop and a start move the instance, whoever does it. AWS: "Scheduled events for your instances", EC2 User
 * Guide.
 */
export function announcedChanges(
  { heard, health, rebootSeenAt = 0 }: Pick<Incident, 'heard' | 'health' | 'rebootSeenAt'>,
  { scheduledEvents, launchTime, facts }: Pick<FoundInstance, 'scheduledEvents' | 'launchTime' | 'facts'>,
  now: EpochMs,
): readonly AnnouncedChange[] {
  const change = (
    id: string,
    { code, description, words, at }: Pick<AnnouncedChange, 'code' | 'description' | 'words' | 'at'>,
    { listed, overdue = false }: Pick<AnnouncedChange, 'listed' | 'overdue'>,
  ): AnnouncedChange => {
    const heardAt = heard.find((one) => one.id === id)?.heardAt ?? now;
    const over = startMoves(facts) && isOver(id, heard, launchTime, now);
    const byReboot = isEndedByReboot(code, facts);
    const ended = byReboot && heardAt < rebootSeenAt && now - rebootSeenAt <= LINGERS_MS;
    return { id, code, description, words, at, heardAt, listed, over, overdue, byReboot, ended };
  };
  return [
    ...scheduledEvents.map((event) =>
      change(
        event.id,
        { ...event, words: event.description, at: event.notBefore },
        { listed: true, overdue: isOverdue(event, now) },
      ),
    ),
    ...health
      .filter((news) => news.meaning === 'scheduled change' && isListed(news, now))
      .map((news) => {
        const { eventArn, code, text = '', startTime } = news;
        const told = { code, description: '', words: text, at: startTime };
        return change(eventArn, told, { listed: false });
      }),
  ];
}

/**
 * True where AWS should have come long ago for what a stop and a start resolve, and EC2 lists it still: the hardware is as bad
 * as before. What passes by itself has perhaps passed.
 */
function isOverdue({ notBefore, notAfter = 0, ...event }: ScheduledEvent, now: EpochMs): boolean {
  if (notBefore === undefined || !isMovable(event)) return false;
  return now > Math.max(notBefore + COMES_WITHIN_MS, notAfter);
}

/**
 * True where a reboot by the owner migrates the instance, which ends the event. AWS: "Scheduled events for your instances".
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/schedevents_actions_reboot.html
 */
function isEndedByReboot(code: string, { rebootMigration }: Pick<InstanceFacts, 'rebootMigration'>): boolean {
  return rebootMigration === 'default' && /^(system-reboot|AWS_EC2_SYSTEM_REBOOT_MAINTENANCE)/.test(code);
}

/** On a Dedicated Host every start lands on the same host, unless its owner has modified the placement: EC2's list tells. */
export function startMoves({ tenancy }: Pick<InstanceFacts, 'tenancy'>): boolean {
  return tenancy !== 'host';
}

/**
 * True where the instance was started after the announcement of this id, or so soon before it that it tells of what the
 * start has resolved. Only a start after something was announced resolves anything.
 */
export function isOver(id: string, heard: readonly Heard[], launchTime: EpochMs, now: EpochMs): boolean {
  if ((heard.find((one) => one.id === id)?.heardAt ?? now) > launchTime + LINGERS_MS) return false;
  return heard.some((one) => one.heardAt < launchTime);
}

/** True where Health announces what a start has resolved: so soon after it, or under an id from before it. */
export function isResolved(
  { code, meaning, eventArn }: HealthNews,
  heard: readonly Heard[],
  launchTime: EpochMs,
  now: EpochMs,
): boolean {
  if (meaning !== 'scheduled change' || !isMovable({ code, description: '' })) return false;
  return isOver(eventArn, heard, launchTime, now);
}

/** What this pass hears of for the first time is noted with the time, and the date of AWS beside each. */
export function withHeard(
  heard: readonly Heard[],
  announced: readonly { readonly id: string; readonly date: EpochMs | undefined }[],
  now: EpochMs,
): readonly Heard[] {
  let next = heard;
  for (const { id, date } of announced) {
    const known = next.find((one) => one.id === id);
    if (known !== undefined && (date === undefined || known.date === date)) continue;
    const noted = { id, heardAt: known?.heardAt ?? now, ...(date === undefined ? {} : { date }) };
    next = known === undefined ? [...next, noted] : next.map((one) => (one === known ? noted : one));
  }
  return next === heard ? heard : next.slice(-MAX_HEARD);
}

/**
 * What a new incident remembers of the announcements of the one before: those that EC2 still lists or whose date is to come,
 * and all of them for a few days.
 */
export function stillRemembered(
  earlier: Pick<Incident, 'heard' | 'closedAt'> | undefined,
  scheduledEvents: readonly ScheduledEvent[],
  now: EpochMs,
): readonly Heard[] {
  if (earlier === undefined) return [];
  const recent = now - (earlier.closedAt ?? now) < REMEMBERED_MS;
  return earlier.heard.filter(
    ({ id, date = 0 }) => recent || date > now || scheduledEvents.some((event) => event.id === id),
  );
}
