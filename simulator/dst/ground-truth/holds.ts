import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import {
  groupOf,
  isBraked,
  isWell,
  mostTogether,
  ownTag,
  silentFor,
  systemImpairedFor,
  TOGETHER_MS,
} from './oracle.ts';
import { saysNoRoom } from '../../ec2/no-room.ts';
import { isStuckRecord } from '../records-kept.ts';
import { momentsSeen, type Checker } from '../checking/checker.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** An issue holds for an hour after its last update, and a planned move for a day; and a pass or two. */
const ISSUE_HOLDS_MS = 62 * MINUTE;
const ISSUE_HOLDS_MOVES_MS = DAY + 2 * MINUTE;
/** For this long after a brake a planned move waits, and an instance that is in no list of the failed; and a pass. */
const MOVES_REST_MS = 62 * MINUTE;
const UNLISTED_REST_MS = 17 * MINUTE;
const NEWS_ARRIVES_MS = 2 * MINUTE;
/** Between the times of EC2, of a claim and of a record. */
const BORDER_MS = 10 * MINUTE;
/** The hour for a word that nobody knows, from the first refused start on, which a stop that hangs can put off. */
const UNKNOWN_HOLDS_MS = 90 * MINUTE;

/**
 * True where the budget, the brake or a claim really stands in the way of a stop of this instance now, as its record
 * says. Judged by the ground truth and by the records of the others, never by the reason that was given.
 */
export function isHeldRightly(checker: Checker, instanceId: string): boolean {
  const stage = checker.records.incidents.get(instanceId)?.refused?.stage;
  if (stage === 'budget') return budgetIsSpent(checker, instanceId);
  if (stage === 'brake')
    return (
      zoneIsBraked(checker, instanceId) ||
      issueIsOpen(checker, ISSUE_HOLDS_MS) ||
      restsUnlisted(checker, instanceId)
    );
  return stage === 'claim' && (othersHaveTheirTurn(checker, instanceId) || roomIsShort(checker, instanceId));
}

/**
 * The same for a planned move, which lets every failure go first: any recovery that is under way or waits, and a brake
 * that was on within the hour.
 */
export function isMoveHeldRightly(checker: Checker, instanceId: string): boolean {
  const stage = checker.records.incidents.get(instanceId)?.refused?.stage;
  if (stage === 'budget') return budgetIsSpent(checker, instanceId);
  if (stage === 'brake')
    return (
      zoneIsBraked(checker, instanceId) ||
      issueIsOpen(checker, ISSUE_HOLDS_MOVES_MS) ||
      wasBrakedLately(checker, instanceId, MOVES_REST_MS)
    );
  if (stage !== 'claim') return false;
  const waits = [...checker.records.incidents.values()].some(
    ({ phase, refused }) => phase === 'watching' && refused?.stage === 'claim',
  );
  return (
    waits ||
    [...checker.records.held.keys()].some((id) => id !== instanceId) ||
    isMemberDown(checker, instanceId) ||
    isAnotherNotBack(checker, instanceId)
  );
}

/** Another one of its group is not well now, or was not a moment ago. */
function isMemberDown(checker: Checker, instanceId: string): boolean {
  const { ec2 } = checker.region;
  const group = groupOf(ec2.get(instanceId));
  const members = [...ec2.instances.values()].filter(
    (one) => one.id !== instanceId && group !== undefined && groupOf(one) === group,
  );
  return members.some(
    (one) =>
      !/^(shutting-down|terminated)$/.test(one.state) &&
      momentsSeen(checker, one.id).some((moment) => !isWell(moment)),
  );
}

/** One that was stopped for a planned move has not been well since, and its owner has not let the others go. */
function isAnotherNotBack({ groundTruth, region }: Checker, instanceId: string): boolean {
  return [...groundTruth.movedAway.keys()].some(
    (id) => id !== instanceId && ownTag(region.ec2.get(id), 'ec2-responder:moves-go-on') !== 'true',
  );
}

/**
 * Another one of its type in its zone, which we hold, cannot be started: for lack of room or, for a bounded time, for any reason.
 * EC2 may have said so for the last time some minutes ago.
 */
