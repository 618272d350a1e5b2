import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { Entry } from '../../runtime/journal.ts';
import { checksOf } from '../../ec2/status-checks.ts';
import { mayMove } from '../ground-truth/move-oracle.ts';
import { graceMs, isWell, systemImpairedFor, taboos, tagValues } from '../ground-truth/oracle.ts';
import type { Moment } from '../ground-truth/ground-truth.ts';
import { heardAt, type Court, type Promised } from './checker.ts';
import { eachSweep, momentOf } from './each-sweep.ts';
import { isHeldRightly, isMoveHeldRightly } from '../ground-truth/holds.ts';

const MINUTE = 60_000;
/** A sweep, the gate, a second look where the picture was unclear. */
const ACTED_WITHIN_MS = 4 * MINUTE;
/** Patience with what cannot be read, a claim's fifteen minutes, a sweep. */
const TOLD_WITHIN_MS = 20 * MINUTE;
/** AWS acts at its date or a while later. */
const ACTS_WITHIN_MS = 60 * MINUTE;
/** For two hours after a start EC2 and Health may still tell of what it has resolved. */
const STALE_NEWS_MS = 125 * MINUTE;

export const IN_TIME: readonly Promised[] = [
  {
    name: 'what is due is done',
    says: 'Where nothing goes wrong on the way to AWS, what may be moved is asked to stop within minutes after its grace.',
    watch: (court) =>
      eachSweep(court, ACTED_WITHIN_MS, isLeftOnItsHost, 'nothing forbids its stop, and none is asked for'),
  },
  {
    name: 'what is planned is moved',
    says: 'Where nothing goes wrong on the way to AWS, what the owner was told to be moved is asked to stop within minutes after its time.',
    watch: (court) =>
      eachSweep(court, ACTED_WITHIN_MS, isLeftAtItsTime, 'its time has come, and it is not moved'),
  },
  {
    name: 'what AWS stopped is started',
    says: 'What AWS stopped at a date that was known is asked to start within minutes, where the policy permits it.',
    watch: (court) => {
      const known = new Set<string>();
      const waits = eachSweep(
        court,
        ACTED_WITHIN_MS,
        (instance) => known.has(instance.id) && isLeftStopped(court, instance, known),
        'stopped by AWS at a known date, and no start is asked for',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'state' && entry.state === 'stopping' && wasAnnounced(court, entry.instanceId))
            known.add(entry.instanceId);
          if (entry.kind === 'call' && entry.action === 'StartInstances')
            for (const id of (entry.input as { InstanceIds?: string[] }).InstanceIds ?? []) known.delete(id);
          waits.see(entry);
        },
      };
    },
  },
  {
    name: 'a date is told in time',
    says: 'Where nothing goes wrong on the way to AWS, a date that EC2 lists, and that no start has resolved, is told within 20 minutes.',
    watch: (court) => {
      const lastMail = new Map<string, number>();
      const waits = eachSweep(
        court,
        TOLD_WITHIN_MS,
        (instance) => isUnannounced(instance, court, lastMail.get(instance.id)),
        'its date was told to nobody',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteMail(court, entry, lastMail);
          waits.see(entry);
        },
      };
    },
  },
  {
    name: 'a failure is told in time',
    says: 'Where nothing goes wrong on the way to AWS, a failed host or OS that stays is told within 20 minutes after its grace.',
    watch: (court) => {
      const lastMail = new Map<string, number>();
      const seenWell = new Map<string, { sweeps: number; at: number }>();
      const waits = eachSweep(
        court,
        TOLD_WITHIN_MS,
        (instance) => isUntold(court, instance, lastMail.get(instance.id), seenWell.get(instance.id)?.at),
        'its failure was told to nobody',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteMail(court, entry, lastMail);
          if (entry.kind === 'sweep completed') noteWell(court, seenWell);
          waits.see(entry);
        },
      };
    },
  },
];

/** EC2 lists a date to come that nobody has heard of; what came before its last start that start has resolved. */
function isUnannounced(instance: SimulatedInstance, court: Court, lastMail: number | undefined): boolean {
  const { at, parameters } = momentOf(court, instance);
  const { id, state, launchTime, scheduledEvents } = instance;
  const announcedAt = court.truth.announcedAt(id).find((one) => one > launchTime);
  const isListed = scheduledEvents.some(
    ({ notBefore, description }) => notBefore !== undefined && notBefore > at && !description.startsWith('['),
  );
  if (!isListed || state !== 'running' || announcedAt === undefined) return false;
  const record = court.records.incidents.get(id);
  if (record?.heard.some((one) => one.heardAt < launchTime) === true) return false;
  const values = tagValues(instance);
  if (values.includes('ignore') || (values.length === 0 && parameters.DefaultAction === 'ignore'))
    return false;
  return (lastMail ?? -Infinity) < announcedAt;
}

function isLeftOnItsHost(instance: SimulatedInstance, court: Court): boolean {
  const moment = momentOf(court, instance);
  if (!isDue(court, moment) || taboos(moment).size > 0) return false;
  const phase = court.records.incidents.get(instance.id)?.phase;
  // A stop that was asked for, or that reads do not show yet. Verifying is no excuse: its host has failed again.
  if (phase === 'stopping' || phase === 'starting') return false;
  return !isHeldRightly(court, instance.id);
}

