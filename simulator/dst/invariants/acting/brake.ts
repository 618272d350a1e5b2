import type { JournalEntry } from '../../../runtime/journal.ts';
import { checksOf } from '../../../ec2/status-checks.ts';
import {
  isBraked,
  isWell,
  mostTogether,
  silentFor,
  systemImpairedFor,
  TOGETHER_MS,
} from '../../ground-truth/oracle.ts';
import type { Moment } from '../../ground-truth/ground-truth.ts';
import {
  MAX_LAG_MS,
  momentsSeen,
  regionWritten,
  writeOf,
  type Checker,
  type Invariant,
} from '../../checking/checker.ts';

const MINUTE = 60_000;
/** A stop that was given up as lost and lands after all is counted only when a pass has seen it. */
const ADOPTED_AFTER_MS = 90_000;
const ISSUE_HOLDS_MS = 60 * MINUTE;
const INVOCATION_MS = 101_000;
/** Between the times of EC2, of a claim and of a record. */
const BORDER_MS = 10 * MINUTE;
/** Of two times within this, whatever is taken for either, the other is within what counts as together. */
const NEW_MS = 100 * MINUTE;

/** The reads that the gate makes for one instance. */
const ASKED_FOR_ONE = /^(DescribeInstanceAttribute|DescribeSpotInstanceRequests|StartInstances \(DryRun\))$/;

interface Asked {
  readonly InstanceId?: string;
  readonly InstanceIds?: readonly string[];
}

