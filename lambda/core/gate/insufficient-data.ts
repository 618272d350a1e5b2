import type { RegionRecord, Silent } from '../model/region-record.ts';
import type { EpochMs } from '../model/time.ts';

/** So many are remembered; of more at once nobody knows since when, and they count in any case. */
const MAX_SILENT = 300;

/**
 * The record with the running instances of whose host EC2 has no data now, and since when: EC2 does not say that, so it is the first
 * sweep that saw it. The same object where nothing changes.
 */
export function withSilent(
  record: RegionRecord,
  listed: readonly Omit<Silent, 'since'>[],
  now: EpochMs,
): RegionRecord {
  const known = new Map((record.silent ?? []).map((one) => [one.instanceId, one]));
  const silent = listed
    .map(({ instanceId, availabilityZone }) => ({
      instanceId,
      availabilityZone,
      since: known.get(instanceId)?.since ?? now,
    }))
    .slice(0, MAX_SILENT);
  const isSame = silent.length === known.size && silent.every(({ instanceId }) => known.has(instanceId));
  return isSame ? record : { ...record, silent };
}

/** Since when EC2 has had no data of the instance; undefined where no sweep has seen that yet. */
export function silentSince(record: RegionRecord, instanceId: string): EpochMs | undefined {
  return record.silent?.find((one) => one.instanceId === instanceId)?.since;
}
