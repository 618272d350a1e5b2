import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import type { Entry } from '../../../runtime/journal.ts';
import { checksOf } from '../../../ec2/status-checks.ts';
import { mayMove, overdueFor } from '../../ground-truth/move-oracle.ts';
import { graceMs, isWell, systemImpairedFor, prohibitions, tagValues } from '../../ground-truth/oracle.ts';
import type { Moment } from '../../ground-truth/ground-truth.ts';
import { heardAt, type Checker, type Invariant } from '../../checking/checker.ts';
import { mustBeHeardOf } from '../../checking/stops-by-aws.ts';
import { eachSweep, momentOf } from '../../checking/each-sweep.ts';
import { isHeldRightly, isMoveHeldRightly } from '../../ground-truth/holds.ts';

const MINUTE = 60_000;
/** A sweep, the gate, and a second look where the picture was unclear. */
const ACTED_WITHIN_MS = 4 * MINUTE;
/** Patience with what cannot be read, the fifteen minutes of a claim, and a sweep. */
const TOLD_WITHIN_MS = 20 * MINUTE;
/** AWS acts at its date or a while later. */
const ACTS_WITHIN_MS = 60 * MINUTE;
/** A stop so soon after a start may be a start that has failed. */
const RIGHT_AFTER_START_MS = 11 * MINUTE;
/** For two hours after a start EC2 and Health may still tell of what it has resolved. */
const STALE_NEWS_MS = 125 * MINUTE;

export const IN_TIME: readonly Invariant[] = [
  {
    name: 'what is due is done',
    says: 'Where nothing goes wrong on the way to AWS, what may be moved is asked to stop within minutes after its grace.',
    watch: (checker) =>
      eachSweep(checker, ACTED_WITHIN_MS, isLeftOnItsHost, 'nothing forbids its stop, and none is asked for'),
  },
  {
    name: 'what is planned is moved',
    says: 'Where nothing goes wrong on the way to AWS, what the owner was told to be moved is asked to stop within minutes after its time.',
    watch: (checker) =>
      eachSweep(checker, ACTED_WITHIN_MS, isLeftAtItsTime, 'its time has come, and it is not moved'),
  },
  {
    name: 'what AWS stopped is started',
    says: 'What AWS stopped, announced or not, is asked to start within minutes, where the policy permits it.',
    watch: (checker) => {
      const known = new Set<string>();
      const waits = eachSweep(
        checker,
        ACTED_WITHIN_MS,
        (instance) => known.has(instance.id) && isLeftStopped(checker, instance, known),
        'stopped by AWS, and no start is asked for',
      );
      return {
        see: (entry) => {
          if (
            entry.kind === 'state' &&
            entry.state === 'stopping' &&
            isToBeStarted(checker, entry.instanceId)
          )
            known.add(entry.instanceId);
          if (entry.kind === 'state' && entry.state === 'stopped' && known.has(entry.instanceId)) {
            const instance = checker.region.ec2.get(entry.instanceId);
            if (isLeftStopped(checker, instance, known)) checker.judged();
          }
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
    watch: (checker) => {
      const lastMail = new Map<string, number>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        (instance) => isUnannounced(instance, checker, lastMail.get(instance.id)),
        'its date was told to nobody',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteMail(checker, entry, lastMail);
          waits.see(entry);
        },
      };
    },
  },
  {
    name: 'what is overdue is told',
    says: 'Where nothing goes wrong on the way to AWS, that AWS has not come at its date, and EC2 still lists what a stop and a start resolve, is told within 20 minutes after the two hours in which AWS may be late.',
    watch: (checker) => {
      const lastMail = new Map<string, number>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        (instance) => isOverdueUntold(instance, checker, lastMail.get(instance.id)),
        'it is overdue, and nobody was told',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteMail(checker, entry, lastMail);
          waits.see(entry);
        },
      };
    },
  },
  {
    name: 'a failure is told in time',
    says: 'Where nothing goes wrong on the way to AWS, a failed host or OS that stays is told within 20 minutes after its grace.',
    watch: (checker) => {
      const lastMail = new Map<string, number>();
      const seenWell = new Map<string, { sweeps: number; at: number }>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        (instance) => isUntold(checker, instance, lastMail.get(instance.id), seenWell.get(instance.id)?.at),
        'its failure was told to nobody',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteMail(checker, entry, lastMail);
          if (entry.kind === 'sweep completed') noteWell(checker, seenWell);
          waits.see(entry);
        },
      };
    },
  },
];

