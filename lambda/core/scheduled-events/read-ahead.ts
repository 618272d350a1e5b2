import type { Situation } from '../incident/decision.ts';
import { guardObstacles, startPermissionObstacle, type GuardReadings } from '../gate/obstacles.ts';
import type { ReadAhead } from '../model/announcement.ts';
import { isInRecovery } from '../model/incident.ts';
import type { FoundInstance } from '../model/observation.ts';
import { HOUR, MINUTE, type EpochMs } from '../model/time.ts';
import { announcementsOf } from './planned-move.ts';

/** How long what was read for a move to come is good; the gate reads it anew when the time of the move has come. */
const GOOD_FOR_MS = HOUR;
/** The same where it stands in the way, or could not be read: who has cleared it wants to hear of the move. */
const ASKED_AGAIN_MS = 10 * MINUTE;

/**
 * Whether what takes a read of its own is to be read now: nobody is promised a move that a guard forbids. Only where nothing
 * else forbids it, and not at each pass.
 */
export function isReadAheadDue(situation: Situation): boolean {
  const { incident, observation, now } = situation;
  // Where there is no status, nobody is told anything: what is read now would be old by then.
  if (isInRecovery(incident) || observation.state !== 'running') return false;
  if (observation.checks.system.status === 'unread') return false;
  const { readAhead, ...rest } = incident;
  if (readAhead !== undefined && now < readAhead.againAt) return false;
  return announcementsOf({ ...situation, incident: rest }).plan?.kind === 'move';
}

/** What of the readings forbids the move. What could not be read forbids no promise: it may be read when its time has come. */
export function readAhead(
  { facts }: FoundInstance,
  guards: GuardReadings,
  startPermitted: boolean | 'unread',
  now: EpochMs,
): ReadAhead {
  const permission = startPermissionObstacle(startPermitted, 'move');
  const all = [
    ...guardObstacles(guards, facts.lifecycle === 'spot', 'move'),
    ...(permission === undefined ? [] : [permission]),
  ];
  const obstacles = all.filter(({ key }) => key !== 'refuse.unread');
  return { obstacles, againAt: now + (all.length === 0 ? GOOD_FOR_MS : ASKED_AGAIN_MS) };
}
