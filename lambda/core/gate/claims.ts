import { roomRefusal } from './capacity.ts';
import { MAX_WAITING, type Claim, type RegionRecord, type Waiting } from '../model/region-record.ts';
import type { RefusedStart } from '../model/ec2-error-codes/refused-start.ts';
import { say, type Sentence, type Verb } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';

/** A waiting instance that no pass has seen for this long has stopped waiting (healed, ended, retagged). */
const WAITING_STALE_MS = 5 * MINUTE;
/** A waiting instance renews its place only this often, to save writes. */
const WAITING_RENEW_MS = 2 * MINUTE;
/** A claim without an active incident is freed after this long: the pass that made it has died. */
const CLAIM_ORPHANED_MS = 5 * MINUTE;

export type ClaimAnswer =
  | { readonly granted: true; readonly record: RegionRecord }
  | { readonly granted: false; readonly record: RegionRecord; readonly reason: Sentence };

/**
 * Asks for the right to stop one instance. Granted: the record to write (conditionally) with the claim in it. Refused:
 * the reason, and the record, changed only where the instance must be noted as waiting.
 *
 * @param wanted the claim; `since` is `now`
 * @param act what it is for, as the reason names it
 * @param waitingSince when the instance's incident opened: the oldest goes first
 */
export function claim(
  record: RegionRecord,
  wanted: Claim,
  { act, waitingSince }: { readonly act: Verb; readonly waitingSince: EpochMs },
  settings: Settings,
  now: EpochMs,
): ClaimAnswer {
  const own = record.claims.find((held) => held.instanceId === wanted.instanceId);
  if (own !== undefined && own.by !== wanted.by && now - own.since <= CLAIM_ORPHANED_MS) {
    return { granted: false, record, reason: say('refuse.claim-race', { act }) };
  }
  const others = record.claims.filter((held) => held.instanceId !== wanted.instanceId);
  // A start takes no further member of a group down.
  const sameGroup =
    act === 'starting'
      ? undefined
      : others.find((held) => wanted.group !== undefined && held.group === wanted.group);
  if (sameGroup !== undefined) {
    const reason = say('refuse.group', { act, group: sameGroup.group ?? '', other: sameGroup.instanceId });
    return { granted: false, record, reason };
  }

  // What AWS has stopped already has nothing left to lose by a start.
  const noRoom = act === 'starting' ? undefined : roomRefusal(others, wanted, act, now);
  if (noRoom !== undefined) return { granted: false, record, reason: noRoom };

  if (wanted.planned === true) {
    const reason = notYet(wanted, others, fresh(record.waiting, now));
    if (reason !== undefined) return { granted: false, record, reason };
  }

  const limit = settings.maxConcurrentRecoveries;
  const active = others.filter((held) => held.stuck !== true).length;
  const free = limit - active;
  const older = fresh(record.waiting, now).filter(
    (one) => one.instanceId !== wanted.instanceId && one.since < waitingSince,
  );
  if (free <= older.length) {
    const reason = say('refuse.concurrency', { act, active, limit, older: older.length });
    // A planned move waits for its own time; it takes nobody's place in the line.
    if (wanted.planned === true) return { granted: false, record, reason };
    return { granted: false, record: withWaiting(record, wanted.instanceId, waitingSince, now), reason };
  }
  return {
    granted: true,
    record: {
      ...record,
      claims: [...others, wanted],
      waiting: withoutInstance(fresh(record.waiting, now), wanted.instanceId),
    },
  };
}

/**
 * Why a planned move must not begin, while a failure might: another planned move is under way, a failed instance waits
 * for its turn, or one of the same type in the same zone cannot be started.
 */
