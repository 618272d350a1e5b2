import { shapeOf } from '../../../aws/ec2-errors.ts';
import type { ImpairedInstance } from '../../../aws/ec2-lists.ts';
import { beganTogether, type Failure } from '../../../core/gate/began-together.ts';
import { enoughForNoBrake, heldByBrake, needsTotal, type ZoneCount } from '../../../core/gate/brake.ts';
import { silentSince } from '../../../core/gate/insufficient-data.ts';
import type { FoundInstance } from '../../../core/model/observation.ts';
import type { RegionRecord } from '../../../core/model/region-record.ts';
import { DAY, SECOND, type EpochMs } from '../../../core/model/time.ts';
import type { Invocation } from '../invocation.ts';

/** What this invocation has read of a zone may refuse for so long. It never lets anything pass. */
const REMEMBERED_MS = 10 * SECOND;

/** What of a page the filter has left out counts, too: with pages too small an empty one would follow the other. */
const USUAL_PAGE = 100;
/** A zone that takes longer counts as unread; the Region's other zones must have their turn. */
const COUNTED_WITHIN_MS = 8 * SECOND;

/**
 * What the brake counts in the instance's zone, where it began together. Failed: running with an impaired system check or one without data, those with a claim, and
 * this one, unless it is well and only to be moved, or AWS has stopped it at an announced date: those are no failures of the
 * zone. The total is read only where it decides.
 */
export async function countZone(
  observation: FoundInstance,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  r: Invocation,
): Promise<ZoneCount> {
  if (impaired === 'unread') return { failed: 'unread' };
  const zone = observation.facts.availabilityZone;
  const own = isFailing(observation) ? [failureOf(observation)] : [];
  const held = region.claims.filter((one) => one.availabilityZone === zone);
  const running = impaired.filter((one) => one.availabilityZone === zone).map((one) => dated(one, region));
  const braked = new Set(heldByBrake(region.brakes, zone, r.now()));
  const failures = [...own, ...running, ...held]
    .filter((one) => mayHold(one, observation, r.now()))
    .map((one) => (braked.has(one.instanceId) ? { ...one, held: true as const } : one));
  const failed = beganTogether(failures, r.now());
  if (!needsTotal(failed.length, r.settings)) return { failed };
  // With so many in the zone the failed are too few for an outage; who else is there decides nothing.
  const enough = enoughForNoBrake(failed.length, r.settings);
  try {
    const all = await r.lists.runningIn(zone, {
      pageSize: Math.max(enough, USUAL_PAGE),
      enough: (ids) => new Set([...ids, ...failed]).size >= enough,
      until: r.now() + COUNTED_WITHIN_MS,
    });
    return { failed, total: new Set([...all, ...failed]).size };
  } catch (thrown) {
    r.log.warn('the zone could not be counted', { zone, error: shapeOf(thrown).name });
    return { failed, total: 'unread' };
  }
}

/**
 * What was counted, and with which alerts, for those of the zone that come next in this invocation. Who counts only where
 * it asks for itself, such as an OS that does not answer, stands in no neighbour's way.
 */
export function remember(
  { instanceId, facts }: FoundInstance,
  count: ZoneCount,
  impaired: readonly ImpairedInstance[] | 'unread',
  region: RegionRecord,
  r: Invocation,
): void {
  const { failed } = count;
  if (failed === 'unread' || impaired === 'unread') return;
  const countsForAll = [...impaired, ...region.claims].some((one) => one.instanceId === instanceId);
  const shared = countsForAll ? failed : failed.filter((id) => id !== instanceId);
  r.zones.set(facts.availabilityZone, { at: r.now(), count: { ...count, failed: shared }, region });
}

/** The count of a moment ago, with this instance in it. */
export function countedBefore(
  observation: FoundInstance,
  r: Invocation,
): { readonly count: ZoneCount; readonly region: RegionRecord } | undefined {
  const { instanceId, facts } = observation;
  const seen = r.zones.get(facts.availabilityZone);
  if (seen === undefined || r.now() - seen.at > REMEMBERED_MS) return undefined;
  if (isFailing(observation) && !seen.count.failed.includes(instanceId)) return undefined;
  return seen;
}

/** EC2 does not say since when it has no data: the record of the Region does, where a sweep has seen it before. */
function dated(one: ImpairedInstance, region: RegionRecord): Failure {
  if (one.silent !== true) return one;
  const since = silentSince(region, one.instanceId);
  return { instanceId: one.instanceId, silent: true, ...(since === undefined ? {} : { since }) };
}

function failureOf({ instanceId, checks: { system, instance } }: FoundInstance): Failure {
  const since = system.impairedSince ?? instance.impairedSince;
  return since === undefined ? { instanceId } : { instanceId, since };
}

/**
 * A start is held by what fails today, not by what somebody has left failed for days: there is no newer failure to compare it with.
 * A planned move can wait for as long as so much of its zone has failed, whenever that began.
 */
function mayHold({ since }: Failure, { state }: FoundInstance, now: EpochMs): boolean {
  return state !== 'stopped' || since === undefined || now - since <= DAY;
}

function isFailing({ state, checks }: FoundInstance): boolean {
  return state !== 'stopped' && (checks.system.status !== 'ok' || checks.instance.status !== 'ok');
}