function roomIsShort({ region, records, groundTruth }: Checker, instanceId: string): boolean {
  const now = region.clock.now();
  const { type, availabilityZone: zone } = region.ec2.get(instanceId);
  return [...records.held.keys()].some((id) => {
    const other = region.ec2.get(id);
    if (id === instanceId || other.type !== type || other.availabilityZone !== zone) return false;
    const refused = groundTruth.refusedForRoom(other);
    if (refused !== undefined && saysNoRoom(refused.says)) return true;
    const triedSince = records.incidents.get(id)?.attempt?.intendedAt ?? now;
    return other.state !== 'running' && now - triedSince < UNKNOWN_HOLDS_MS;
  });
}

/** Its own system check is well: nothing in the list of the failed tells it that the list is whole. */
function restsUnlisted(checker: Checker, instanceId: string): boolean {
  const instance = checker.region.ec2.get(instanceId);
  const isListed = systemImpairedFor({ at: checker.region.clock.now(), instance }) !== undefined;
  return !isListed && wasBrakedLately(checker, instanceId, UNLISTED_REST_MS);
}

/** Whether the brake was on in its zone, or in the Region, within the last `ms`, as the record says. */
export function wasBrakedLately({ region, records }: Checker, instanceId: string, ms: number): boolean {
  const now = region.clock.now();
  const scopes = [region.ec2.get(instanceId).availabilityZone, 'region'];
  return (records.region?.brakes ?? []).some(
    ({ availabilityZone, seenAt }) => scopes.includes(availabilityZone) && now - seenAt < ms,
  );
}

function budgetIsSpent({ region, records, groundTruth }: Checker, instanceId: string): boolean {
  const now = region.clock.now();
  const spent = (records.attempts.get(instanceId) ?? []).filter((at) => now - at < DAY);
  return spent.length >= groundTruth.parameters.MaxAttemptsPerDay;
}

function zoneIsBraked({ region, records, groundTruth, plan }: Checker, instanceId: string): boolean {
  const now = region.clock.now();
  const zone = region.ec2.get(instanceId).availabilityZone;
  const neighbours = [...region.ec2.instances.values()].filter((one) => one.availabilityZone === zone);
  const failed = neighbours.filter(
    (one) =>
      systemImpairedFor({ at: now, instance: one }) !== undefined ||
      silentFor({ at: now, instance: one }) !== undefined ||
      records.held.has(one.id),
  );
  const total = neighbours.filter((one) => one.state === 'running' || failed.includes(one)).length;
  // Where EC2 does not say since when, all of them count.
  const together = plan.faults.has('odd-status')
    ? failed.length
    : mostTogether(
        failed.flatMap((one) => sincesOf(one)),
        TOGETHER_MS + BORDER_MS,
      );
  return isBraked(together, total, groundTruth.parameters);

  function sincesOf(instance: SimulatedInstance): { id: string; since: number }[] {
    const impaired = systemImpairedFor({ at: now, instance });
    const held = records.held.get(instance.id)?.since;
    // Of what has lost its data anybody may have heard at any time since.
    const silent = silentFor({ at: now, instance });
    const lost = silent === undefined ? [] : [now - silent, now - silent / 2, now];
    const times = [impaired === undefined ? undefined : now - impaired, held, ...lost];
    return times.flatMap((since) => (since === undefined ? [] : [{ id: instance.id, since }]));
  }
}

function issueIsOpen({ region, groundTruth, plan }: Checker, holdsMs: number): boolean {
  const now = region.clock.now();
  // What says that it is over may be lost, too.
  const heard = (closedAt: number | undefined): boolean =>
    closedAt !== undefined && plan.faults.size === 0 && now - closedAt > NEWS_ARRIVES_MS;
  return groundTruth.issues.some(({ updatedAt, closedAt }) => now - updatedAt < holdsMs && !heard(closedAt));
}

/** A member of its group is in recovery, or so many recoveries are under way or wait that its turn has not come. */
function othersHaveTheirTurn({ region, records, groundTruth }: Checker, instanceId: string): boolean {
  const group = groupOf(region.ec2.get(instanceId));
  const others = [...records.held.keys()].filter((id) => id !== instanceId);
  if (group !== undefined && others.some((id) => groupOf(region.ec2.get(id)) === group)) return true;
  const working = others.filter((id) => {
    const record = records.incidents.get(id);
    return record === undefined || !isStuckRecord(record);
  });
  const waiting = [...records.incidents.values()].filter(
    ({ phase, refused, instanceId: id }) =>
      phase === 'watching' && refused?.stage === 'claim' && id !== instanceId,
  );
  return working.length + waiting.length >= groundTruth.parameters.MaxConcurrentRecoveries;
}
