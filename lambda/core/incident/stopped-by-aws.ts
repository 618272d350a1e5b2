import type { Incident } from '../model/incident.ts';
import type { FoundInstance } from '../model/observation.ts';
import type { RegionRecord } from '../model/region-record.ts';
import { HOUR, MINUTE, type EpochMs } from '../model/time.ts';
import { isByHumanOrOs } from './whose-stop.ts';

/** A stop that was not seen as it came: it is told, and its owner decides. */
const SEEN_WITHIN_MS = 2 * HOUR;
const HEARD_WITHIN_MS = 15 * MINUTE;
/** When the list is the same, the time at which it was read is noted so often. */
const NOTED_EVERY_MS = HOUR;
/** A stop so soon after the start is a start that has failed: whoever asked for it is there. */
const RIGHT_AFTER_START_MS = 10 * MINUTE;
/** More than this are no instances that AWS has just stopped; their list would fill the Region's record. */
const MAX_KNOWN = 1_000;

/** How a stop of AWS came to be looked at. */
export interface StopOfAws {
  /** It was seen as it came: it is no old stop that nobody has noticed. */
  readonly fresh: boolean;
}

/** An instance in EC2's list of those that AWS has stopped. One launch ends in one stop. */
export interface Stopped {
  readonly instanceId: string;
  readonly launchTime: EpochMs;
}

/**
 * True where EC2 says that AWS has stopped it: by any word but those for a human and for the OS. An instance of Spot is left to the
 * request that it belongs to, and one for which EC2 gives no word to whoever knows.
 */
export function isStoppedByAws(observation: FoundInstance): boolean {
  const { state, stateReason = '', facts } = observation;
  if (state !== 'stopping' && state !== 'stopped') return false;
  if (facts.lifecycle !== undefined || /spot/i.test(stateReason)) return false;
  return stateReason !== '' && !isByHumanOrOs(observation);
}

/** AWS's code for a stop that it had announced. */
const SCHEDULED_STOP = 'Server.ScheduledStop';

/** AWS has stopped it at a date that EC2 or Health had told of. */
export function isAnnouncedStop(
  { scheduledEventIds, health }: Pick<Incident, 'scheduledEventIds' | 'health'>,
  { stateReason }: Pick<FoundInstance, 'stateReason'>,
): boolean {
  const known = scheduledEventIds.length > 0 || health.some((news) => news.meaning === 'scheduled change');
  return stateReason === SCHEDULED_STOP && known;
}

/** A stop of AWS of which an event tells. In: when EventBridge says that it happened. */
export function heardOf(at: EpochMs, now: EpochMs): StopOfAws {
  return { fresh: now - at <= HEARD_WITHIN_MS };
}

/** Whether its start is to be asked for; else its owner is told. */
export function mayBeStarted({ fresh }: StopOfAws, { launchTime }: FoundInstance, now: EpochMs): boolean {
  return fresh && now - launchTime > RIGHT_AFTER_START_MS;
}

/** This very stop was dealt with before: it has not been started since. */
export function isDealtWith(earlier: Incident | undefined, { launchTime }: FoundInstance): boolean {
  return earlier?.awsStop?.launchTime === launchTime;
}

/**
 * Who is new in the list since it was last read. What stood in it when the responder first looked was stopped before: only its owner
 * may start it.
 */
export function newlyStopped(
  listed: readonly Stopped[],
  known: RegionRecord['stoppedByAws'],
  now: EpochMs,
): { readonly instanceIds: readonly string[]; readonly stop: StopOfAws } {
  if (known === undefined || listed.length > MAX_KNOWN) return { instanceIds: [], stop: { fresh: false } };
  const keys = new Set(known.keys);
  const fresh = listed.filter((one) => !keys.has(keyOf(one)));
  return {
    instanceIds: fresh.map((one) => one.instanceId),
    stop: { fresh: now - known.seenAt <= SEEN_WITHIN_MS },
  };
}

/** The Region's record with the list as it is now, but for those that could not be looked at; the same record where nothing is new. */
export function withStopped(
  record: RegionRecord,
  listed: readonly Stopped[],
  unread: readonly string[],
  now: EpochMs,
): RegionRecord {
  if (listed.length > MAX_KNOWN) return record;
  const keys = listed
    .filter((one) => !unread.includes(one.instanceId))
    .map(keyOf)
    .sort();
  const known = record.stoppedByAws;
  const isNoted = known !== undefined && now - known.seenAt < NOTED_EVERY_MS;
  if (isNoted && known.keys.join() === keys.join()) return record;
  return { ...record, stoppedByAws: { seenAt: now, keys } };
}

function keyOf({ instanceId, launchTime }: Stopped): string {
  return `${instanceId}@${launchTime / 1000}`;
}