/** EC2 lists a date to come that nobody was told of. What was announced before its last start has been resolved by that start. */
function isUnannounced(instance: SimulatedInstance, checker: Checker, lastMail: number | undefined): boolean {
  const { at, parameters } = momentOf(checker, instance);
  const { id, state, launchTime, scheduledEvents } = instance;
  const announcedAt = checker.groundTruth.announcedAt(id).find((one) => one > launchTime);
  // Where EC2 refuses a star in its filter, nobody can look for a code that is not documented.
  const isHidden = (code: string): boolean =>
    checker.region.ec2.wildcards === 'refused' && code === 'instance-rehost';
  const isListed = scheduledEvents.some(
    ({ code, notBefore, description }) =>
      notBefore !== undefined && notBefore > at && !description.startsWith('[') && !isHidden(code),
  );
  if (!isListed || state !== 'running' || announcedAt === undefined) return false;
  const record = checker.records.incidents.get(id);
  if (record?.heard.some((one) => one.heardAt < launchTime) === true) return false;
  const values = tagValues(instance);
  if (values.includes('ignore') || (values.length === 0 && parameters.DefaultAction === 'ignore'))
    return false;
  return (lastMail ?? -Infinity) < announcedAt;
}

/** AWS is late with what no start has resolved, and no mail has come since it began to be late, or since it was listed. */
function isOverdueUntold(
  instance: SimulatedInstance,
  checker: Checker,
  lastMail: number | undefined,
): boolean {
  const moment = momentOf(checker, instance);
  const { id, state, launchTime } = instance;
  const lateFor = overdueFor(moment);
  const listedAt = checker.groundTruth.announcedAt(id).find((one) => one > launchTime);
  if (lateFor === undefined || state !== 'running' || listedAt === undefined) return false;
  // So soon after a reboot it may be what the reboot has ended.
  if (moment.at - (instance.rebootedAt ?? -Infinity) < STALE_NEWS_MS) return false;
  const record = checker.records.incidents.get(id);
  if (record?.heard.some((one) => one.heardAt < launchTime) === true) return false;
  if (record !== undefined && record.phase !== 'watching' && record.phase !== 'closed') return false;
  const values = tagValues(instance);
  const { DefaultAction } = moment.parameters;
  if (values.includes('ignore') || (values.length === 0 && DefaultAction === 'ignore')) return false;
  return (lastMail ?? -Infinity) < Math.max(listedAt, moment.at - lateFor);
}

function isLeftOnItsHost(instance: SimulatedInstance, checker: Checker): boolean {
  const moment = momentOf(checker, instance);
  if (!isDue(checker, moment) || prohibitions(moment).size > 0) return false;
  const phase = checker.records.incidents.get(instance.id)?.phase;
  // A stop that was asked for, or that reads do not show yet. Verifying is no excuse: its host has failed again.
  if (phase === 'stopping' || phase === 'starting') return false;
  return !isHeldRightly(checker, instance.id);
}

/** The time that the owner was told has come, it may be moved now, and its record neither moves nor rightly holds it. */
function isLeftAtItsTime(instance: SimulatedInstance, checker: Checker): boolean {
  const moment = momentOf(checker, instance);
  const record = checker.records.incidents.get(instance.id);
  const start = record?.plan?.start;
  if (record?.phase !== 'watching' || start === undefined || moment.at < start) return false;
  const announcedAt = checker.groundTruth.announcedAt(instance.id);
  // So soon after a start it may be news of what the start has resolved.
  const isNew = announcedAt.some((at) => at > instance.launchTime + STALE_NEWS_MS);
  if (!isNew || !mayMove(moment, announcedAt, heardAt(checker, instance.id))) return false;
  // So soon after a reboot it may be what the reboot has ended.
  if (moment.at - (instance.rebootedAt ?? -Infinity) < STALE_NEWS_MS) return false;
  return isWell(moment) && prohibitions(moment).size === 0 && !isMoveHeldRightly(checker, instance.id);
}

/** Its system check has failed for the whole grace. */
function isDue(checker: Checker, moment: Moment): boolean {
  const impaired = systemImpairedFor(moment);
  if (impaired === undefined) return false;
  const failed = checker.groundTruth.recoveryFailedAt(moment.instance.id);
  // Health says it to the second; news from before EC2 shows the failure is news of an earlier one.
  const heard =
    failed !== undefined && checker.plan.faults.size === 0 && failed - 1000 >= moment.at - impaired;
  return impaired >= graceMs(moment, heard ? failed : undefined);
}