export const BRAKE: readonly Invariant[] = [
  {
    name: 'the brake holds',
    says: 'Nothing is asked to stop while so much of its zone has failed together that the brake is on, or while an issue in which a start may fail is open in its record of the Region.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const zone = checker.region.ec2.get(write.instanceId).availabilityZone;
        const neighbours = [...checker.region.ec2.instances.values()].filter(
          (one) => one.availabilityZone === zone,
        );
        // An instance that is well and is only to be moved is not a failure.
        const planned = checker.records.incidents.get(write.instanceId)?.attempt?.cause === 'planned';
        const failed = neighbours.filter(
          ({ id }) => (id === write.instanceId && !planned) || hasFailedAllAlong(checker, id),
        );
        // One that has just been terminated may still be read as running, as one that failed may still be read as well.
        const total = neighbours.filter(({ id }) =>
          momentsSeen(checker, id).some(({ instance }) => instance.state !== 'terminated'),
        ).length;
        const settings = momentsSeen(checker, write.instanceId).map(({ parameters }) => parameters);
        checker.judged();
        const times = failed.flatMap(({ id }) => failedNow(checker, id));
        // What is new, whenever a sweep has seen it first: the impaired, and those without data.
        const isNew = ({ since }: { readonly since: number }): boolean => write.at - since < NEW_MS;
        const fresh = times.filter(isNew);
        const first = Math.min(...fresh.map(({ since }) => since));
        const silent = neighbours.filter(
          ({ id, dataLostAt = 0 }) => isSilentAllAlong(checker, id) && dataLostAt >= first - BORDER_MS,
        );
        const together = Math.max(
          mostTogether(times, TOGETHER_MS - BORDER_MS),
          new Set([...fresh, ...silent].map(({ id }) => id)).size,
        );
        if (settings.every((one) => isBraked(together, total, one)))
          checker.violated(`${together} of ${total} in ${zone} had failed together`, write.instanceId);

        const open = [...checker.records.issues.values()].some(
          ({ since, lastUpdated }) =>
            write.at - since > MINUTE && write.at - lastUpdated < ISSUE_HOLDS_MS - MINUTE,
        );
        if (open) checker.violated('an operational issue of EC2 was open', write.instanceId);
      },
    }),
  },
  {
    name: 'a braked zone costs little',
    says: 'While so much of a zone has failed that the brake is on, EC2 is asked for no guard of an instance there.',
    watch: (checker) => {
      const namedByHealth = new Set<string>();
      return {
        see: (entry) => {
          for (const id of idsNamedByHealth(entry)) namedByHealth.add(id);
          if (entry.kind !== 'call' || !ASKED_FOR_ONE.test(entry.action)) return;
          const { InstanceId, InstanceIds = [] } = entry.input as Asked;
          const [id = InstanceId] = InstanceIds;
          const asked = id === undefined ? undefined : checker.region.ec2.instances.get(id);
          // What AWS has stopped, and what is well and to be moved, may ask while the list has none of them.
          if (asked === undefined || systemImpairedFor({ at: entry.at, instance: asked }) === undefined)
            return;
          // For a move that AWS's announcement asks for it is read ahead, an hour apart, what would forbid it.
          if (checker.groundTruth.announcedAt(asked.id).length > 0 || namedByHealth.has(asked.id)) return;
          const neighbours = [...checker.region.ec2.instances.values()].filter(
            (one) => one.availabilityZone === asked.availabilityZone,
          );
          const since = neighbours
            .filter(({ id: one }) => hasFailedAllAlong(checker, one))
            .flatMap(({ id: one }) => failedNow(checker, one));
          const failed = since.filter((one) => entry.at - one.since < NEW_MS).length;
          const total = neighbours.filter(({ id: one }) =>
            momentsSeen(checker, one).some(({ instance }) => instance.state !== 'terminated'),
          ).length;
          const settings = momentsSeen(checker, asked.id).map(({ parameters }) => parameters);
          checker.judged();
          if (settings.length > 0 && settings.every((one) => isBraked(failed, total, one)))
            checker.violated(`${entry.action} while ${failed} of ${total} in its zone had failed`, asked.id);
        },
      };
    },
  },
  {
    name: 'the brake has a cause',
    says: 'A brake of a zone is noted only where so much of the zone has failed together, and not days ago; what is well and only to be moved, or stopped by AWS, is no failure.',
    watch: (checker) => ({
      see: (entry) => {
        for (const zone of brakesNoted(checker, entry)) {
          const neighbours = [...checker.region.ec2.instances.values()].filter(
            (one) => one.availabilityZone === zone,
          );
          const failed = neighbours.filter(({ id }) => mayCountAsFailed(checker, id));
          const ids = new Set(failed.map(({ id }) => id));
          // The instance that the pass is about counts as failed, too, where it is not well and not in the list.
          const asks = neighbours.some(({ id }) => !ids.has(id) && mayBeUnwell(checker, id)) ? 1 : 0;
          const times = failed.flatMap(({ id }) => failedSince(checker, id));
          // Where EC2 does not say since when, all of them count.
          // A move waits for what has been failed for days, and what the brake holds counts for as long as it does.
          const mayBeOld = neighbours.some(({ id }) => checker.groundTruth.announcedAt(id).length > 0);
          const together =
            checker.plan.faults.has('odd-status') || mayBeOld
              ? failed.length
              : mostTogether(times, TOGETHER_MS + BORDER_MS);
          const count = together + asks;
          const total = neighbours.filter(
            ({ id }) =>
              ids.has(id) ||
              momentsCounted(checker, id).every(({ instance }) => instance.state === 'running'),
          ).length;
          const settings = checker.groundTruth.everyParameters;
          checker.judged();
          if (!settings.some((one) => isBraked(count, total, one)))
            checker.violated(`a brake in ${zone} for ${count} of ${total}`);
        }
      },
    }),
  },
];

function idsNamedByHealth(entry: JournalEntry): readonly string[] {
  if (entry.kind !== 'event') return [];
  const event = JSON.stringify(entry.event);
  return event.includes('"source":"aws.health"') ? (event.match(/i-[0-9a-f]{17}/g) ?? []) : [];
}

/** Impaired, or in recovery, at every moment of which whoever counted may have seen the picture. */
function hasFailedAllAlong(checker: Checker, instanceId: string): boolean {
  const held = checker.records.held.get(instanceId);
  const heldFrom = held === undefined ? Infinity : held.since + (held.byIntent ? 0 : ADOPTED_AFTER_MS);
  const moments = momentsSeen(checker, instanceId);
  return (
    moments.length > 0 &&
    moments.every((moment) => systemImpairedFor(moment) !== undefined || moment.at >= heldFrom)
  );
}

