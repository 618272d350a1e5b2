import { saysNoRoom } from '../../../ec2/no-room.ts';
import { isStuckRecord } from '../../records-kept.ts';
import { groupOf } from '../../ground-truth/oracle.ts';
import { FRESH_MS, momentsSeen, writeOf, type Checker, type Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;
/** A stop that was given up as lost and lands after all is counted only when a pass has seen it. */
const ADOPTED_AFTER_MS = 90_000;
/** Five minutes until a refused start is tried again, and a sweep; and the hour for which a word that nobody knows holds. */
const NO_ROOM_KNOWN_MS = 7 * MINUTE;
const UNKNOWN_WORD_HOLDS_MS = 55 * MINUTE;

export const LIMITS: readonly Invariant[] = [
  {
    name: 'few at a time',
    says: 'At most MaxConcurrentRecoveries are in a stop/start when another is asked to stop.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const others = heldOthers(checker, write).filter((id) => !isOrWasStuck(checker, id, write.at));
        const limits = momentsSeen(checker, write.instanceId).map(
          ({ parameters }) => parameters.MaxConcurrentRecoveries,
        );
        const limit = Math.max(...limits);
        if (others.length > 0) checker.judged();
        if (others.length >= limit)
          checker.violated(`${others.length} others, allowed ${limit}`, write.instanceId);
      },
    }),
  },
  {
    name: 'nothing is stopped where there is no room',
    says: 'Nothing is asked to stop while another instance of its type in its zone, which the responder has stopped, cannot be started for lack of room; where AWS’s word for that is new, for an hour.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const { region, groundTruth } = checker;
        const { type, availabilityZone: zone } = region.ec2.get(write.instanceId);
        for (const other of heldOthers(checker, write).map((id) => region.ec2.get(id))) {
          const refused = groundTruth.refusedForRoom(other);
          if (refused === undefined) continue;
          checker.judged();
          if (other.type !== type || other.availabilityZone !== zone) continue;
          if (!saysNoRoom(refused.says) && write.at - refused.since > UNKNOWN_WORD_HOLDS_MS) continue;
          const known = checker.quietFrom(refused.since, NO_ROOM_KNOWN_MS) ?? Infinity;
          if (write.at - FRESH_MS > known)
            checker.violated(`${other.id} finds no room (${refused.says.code})`, write.instanceId);
        }
      },
    }),
  },
  {
    name: 'one of a group at a time',
    says: 'No two instances of one ec2-responder:group are in a stop/start at once.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const { ec2 } = checker.region;
        const group = groupOf(ec2.get(write.instanceId));
        const others = heldOthers(checker, write);
        if (group === undefined || others.length === 0) return;
        checker.judged();
        const other = others.find((id) => groupOf(ec2.get(id)) === group);
        if (other !== undefined) checker.violated(`${other} of ${group} was down`, write.instanceId);
      },
    }),
  },
];

function heldOthers(checker: Checker, { instanceId, at }: { instanceId: string; at: number }): string[] {
  return [...checker.records.held].flatMap(([id, { since, byIntent }]) =>
    id === instanceId || (!byIntent && at - since < ADOPTED_AFTER_MS) ? [] : [id],
  );
}

function isOrWasStuck(checker: Checker, instanceId: string, now: number): boolean {
  const record = checker.records.incidents.get(instanceId);
  if (record !== undefined && isStuckRecord(record)) return true;
  // Its claim says so a moment later; where DynamoDB is slow, by the next sweep.
  return now - (checker.records.stuckAt.get(instanceId) ?? -Infinity) < 3 * MINUTE;
}
