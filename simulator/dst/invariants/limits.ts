import type { JournalEntry } from '../../runtime/journal.ts';
import { isStuckRecord } from '../records.ts';
import { groupOf, isBraked, isWell, systemImpairedFor } from '../ground-truth/oracle.ts';
import type { Moment } from '../ground-truth/ground-truth.ts';
import { MAX_LAG_MS, momentsSeen, regionWritten, writeOf, type Court, type Promised } from './checker.ts';

const MINUTE = 60_000;
/** A stop that was given up as lost and lands after all is in nobody's count until a pass has seen it. */
const ADOPTED_AFTER_MS = 90_000;
const ISSUE_HOLDS_MS = 60 * MINUTE;
const INVOCATION_MS = 101_000;

export const LIMITS: readonly Promised[] = [
  {
    name: 'the brake holds',
    says: 'Nothing is asked to stop while so much of its zone has failed, or while EC2 has an open issue in the Region.',
    watch: (court) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const zone = court.region.ec2.get(write.instanceId).availabilityZone;
        const neighbours = [...court.region.ec2.instances.values()].filter(
          (one) => one.availabilityZone === zone,
        );
        // One that is well and only to be moved is no failure.
        const planned = court.records.incidents.get(write.instanceId)?.attempt?.cause === 'planned';
        const failed = neighbours.filter(
          ({ id }) => (id === write.instanceId && !planned) || hasFailedAllAlong(court, id),
        );
        const total = neighbours.filter(({ state }) => state !== 'terminated').length;
        const settings = momentsSeen(court, write.instanceId).map(({ parameters }) => parameters);
        if (settings.every((one) => isBraked(failed.length, total, one)))
          court.broken(`${failed.length} of ${total} in ${zone} had failed`, write.instanceId);

        const open = [...court.records.issues.values()].some(
          ({ since, lastUpdated }) =>
            write.at - since > MINUTE && write.at - lastUpdated < ISSUE_HOLDS_MS - MINUTE,
        );
        if (open) court.broken('an operational issue of EC2 was open', write.instanceId);
      },
    }),
  },
  {
    name: 'the brake has a cause',
    says: 'A brake of a zone is noted only where so much of the zone has failed; what is well and only to be moved, or stopped by AWS, is no failure.',
    watch: (court) => ({
      see: (entry) => {
        for (const zone of brakesNoted(court, entry)) {
          const neighbours = [...court.region.ec2.instances.values()].filter(
            (one) => one.availabilityZone === zone,
          );
          const failed = neighbours.filter(({ id }) => mayCountAsFailed(court, id));
          const ids = new Set(failed.map(({ id }) => id));
          // Who asks counts as failed, too, where it is not well: one that is not in the list.
          const asks = neighbours.some(({ id }) => !ids.has(id) && mayBeUnwell(court, id)) ? 1 : 0;
          const count = failed.length + asks;
          const total = neighbours.filter(
            ({ id }) =>
              ids.has(id) || momentsCounted(court, id).every(({ instance }) => instance.state === 'running'),
          ).length;
          const settings = court.truth.everyParameters;
          if (!settings.some((one) => isBraked(count, total, one)))
            court.broken(`a brake in ${zone} for ${count} of ${total}`);
        }
      },
    }),
  },
  {
    name: 'few at a time',
    says: 'At most MaxConcurrentRecoveries are in a stop/start when another is asked to stop.',
    watch: (court) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const others = heldOthers(court, write).filter((id) => !isOrWasStuck(court, id, write.at));
        const limits = momentsSeen(court, write.instanceId).map(
          ({ parameters }) => parameters.MaxConcurrentRecoveries,
        );
        const limit = Math.max(...limits);
        if (others.length >= limit)
          court.broken(`${others.length} others, allowed ${limit}`, write.instanceId);
      },
    }),
  },
  {
    name: 'one of a group at a time',
    says: 'No two instances of one ec2-responder:group are in a stop/start at once.',
    watch: (court) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const { ec2 } = court.region;
        const group = groupOf(ec2.get(write.instanceId));
        const other = heldOthers(court, write).find(
          (id) => group !== undefined && groupOf(ec2.get(id)) === group,
        );
        if (other !== undefined) court.broken(`${other} of ${group ?? ''} was down`, write.instanceId);
      },
    }),
  },
];

/** Impaired, or in our hands, at every moment that the one who counted may have looked at. */
function hasFailedAllAlong(court: Court, instanceId: string): boolean {
  const held = court.records.held.get(instanceId);
  const heldFrom = held === undefined ? Infinity : held.since + (held.byIntent ? 0 : ADOPTED_AFTER_MS);
  const moments = momentsSeen(court, instanceId);
  return (
    moments.length > 0 &&
    moments.every((moment) => systemImpairedFor(moment) !== undefined || moment.at >= heldFrom)
  );
}

/** The zones for which this write of the Region's record notes that a brake is on. */
function brakesNoted({ records }: Court, entry: JournalEntry): readonly string[] {
  const before = new Map((records.region?.brakes ?? []).map((one) => [one.availabilityZone, one.seenAt]));
  return (regionWritten(entry)?.brakes ?? [])
    .filter(({ availabilityZone, seenAt }) => seenAt > (before.get(availabilityZone) ?? -Infinity))
    .map(({ availabilityZone }) => availabilityZone)
    .filter((zone) => zone !== 'region');
}

/** Impaired at one of the moments at which somebody may have counted, or with a claim in the record that was counted by. */
function mayCountAsFailed(court: Court, instanceId: string): boolean {
  if (court.records.region?.claims.some((one) => one.instanceId === instanceId) === true) return true;
  return momentsCounted(court, instanceId).some((moment) => systemImpairedFor(moment) !== undefined);
}

/** Not stopped, and its checks were not all ok at one of these moments. */
function mayBeUnwell(court: Court, instanceId: string): boolean {
  return momentsCounted(court, instanceId).some(
    (moment) => moment.instance.state !== 'stopped' && !isWell(moment),
  );
}

/** A count is written down by the end of the invocation that made it, and is acted on only while it is fresh. */
function momentsCounted(court: Court, instanceId: string): Moment[] {
  const lag = court.plan.faults.has('stale-read') ? MAX_LAG_MS : 0;
  return court.truth.moments(instanceId, INVOCATION_MS + lag, INVOCATION_MS);
}

function heldOthers(court: Court, { instanceId, at }: { instanceId: string; at: number }): string[] {
  return [...court.records.held].flatMap(([id, { since, byIntent }]) =>
    id === instanceId || (!byIntent && at - since < ADOPTED_AFTER_MS) ? [] : [id],
  );
}

function isOrWasStuck(court: Court, instanceId: string, now: number): boolean {
  const record = court.records.incidents.get(instanceId);
  if (record !== undefined && isStuckRecord(record)) return true;
  // The claim learns of it a moment later, where DynamoDB is slow by the next sweep.
  return now - (court.records.stuckAt.get(instanceId) ?? -Infinity) < 3 * MINUTE;
}
