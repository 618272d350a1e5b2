import type { Incident } from '../model/incident.ts';
import type { FoundInstance } from '../model/observation.ts';
import type { RegionRecord, StoppedByAws } from '../model/region-record.ts';
import { DAY, HOUR, MINUTE, type EpochMs } from '../model/time.ts';
import { isByHumanOrOs } from './whose-stop.ts';

/** A stop that was not seen as it came: it is told, and its owner decides. */
const SEEN_WITHIN_MS = 2 * HOUR;
/** In its first reads a list with a gap is not known for one: what comes up late was stopped before, as far as anybody can tell. */
const FIRST_READS_MS = 10 * MINUTE;
/** So long a stop that no list names any more is remembered: a list of EC2 may have gaps, and what is back is not new. */
const REMEMBERED_MS = DAY;
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
export const SCHEDULED_STOP = 'Server.ScheduledStop';

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
  return { fresh: now - at <= SEEN_WITHIN_MS };
}

/**
 * Whether its start is to be asked for; else its owner is told.
 *
 * @param earlier the closed record of the instance: a start of ours that AWS ends is nobody else's to repeat
 */
export function mayBeStarted(
  { fresh }: StopOfAws,
  observation: FoundInstance,
  earlier: Incident | undefined,
  now: EpochMs,
): boolean {
  const { launchTime, state } = observation;
  // What is being stopped is seen as it comes.
  const isSeen = fresh || state === 'stopping';
  const hasRun = now - launchTime > RIGHT_AFTER_START_MS;
  return isSeen && isNamedAsAws(observation) && (hasRun || isOurStart(observation, earlier));
}

/** True where EC2 names itself as who stopped it. Another word that nobody knows may be a new one for a human. */
export function isNamedAsAws({ stateReason = '' }: Pick<FoundInstance, 'stateReason'>): boolean {
  return stateReason.startsWith('Server.');
}

/** A start of somebody that has fallen back with a word of which nobody knows whose it is: whoever started it is there. */
export function isFailedStartOfOthers(
  observation: FoundInstance,
  earlier: Incident | undefined,
  now: EpochMs,
): boolean {
  const hasJustBegun = now - observation.launchTime <= RIGHT_AFTER_START_MS;
  return hasJustBegun && !isNamedAsAws(observation) && !isOurStart(observation, earlier);
}

/** Nobody but the responder looks after a start of its own. */
function isOurStart({ launchTime }: FoundInstance, earlier: Incident | undefined): boolean {
  return earlier?.attempt?.startedAt === launchTime;
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
  if (known === undefined || isFirst(known, now) || listed.length > MAX_KNOWN)
    return { instanceIds: [], stop: { fresh: false } };
  const keys = new Set(known.keys.filter((key) => known.again?.includes(key) !== true));
  const fresh = listed.filter((one) => !keys.has(keyOf(one)));
  return {
    instanceIds: fresh.map((one) => one.instanceId),
    stop: { fresh: now - known.seenAt <= SEEN_WITHIN_MS },
  };
}

/**
 * The Region's record with the list as it is now, but for those that could not be looked at; the same record where nothing is new. Who
 * is new in it is looked at once more with the next list: a read by its id may have shown it running still.
 */
export function withStopped(
  record: RegionRecord,
  listed: readonly Stopped[],
  unread: readonly string[],
  now: EpochMs,
): RegionRecord {
  if (listed.length > MAX_KNOWN) return record;
  const known = record.stoppedByAws;
  const seen = listed
    .filter((one) => !unread.includes(one.instanceId))
    .map(keyOf)
    .sort();
  const again =
    known === undefined || isFirst(known, now) ? [] : seen.filter((key) => !known.keys.includes(key));
  const missing = missingFrom(listed, known, now);
  const keys = [...seen, ...Object.keys(missing)].slice(0, MAX_KNOWN);
  const isNoted = known !== undefined && now - known.seenAt < NOTED_EVERY_MS;
  const isSame = (a: readonly string[], b: readonly string[] = []): boolean => a.join() === b.join();
  const isMissing = isSame(Object.keys(missing), Object.keys(known?.missing ?? {}));
  if (isNoted && isMissing && isSame(keys, known.keys) && isSame(again, known.again)) return record;
  const stoppedByAws = {
    seenAt: now,
    from: known === undefined ? now : known.from,
    keys,
    ...(again.length === 0 ? {} : { again }),
    ...(Object.keys(missing).length === 0 ? {} : { missing }),
  };
  return { ...record, stoppedByAws };
}

/** What was in the list before and is not now, with the time since when; a newer launch of the same instance takes its place. */
function missingFrom(
  listed: readonly Stopped[],
  known: RegionRecord['stoppedByAws'],
  now: EpochMs,
): Readonly<Record<string, EpochMs>> {
  const ids = new Set(listed.map((one) => one.instanceId));
  const absent = (known?.keys ?? []).filter((key) => !ids.has(key.replace(/@.*/, '')));
  return Object.fromEntries(
    absent
      .map((key) => [key, known?.missing?.[key] ?? now] as const)
      .filter(([, since]) => now - since < REMEMBERED_MS),
  );
}

/** Its first reads say together what was stopped before. */
function isFirst({ from }: StoppedByAws, now: EpochMs): boolean {
  return from !== undefined && now - from < FIRST_READS_MS;
}

function keyOf({ instanceId, launchTime }: Stopped): string {
  return `${instanceId}@${launchTime / 1000}`;
}
