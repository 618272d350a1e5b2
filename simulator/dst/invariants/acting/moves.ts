import type { Claim } from '../../../../lambda/core/model/region-record.ts';
import type { JournalEntry } from '../../../runtime/journal.ts';
import { isWell } from '../../ground-truth/oracle.ts';
import { isLastHour, mayMove } from '../../ground-truth/move-oracle.ts';
import { wasBrakedLately } from '../../ground-truth/holds.ts';
import { isStuckRecord } from '../../records-kept.ts';
import { alertIdsIn } from '../../checking/alert-ids.ts';
import {
  changeOf,
  heardAt,
  momentsSeen,
  plannedStop,
  regionWritten,
  writeOf,
  type Checker,
  type Invariant,
} from '../../checking/checker.ts';

/** After this time what a pass has written into a record also stands in the claims of the Region. */
const NOTED_MS = 130_000;

/** A sweep has seen the checks begin anew. */
const SEEN_WITHIN_MS = 130_000;

/** An hour, less the time that a pass takes from the gate to the stop. */
const RESTS_MS = 59 * 60_000;

export const MOVES: readonly Invariant[] = [
  {
    name: 'moved in the owner’s time',
    says: 'A planned move begins in a window of the owner after the notice or, where no window is left, between two hours and one hour before the date; only while EC2 lists the event and all checks are ok.',
    watch: (checker) => ({
      see: (entry) => {
        const id = plannedStop(checker, entry);
        if (id === undefined) return;
        const announcedAt = checker.groundTruth.announcedAt(id);
        const moments = momentsSeen(checker, id);
        const heard = heardAt(checker, id);
        checker.judged();
        // By what the pass may have seen of the instance, and by the time at which the stop really went out.
        if (!moments.some((seen) => mayMove({ ...seen, at: entry.at }, announcedAt, heard)))
          checker.violated('not in its time', id);
        if (!moments.some(isWell)) checker.violated('while it was not well', id);
      },
    }),
  },
  {
    name: 'never moved twice',
    says: 'Nothing is moved for an announcement from before its last start, whatever id it carries.',
    watch: (checker) => ({
      see: (entry) => {
        const id = plannedStop(checker, entry);
        if (id === undefined) return;
        const moments = momentsSeen(checker, id);
        const announcedAt = checker.groundTruth.announcedAt(id);
        const isNew = moments.some(({ instance }) => announcedAt.some((at) => at > instance.launchTime));
        checker.judged();
        if (!isNew) checker.violated('it was started since', id);
      },
    }),
  },
  {
    name: 'what a reboot has ended is not moved',
    says: 'Where nothing goes wrong on the way to AWS, nothing is moved for an event that a reboot by its owner has ended, while EC2 lists it.',
    watch: (checker) => ({
      see: (entry) => {
        const id = plannedStop(checker, entry);
        if (id === undefined) return;
        const { scheduledEvents, rebootedAt } = checker.region.ec2.get(id);
        checker.judged();
        if (rebootedAt === undefined || entry.at - rebootedAt < SEEN_WITHIN_MS) return;
        if (checker.lastFaultAt() > rebootedAt - SEEN_WITHIN_MS) return;
        const listed = scheduledEvents.filter(({ description }) => !description.startsWith('['));
        if (listed.length > 0 && listed.every(({ isEnded }) => isEnded === true))
          checker.violated('it was rebooted since', id);
      },
    }),
  },
  {
    name: 'announced before moved',
    says: 'Before the pass that begins a planned move, its time stands in the record and in an alert about the instance, and that alert has gone out, unless the date is too near to wait for it.',
    watch: (checker) => {
      const sent = new Set<string>();
      return {
        see: (entry) => {
          if (entry.kind === 'mail') for (const id of alertIdsIn(entry)) sent.add(id);
          const [before, next] = changeOf(checker, entry);
          if (next?.attempt?.cause !== 'planned' || next.attempt.intendedAt === before?.attempt?.intendedAt)
            return;
          const { instanceId } = next;
          const start = before?.plan?.start;
          const told = [...checker.records.alerts.values()].filter(
            ({ instance, data }) =>
              instance?.id === instanceId &&
              start !== undefined &&
              data.move_at === new Date(start).toISOString(),
          );
          checker.judged();
          if (told.length === 0) checker.violated('no alert tells of it', instanceId);
          else if (!told.some(({ id }) => sent.has(id)) && !momentsSeen(checker, instanceId).some(isLastHour))
            checker.violated('the alert that tells of it waits', instanceId);
        },
      };
    },
  },
  {
    name: 'one planned move at a time',
    says: 'No planned move begins while another one is under way, unless that one waits for AWS or a human.',
    watch: (checker) => ({
      see: (entry) => {
        const id = plannedStop(checker, entry);
        if (id === undefined) return;
        for (const [other, record] of checker.records.incidents) {
          const isPlanned = record.attempt?.cause === 'planned';
          if (other === id || !(isPlanned || record.plan !== undefined)) continue;
          checker.judged();
          if (!isPlanned || checker.records.held.get(other)?.byIntent !== true) continue;
          if (!isStuckRecord(record) && entry.at - record.phaseSince > 1000)
            checker.violated(`${other} is being moved`, id);
        }
      },
    }),
  },
  {
    name: 'no planned move where there is no room',
    says: 'No planned move begins while another instance of its type in its zone, which the responder holds, cannot be started.',
    watch: (checker) => ({
      see: (entry) => {
        for (const [claim, stuck] of claimedWhileStuck(checker, entry)) {
          checker.judged();
          if (claim.instanceType === stuck.instanceType && claim.availabilityZone === stuck.availabilityZone)
            checker.violated(`${stuck.instanceId} was known not to start`, claim.instanceId);
        }
        const id = plannedStop(checker, entry);
        if (id === undefined) return;
        const { type, availabilityZone: zone } = checker.region.ec2.get(id);
        for (const other of checker.records.held.keys()) {
          const record = checker.records.incidents.get(other);
          const since = checker.records.stuckSince.get(other) ?? Infinity;
          const instance = checker.region.ec2.get(other);
          if (other === id || instance.type !== type || instance.availabilityZone !== zone) continue;
          checker.judged();
          if (record?.phase === 'starting' && isStuckRecord(record) && entry.at - since > NOTED_MS)
            checker.violated(`${other} cannot be started`, id);
        }
      },
    }),
  },
  {
    name: 'no planned move right after a brake',
    says: 'No planned move begins within an hour after the brake was on in its zone, or in the Region.',
    watch: (checker) => {
      let wasBraked = false;
      return {
        see: (entry) => {
          wasBraked ||= (regionWritten(entry)?.brakes ?? []).length > 0;
          const id = plannedStop(checker, entry);
          if (id === undefined || !wasBraked) return;
          checker.judged();
          if (wasBrakedLately(checker, id, RESTS_MS)) checker.violated('the brake was just on', id);
        },
      };
    },
  },
  {
    name: 'a healthy host is not forced',
    says: 'The stop of a planned move is never forced.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write?.force !== true) return;
        const attempt = checker.records.incidents.get(write.instanceId)?.attempt;
        checker.judged();
        if (attempt?.cause !== undefined) checker.violated(`forced a ${attempt.cause} one`, write.instanceId);
      },
    }),
  },
];

/** Each new claim for a planned move in this write of the Region's record, with each other one that was known to be stuck. */
function claimedWhileStuck({ records }: Checker, entry: JournalEntry): readonly (readonly [Claim, Claim])[] {
  const before = records.region?.claims ?? [];
  const isKnown = ({ instanceId, since }: Claim): boolean =>
    before.some((one) => one.instanceId === instanceId && one.since === since);
  const claims = (regionWritten(entry)?.claims ?? []).filter(
    (claim) => claim.planned === true && !isKnown(claim),
  );
  return claims.flatMap((claim) =>
    before
      .filter((one) => one.stuck === true && one.instanceId !== claim.instanceId)
      .map((stuck) => [claim, stuck] as const),
  );
}