function notYet(wanted: Claim, others: readonly Claim[], waiting: readonly Waiting[]): Sentence | undefined {
  const { instanceType: type, availabilityZone: zone } = wanted;
  const stuck = others.find(
    (one) => one.stuck === true && one.instanceType === type && one.availabilityZone === zone,
  );
  if (stuck !== undefined) return say('refuse.planned-capacity', { other: stuck.instanceId, type, zone });
  const moving = others.find((one) => one.planned === true && one.stuck !== true);
  if (moving !== undefined) return say('refuse.planned-one-at-a-time', { other: moving.instanceId });
  const count = waiting.filter((one) => one.instanceId !== wanted.instanceId).length;
  return count === 0 ? undefined : say('refuse.planned-waits', { count });
}

/** The record without this claim of the instance; the same object where there is no such claim. */
export function release(record: RegionRecord, instanceId: string, by: string): RegionRecord {
  const held = record.claims.some((one) => one.instanceId === instanceId && one.by === by);
  if (!held) return record;
  return { ...record, claims: record.claims.filter((one) => one.instanceId !== instanceId || one.by !== by) };
}

/** The record with a claim that nobody asked for: a stop given up as lost has taken effect, and must be counted. */
export function adopt(record: RegionRecord, claimed: Claim): RegionRecord {
  return { ...record, claims: [...withoutInstance(record.claims, claimed.instanceId), claimed] };
}

/** The record with the instance's claim marked as stuck or not; the same object where it is already marked so. */
export function withStuck(record: RegionRecord, instanceId: string, stuck: boolean): RegionRecord {
  const own = record.claims.find((one) => one.instanceId === instanceId);
  if (own === undefined || (own.stuck === true) === stuck) return record;
  return { ...record, claims: record.claims.map((one) => (one === own ? { ...one, stuck } : one)) };
}

/** The record with what EC2 says to the starts of the instance at its claim; the same object where it stands there already. */
export function withRefusedStart(
  record: RegionRecord,
  instanceId: string,
  refused: RefusedStart | undefined,
): RegionRecord {
  const own = record.claims.find((one) => one.instanceId === instanceId);
  if (own === undefined || isSameRefusal(own.refusedStart, refused)) return record;
  const { refusedStart: before, ...rest } = own;
  const roomAt = before?.roomAt === undefined ? {} : { roomAt: before.roomAt };
  const next = refused === undefined ? rest : { ...rest, refusedStart: { ...refused, ...roomAt } };
  return { ...record, claims: record.claims.map((one) => (one === own ? next : one)) };
}

/** True where both tell of the same answers of EC2. */
export function isSameRefusal(a: RefusedStart | undefined, b: RefusedStart | undefined): boolean {
  return a?.code === b?.code && a?.since === b?.since && a?.at === b?.at;
}

/** The claims that are old enough to be freed if no active incident stands behind them. */
export function orphanedClaims(record: RegionRecord, now: EpochMs): readonly Claim[] {
  return record.claims.filter((held) => now - held.since > CLAIM_ORPHANED_MS);
}

/** The record without the places of these in the queue; the same object where none of them waits. */
export function withoutPlaces(record: RegionRecord, instanceIds: readonly string[]): RegionRecord {
  const waiting = record.waiting.filter((one) => !instanceIds.includes(one.instanceId));
  return waiting.length === record.waiting.length ? record : { ...record, waiting };
}

function withWaiting(record: RegionRecord, instanceId: string, since: EpochMs, now: EpochMs): RegionRecord {
  const known = record.waiting.find((one) => one.instanceId === instanceId);
  if (known?.since === since && now - known.seenAt < WAITING_RENEW_MS) return record;
  const rest = withoutInstance(fresh(record.waiting, now), instanceId);
  const waiting = [...rest, { instanceId, since, seenAt: now }].sort((a, b) => a.since - b.since);
  return { ...record, waiting: waiting.slice(0, MAX_WAITING) };
}

function fresh(waiting: readonly Waiting[], now: EpochMs): readonly Waiting[] {
  return waiting.filter((one) => now - one.seenAt < WAITING_STALE_MS);
}

function withoutInstance<T extends { readonly instanceId: string }>(
  list: readonly T[],
  instanceId: string,
): T[] {
  return list.filter((one) => one.instanceId !== instanceId);
}