/** Since when it has failed, at each moment of which somebody may have seen the picture, or since when it is held; the last is of now. */
function failedSince(checker: Checker, id: string): { readonly id: string; readonly since: number }[] {
  const shown = momentsCounted(checker, id).flatMap((moment) => {
    const impaired = systemImpairedFor(moment);
    const silent = silentFor(moment);
    // Of what has lost its data anybody may have heard at any time since.
    const lost = silent === undefined ? [] : [moment.at - silent, moment.at - silent / 2, moment.at];
    return [...lost, ...(impaired === undefined ? [] : [moment.at - impaired])];
  });
  const held = checker.records.held.get(id)?.since;
  const claimed = checker.records.region?.claims.find((one) => one.instanceId === id)?.since;
  const now = checker.region.clock.now();
  const os = checksOf(checker.region.ec2.get(id), now).instance.impairedSince;
  const times = [...(os === undefined ? [] : [os]), claimed, held, ...shown];
  return times.flatMap((since) => (since === undefined ? [] : [{ id, since }]));
}

/** The same as EC2 shows it now, of the host or else of the OS; where it shows no failure, since when it was shown or held last. */
function failedNow(checker: Checker, id: string): { readonly id: string; readonly since: number }[] {
  const at = checker.region.clock.now();
  const instance = checker.region.ec2.get(id);
  const impaired = systemImpairedFor({ at, instance });
  if (impaired !== undefined) return [{ id, since: at - impaired }];
  // Its own stop takes the checks from the picture of this moment.
  const [os] = momentsCounted(checker, id).flatMap(
    (moment) => checksOf(moment.instance, moment.at).instance.impairedSince ?? [],
  );
  return os === undefined ? failedSince(checker, id).slice(-1) : [{ id, since: os }];
}

/** EC2 has had no data of it at every moment of which anybody may have seen the picture, and not for long. */
function isSilentAllAlong(checker: Checker, instanceId: string): boolean {
  const moments = momentsSeen(checker, instanceId);
  return (
    moments.length > 0 &&
    moments.every((moment) => {
      const forMs = silentFor(moment);
      return forMs !== undefined && forMs < NEW_MS;
    })
  );
}

/** The zones for which this write of the Region's record notes that a brake is on. */
function brakesNoted({ records }: Checker, entry: JournalEntry): readonly string[] {
  const before = new Map((records.region?.brakes ?? []).map((one) => [one.availabilityZone, one.seenAt]));
  return (regionWritten(entry)?.brakes ?? [])
    .filter(({ availabilityZone, seenAt }) => seenAt > (before.get(availabilityZone) ?? -Infinity))
    .map(({ availabilityZone }) => availabilityZone)
    .filter((zone) => zone !== 'region');
}

/** Impaired at one of the moments at which somebody may have counted, or with a claim in the record that was counted by. */
function mayCountAsFailed(checker: Checker, instanceId: string): boolean {
  if (checker.records.region?.claims.some((one) => one.instanceId === instanceId) === true) return true;
  return momentsCounted(checker, instanceId).some(
    (moment) => systemImpairedFor(moment) !== undefined || silentFor(moment) !== undefined,
  );
}

/** Not stopped, and its checks were not all ok at one of these moments. */
function mayBeUnwell(checker: Checker, instanceId: string): boolean {
  return momentsCounted(checker, instanceId).some(
    (moment) => moment.instance.state !== 'stopped' && !isWell(moment),
  );
}

/** A count is written down by the end of the invocation that made it, and is acted on only while it is fresh. */
function momentsCounted(checker: Checker, instanceId: string): Moment[] {
  const lag = checker.plan.faults.has('stale-read') ? MAX_LAG_MS : 0;
  return checker.groundTruth.moments(instanceId, INVOCATION_MS + lag, INVOCATION_MS);
}
