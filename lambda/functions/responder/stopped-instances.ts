import { heardOf, newlyStopped, withStopped, type Stopped } from '../../core/incident/stopped-by-aws.ts';
import type { RegionRecord } from '../../core/model/region-record.ts';
import { MINUTE, type EpochMs } from '../../core/model/time.ts';
import type { Invocation } from './invocation.ts';
import { reconcile, type Looked } from './reconcile.ts';
import { changeItem } from './records/change-item.ts';
import { writeRegion } from './records/write-records.ts';
import type { Signal } from './signals/signal.ts';

/** How the responder hears that AWS has stopped an instance that had nothing: at once by its event, and surely by the sweep. */

/** A state change opens nothing by itself, but for a stop that EC2 calls AWS's own. */
export async function lookAtStateChange(
  { instanceIds, state, at }: Extract<Signal, { kind: 'instance-state-change' }>,
  r: Invocation,
): Promise<Looked> {
  if (state !== 'stopped' || at === undefined) return reconcile(instanceIds, { onlyKnown: true }, r);
  return reconcile(instanceIds, { stop: heardOf(at, r.now()) }, r);
}

/** Every other minute: the list takes the place of that of announced events, which are days ahead, so that a sweep costs the same. */
export function isTurnOfStopped(due: EpochMs): boolean {
  return Math.floor(due / MINUTE) % 2 === 1;
}

/**
 * Looks at those that AWS has stopped since the list was last read, and keeps the list in the Region's record.
 *
 * @param region as it was read in this pass
 */
export async function lookAtNewlyStopped(
  listed: readonly Stopped[],
  region: RegionRecord,
  r: Invocation,
): Promise<Looked> {
  const { instanceIds, stop } = newlyStopped(listed, region.stoppedByAws, r.now());
  const looked: Looked =
    instanceIds.length === 0
      ? { unread: [], late: [], untold: [], active: false }
      : await reconcile(instanceIds, { sweep: true, stop }, r);
  const change = (record: RegionRecord): RegionRecord => withStopped(record, listed, looked.unread, r.now());
  if (change(region) === region) return looked;
  // Where others are faster each time the next sweep writes it.
  await changeItem<RegionRecord>({
    ...(instanceIds.length === 0 ? { known: region } : {}),
    read: () => r.region.read(),
    change,
    write: (record) => writeRegion(record, r),
    sleep: r.sleep,
  });
  return looked;
}
