import { shapeOf } from '../../../aws/ec2-errors.ts';
import { withOperationalIssue } from '../../../core/gate/brake.ts';
import { adopt, release, withoutPlaces, withRefusedStart, withStuck } from '../../../core/gate/claims.ts';
import { withRoomSeen } from '../../../core/gate/capacity.ts';
import { groupOf } from '../../../core/gate/policy.ts';
import type { HealthNews } from '../../../core/model/health.ts';
import { isInRecovery, isStuck, type Incident } from '../../../core/model/incident.ts';
import type { FoundInstance } from '../../../core/model/observation.ts';
import { withSilent } from '../../../core/gate/insufficient-data.ts';
import type { Claim, RegionRecord, Silent } from '../../../core/model/region-record.ts';
import type { EpochMs } from '../../../core/model/time.ts';
import { changeItem } from '../records/change-item.ts';
import type { Invocation } from '../invocation.ts';
import { writeRegion } from '../records/write-records.ts';

/** The claim that this pass would make for the instance. */
export function claimFor(
  incident: Incident,
  { instanceId, facts }: Pick<FoundInstance, 'instanceId' | 'facts'>,
  r: Invocation,
): Claim {
  const group = groupOf(facts.tags);
  return {
    instanceId,
    incidentId: incident.incidentId,
    ...(group === undefined ? {} : { group }),
    availabilityZone: facts.availabilityZone,
    instanceType: facts.instanceType,
    ...(incident.attempt?.cause === 'planned' && isInRecovery(incident) ? { planned: true } : {}),
    since: r.now(),
    by: r.passId,
  };
}

/**
 * Gives back the claim that this pass made. A claim that cannot be given back now is freed by the sweep.
 *
 * @param startedAt its LaunchTime, where it has come up after a start: others of its kind may find room, too
 */
export async function releaseClaim(
  instanceId: string,
  by: string,
  r: Invocation,
  startedAt?: EpochMs,
): Promise<void> {
  await quietly('release', instanceId, r, (record) => {
    const seen = startedAt === undefined ? record : withRoomSeen(record, instanceId, startedAt);
    return release(seen, instanceId, by);
  });
}

/** Takes a claim that the gate was not asked for: what is in effect must be counted, under the name of its attempt. */
export async function adoptFor(incident: Incident, r: Invocation): Promise<void> {
  const { instanceId, facts, attempt } = incident;
  const claimed = { ...claimFor(incident, { instanceId, facts }, r), by: attempt?.claimedBy ?? r.passId };
  const refused = attempt?.refusedStart === undefined ? {} : { refusedStart: attempt.refusedStart };
  await quietly('adopt', instanceId, r, (record) =>
    adopt(record, { ...claimed, stuck: isStuck(incident), ...refused }),
  );
}

/**
 * Notes at its claim that a recovery waits for AWS or a human, so that it keeps no place of the concurrent ones, and that EC2
 * does not start it, so that no other of its kind is stopped; or that it goes on.
 */
export async function markClaim(incident: Incident, r: Invocation): Promise<void> {
  const { instanceId, attempt } = incident;
  await quietly('mark', instanceId, r, (record) =>
    withRefusedStart(withStuck(record, instanceId, isStuck(incident)), instanceId, attempt?.refusedStart),
  );
}

/** News of an issue in this Region in which a start may fail: the brake refuses until it is over, for a bounded time. */
export async function noteRegionHealth(news: HealthNews, service: string, r: Invocation): Promise<void> {
  const { eventArn, code, closed } = news;
  // A date in the future would keep every recovery from going on until then.
  const lastUpdated = Math.min(news.lastUpdated, r.now());
  await change(r, (record) => withOperationalIssue(record, { eventArn, code, service, lastUpdated, closed }));
}

/** Remembers since when EC2 has had no data of which instances; nothing is read or written where nothing has changed. */
export async function noteSilent(
  listed: readonly Omit<Silent, 'since'>[],
  known: RegionRecord,
  r: Invocation,
): Promise<void> {
  const now = r.now();
  if (withSilent(known, listed, now) !== known) await change(r, (record) => withSilent(record, listed, now));
}

/** Frees claims that no active incident stands behind. */
export async function freeClaims(claims: readonly Claim[], r: Invocation): Promise<void> {
  await change(r, (record) =>
    claims.reduce((left, claim) => release(left, claim.instanceId, claim.by), record),
  );
}

/** Takes those out of the queue whose incidents are over: whoever is younger would wait for them in vain. */
export async function freePlaces(instanceIds: readonly string[], r: Invocation): Promise<void> {
  await change(r, (record) => withoutPlaces(record, instanceIds));
}

/** For changes that the sweep makes good where they fail: they must not fail the pass. */
async function quietly(
  what: string,
  instanceId: string,
  r: Invocation,
  make: (record: RegionRecord) => RegionRecord,
): Promise<void> {
  try {
    await change(r, make);
  } catch (thrown) {
    r.log.warn(`could not ${what} the claim; the sweep puts it right`, {
      instanceId,
      error: shapeOf(thrown).name,
    });
  }
}

/** Changes the Region's record; nothing is written where nothing changes. */
async function change(r: Invocation, make: (record: RegionRecord) => RegionRecord): Promise<void> {
  const { kind } = await changeItem<RegionRecord>({
    read: () => r.region.read(),
    change: make,
    write: (record) => writeRegion(record, r),
    sleep: r.sleep,
  });
  if (kind === 'contended') throw new Error('the Region record changes too fast');
}
