import { saysNothingElseIsLeft } from '../../ground-truth/move-oracle.ts';
import { groupOf, isWell, ownTag } from '../../ground-truth/oracle.ts';
import { momentsSeen, plannedStop, type Checker, type Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;
/** A stop that was given up as lost and lands after all is known when a pass has seen it. */
const KNOWN_AFTER_MS = 130_000;
/** Of what is left of the last time half is the owner's, who may object; it is ten minutes long or longer. */
const OBJECT_MS = 4 * MINUTE;

/** What a planned move must not begin beside. */
export const MOVES_BESIDE_OTHERS: readonly Invariant[] = [
  {
    name: 'a planned move waits for the one before',
    says: 'No planned move begins while an instance that was moved before it is not back with ok checks, unless its owner has let the others go, or AWS’s date leaves no other time and the owner was told minutes before.',
    watch: (checker) => ({
      see: (entry) => {
        const id = plannedStop(checker, entry);
        if (id === undefined) return;
        for (const [other, stoppedAt] of checker.groundTruth.movedAway) {
          if (other === id || entry.at - stoppedAt < KNOWN_AFTER_MS) continue;
          checker.judged();
          if (isLetGo(checker, other, stoppedAt) || isPressing(checker, id, entry.at)) continue;
          checker.violated(`${other} is not back from its move`, id);
        }
      },
    }),
  },
  {
    name: 'no planned move while its group has one down',
    says: 'No planned move begins while another member of its ec2-responder:group is not running with ok checks.',
    watch: (checker) => ({
      see: (entry) => {
        const id = plannedStop(checker, entry);
        if (id === undefined) return;
        const { ec2 } = checker.region;
        const group = groupOf(ec2.get(id));
        if (group === undefined) return;
        for (const one of ec2.instances.values()) {
          if (one.id === id || groupOf(one) !== group || /^(shutting-down|terminated)$/.test(one.state))
            continue;
          checker.judged();
          if (momentsSeen(checker, one.id).every((moment) => !isWell(moment)))
            checker.violated(`${one.id} of ${group} is down`, id);
        }
      },
    }),
  },
];

/** Seen well a moment ago, let go by its owner, or given over to whoever stopped it. */
function isLetGo(checker: Checker, other: string, stoppedAt: number): boolean {
  if (checker.records.incidents.get(other)?.phase === 'closed') return true;
  return momentsSeen(checker, other).some(
    (moment) =>
      ownTag(moment.instance, 'ec2-responder:moves-go-on') === 'true' ||
      (moment.instance.launchTime > stoppedAt && isWell(moment)),
  );
}

/** No later time is left before the date, and the owner was told in time to object. */
function isPressing(checker: Checker, id: string, now: number): boolean {
  const isTold = [...checker.records.alerts.values()].some(
    (alert) => alert.instance?.id === id && alert.id.includes('move-pressing') && now - alert.at >= OBJECT_MS,
  );
  return isTold && momentsSeen(checker, id).some((moment) => saysNothingElseIsLeft({ ...moment, at: now }));
}
