import {
  EMPTY_REGION_RECORD,
  MAX_WAITING,
  type Claim,
  type RegionRecord,
  type Waiting,
} from './region-record.ts';
import { say, type Sentence } from './sentences.ts';
import type { Settings } from './settings.ts';
import { MINUTE, type EpochMs } from './time.ts';

/** A waiting instance that no pass has seen for so long has stopped waiting (healed, ended, retagged). */
const WAITING_STALE_MS = 5 * MINUTE;
/** A waiting instance renews its place only so often, to save writes. */
const WAITING_RENEW_MS = 2 * MINUTE;
/** A claim without an active incident is freed after so long: the handler that made it has died. */
const CLAIM_ORPHANED_MS = 5 * MINUTE;

export type ClaimAnswer =
  | { readonly granted: true; readonly record: RegionRecord }
  | { readonly granted: false; readonly record: RegionRecord; readonly reason: Sentence };

/**
 * Asks for the right to stop one instance. Granted: the record to write (conditionally) with the claim in it. Refused:
 * the reason, and the record, changed only where the instance must be noted as waiting.
 *
 * @param wanted the claim; `since` is `now`
 * @param waitingSince when the instance's incident opened: the oldest goes first
 */
export function claim(
  record: RegionRecord,
  wanted: Claim,
  waitingSince: EpochMs,
  settings: Settings,
  now: EpochMs,
): ClaimAnswer {
  const others = record.claims.filter((held) => held.instanceId !== wanted.instanceId);
  const sameGroup = others.find((held) => wanted.group !== undefined && held.group === wanted.group);
  if (sameGroup !== undefined) {
    const reason = say('refuse.group', { group: sameGroup.group ?? '', other: sameGroup.instanceId });
    return { granted: false, record, reason };
  }

  const limit = settings.maxConcurrentRecoveries;
  const free = limit - others.length;
  const older = fresh(record.waiting, now).filter(
    (one) => one.instanceId !== wanted.instanceId && one.since < waitingSince,
  );
  if (free <= older.length) {
    const reason = say('refuse.concurrency', { active: others.length, limit, older: older.length });
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

/** The record without the instance's claim; the same object where it held none. */
export function release(record: RegionRecord, instanceId: string): RegionRecord {
  const held = record.claims.some((one) => one.instanceId === instanceId);
  const waits = record.waiting.some((one) => one.instanceId === instanceId);
  if (!held && !waits) return record;
  return {
    ...record,
    claims: withoutInstance(record.claims, instanceId),
    waiting: withoutInstance(record.waiting, instanceId),
  };
}

/** The claims that the sweep frees: old enough, and no active incident stands behind them. */
export function orphanedClaims(
  record: RegionRecord,
  activeInstanceIds: ReadonlySet<string>,
  now: EpochMs,
): readonly Claim[] {
  return record.claims.filter(
    (held) => now - held.since > CLAIM_ORPHANED_MS && !activeInstanceIds.has(held.instanceId),
  );
}

/** True for a record that says nothing and need not be written. */
export function isBlank(record: RegionRecord): boolean {
  return record.version === EMPTY_REGION_RECORD.version;
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