/** The time that the owner was told has come, it may be moved now, and its record neither moves nor rightly holds it. */
function isLeftAtItsTime(instance: SimulatedInstance, court: Court): boolean {
  const moment = momentOf(court, instance);
  const record = court.records.incidents.get(instance.id);
  const start = record?.plan?.start;
  if (record?.phase !== 'watching' || start === undefined || moment.at < start) return false;
  const announcedAt = court.truth.announcedAt(instance.id);
  // So soon after a start it may be news of what the start has resolved.
  const isNew = announcedAt.some((at) => at > instance.launchTime + STALE_NEWS_MS);
  if (!isNew || !mayMove(moment, announcedAt, heardAt(court, instance.id))) return false;
  return isWell(moment) && taboos(moment).size === 0 && !isMoveHeldRightly(court, instance.id);
}

/** Its system check has failed for the whole grace. */
function isDue(court: Court, moment: Moment): boolean {
  const impaired = systemImpairedFor(moment);
  if (impaired === undefined) return false;
  const failed = court.truth.recoveryFailedAt(moment.instance.id);
  // Health says it to the second; news from before EC2 shows the failure is news of an earlier one.
  const heard = failed !== undefined && court.plan.faults.size === 0 && failed - 1000 >= moment.at - impaired;
  return impaired >= graceMs(moment, heard ? failed : undefined);
}

/** AWS stops it, and the responder watched it with the date in its record, or had told of the date that has come. */
function wasAnnounced(court: Court, id: string): boolean {
  const { stoppedBy } = court.region.ec2.get(id);
  const record = court.records.incidents.get(id);
  if (stoppedBy?.who !== 'AWS' || record === undefined) return false;
  // The date of which the owner was told has just come, whatever the record has made of it since.
  const { at, deadline = Infinity } = record.plan ?? { at: -Infinity };
  const { launchTime } = court.region.ec2.get(id);
  const sinceDate = stoppedBy.at - deadline;
  if (launchTime < at && sinceDate >= 0 && sinceDate < ACTS_WITHIN_MS) return true;
  if (record.phase !== 'watching') return false;
  return (
    record.scheduledEventIds.length > 0 || record.health.some(({ meaning }) => meaning === 'scheduled change')
  );
}

function isLeftStopped(court: Court, instance: SimulatedInstance, known: Set<string>): boolean {
  const { id, state, stoppedBy } = instance;
  const found = taboos(momentOf(court, instance));
  // These protect from a stop; it has been stopped.
  for (const taboo of ['stop protection', 'instance store volumes', 'maintenance'] as const)
    found.delete(taboo);
  if (found.size > 0 || stoppedBy?.who !== 'AWS') known.delete(id);
  return known.has(id) && state === 'stopped' && !isHeldRightly(court, id);
}

function noteMail({ region }: Court, { body, at }: Entry<'mail'>, lastMail: Map<string, number>): void {
  for (const id of region.ec2.instances.keys()) if (body.includes(id)) lastMail.set(id, at);
}

/** Well in two sweeps that saw everything: what ends and comes back between two of them is one failure to anybody. */
function noteWell({ region }: Court, seenWell: Map<string, { sweeps: number; at: number }>): void {
  const at = region.clock.now();
  for (const instance of region.ec2.instances.values()) {
    const known = seenWell.get(instance.id) ?? { sweeps: 0, at: 0 };
    const sweeps = isWell({ at, instance }) ? known.sweeps + 1 : 0;
    seenWell.set(instance.id, { sweeps, at: sweeps >= 2 ? at : known.at });
  }
}

function isUntold(
  court: Court,
  instance: SimulatedInstance,
  lastMail: number | undefined,
  wellAt = 0,
): boolean {
  const moment = momentOf(court, instance);
  const failedAt = isDue(court, moment) ? moment.at - (systemImpairedFor(moment) ?? 0) : osDueSince(moment);
  if (failedAt === undefined) return false;
  if ((instance.tags['ec2-responder'] ?? moment.parameters.DefaultAction) === 'ignore') return false;
  const record = court.records.incidents.get(instance.id);
  // One incident may tell once of a hold and see several failures; after one that was over it tells anew.
  if (lastMail === undefined) return true;
  if ((record?.failuresOver ?? 0) > 0) return lastMail < failedAt && lastMail < wellAt;
  return lastMail < Math.min(failedAt, record?.openedAt ?? failedAt);
}

/** Since when the OS or a volume has failed on a host that is well, where that is to be told by now. */
function osDueSince({ at, instance, parameters }: Moment): number | undefined {
  if (instance.state !== 'running') return undefined;
  const { system, instance: os, attachedEbs } = checksOf(instance, at);
  const since = os.impairedSince ?? attachedEbs.impairedSince;
  // Right after a start it is given VerifyMinutes.
  const fresh = since !== undefined && since - instance.launchTime < 30 * MINUTE;
  const { InstanceFailureMinutes: usual, VerifyMinutes: verifying } = parameters;
  const patience = (fresh ? Math.max(usual, verifying) : usual) * MINUTE;
  return system.status === 'ok' && since !== undefined && at - since >= patience ? since : undefined;
}