/** AWS stops it: at a date that was known, or by a stop of which the responder must hear. */
function isToBeStarted(checker: Checker, id: string): boolean {
  const { stoppedBy, launchTime, stateReason } = checker.region.ec2.get(id);
  // A word that nobody knows may mean a human.
  if (stateReason?.code.startsWith('Server.') !== true) return false;
  const hasRun = (stoppedBy?.at ?? 0) - launchTime > RIGHT_AFTER_START_MS;
  return wasAnnounced(checker, id) || (hasRun && mustBeHeardOf(checker, id));
}

/** AWS stops it, and the responder watched it with the date in its record, or had told of the date that has come. */
function wasAnnounced(checker: Checker, id: string): boolean {
  const { stoppedBy } = checker.region.ec2.get(id);
  const record = checker.records.incidents.get(id);
  if (stoppedBy?.who !== 'AWS' || record === undefined) return false;
  // The date of which the owner was told has just come, whatever the record has made of it since.
  const { at, deadline = Infinity } = record.plan ?? { at: -Infinity };
  const { launchTime } = checker.region.ec2.get(id);
  const sinceDate = stoppedBy.at - deadline;
  if (launchTime < at && sinceDate >= 0 && sinceDate < ACTS_WITHIN_MS) return true;
  if (record.phase !== 'watching') return false;
  return (
    record.scheduledEventIds.length > 0 || record.health.some(({ meaning }) => meaning === 'scheduled change')
  );
}

function isLeftStopped(checker: Checker, instance: SimulatedInstance, known: Set<string>): boolean {
  const { id, state, stoppedBy } = instance;
  const found = prohibitions(momentOf(checker, instance));
  // These protect from a stop; it has been stopped.
  for (const prohibition of [
    'stop protection',
    'shutdown terminates',
    'instance store volumes',
    'maintenance',
  ] as const)
    found.delete(prohibition);
  if (found.size > 0 || stoppedBy?.who !== 'AWS') known.delete(id);
  return known.has(id) && state === 'stopped' && !isHeldRightly(checker, id);
}

export function noteMail(
  { region }: Checker,
  { body, at }: Entry<'mail'>,
  lastMail: Map<string, number>,
): void {
  for (const id of region.ec2.instances.keys()) if (body.includes(id)) lastMail.set(id, at);
}

/** Well in two sweeps that saw everything: what ends and comes back between two of them is one failure to anybody. */
function noteWell({ region }: Checker, seenWell: Map<string, { sweeps: number; at: number }>): void {
  const at = region.clock.now();
  for (const instance of region.ec2.instances.values()) {
    const known = seenWell.get(instance.id) ?? { sweeps: 0, at: 0 };
    const sweeps = isWell({ at, instance }) ? known.sweeps + 1 : 0;
    seenWell.set(instance.id, { sweeps, at: sweeps >= 2 ? at : known.at });
  }
}

function isUntold(
  checker: Checker,
  instance: SimulatedInstance,
  lastMail: number | undefined,
  wellAt = 0,
): boolean {
  const moment = momentOf(checker, instance);
  const failedAt = isDue(checker, moment) ? moment.at - (systemImpairedFor(moment) ?? 0) : osDueSince(moment);
  if (failedAt === undefined) return false;
  if ((instance.tags['ec2-responder'] ?? moment.parameters.DefaultAction) === 'ignore') return false;
  const record = checker.records.incidents.get(instance.id);
  // One incident may tell once of a hold and see several failures; after one that was over it tells anew.
  if (lastMail === undefined) return true;
  if ((record?.failuresOver ?? 0) > 0) return lastMail < failedAt && lastMail < wellAt;
  return lastMail < Math.min(failedAt, record?.openedAt ?? failedAt);
}

/** Since when the OS or a volume has failed on a host that is well, where that is to be told by now. */
function osDueSince({ at, instance, parameters }: Moment): number | undefined {
  if (instance.state !== 'running') return undefined;
  const { system, instance: os, attachedEbs } = checksOf(instance, at);
  const shown = os.impairedSince ?? attachedEbs.impairedSince;
  const since = shown === undefined ? undefined : Math.max(shown, instance.ranAt);
  // Right after a start it is given VerifyMinutes.
  const fresh = since !== undefined && since - instance.launchTime < 30 * MINUTE;
  const { InstanceFailureMinutes: usual, VerifyMinutes: verifying } = parameters;
  const patience = (fresh ? Math.max(usual, verifying) : usual) * MINUTE;
  return system.status === 'ok' && since !== undefined && at - since >= patience ? since : undefined;
}
