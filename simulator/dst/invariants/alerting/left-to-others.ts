import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { alertsPut } from '../../table-writes.ts';
import { MAX_LAG_MS, type Checker, type Invariant } from '../../checking/checker.ts';
import { mustBeHeardOf } from '../../checking/stops-by-aws.ts';
import { eachSweep, momentOf } from '../../checking/each-sweep.ts';
import { graceMs, isManaged, systemImpairedFor, tagValues } from '../../ground-truth/oracle.ts';

const MINUTE = 60_000;
/** So long what manages an instance may take to replace it. */
const REPLACED_WITHIN_MS = 30 * MINUTE;
/** A pass or two after that, and the way of the mail. */
const TOLD_WITHIN_MS = 4 * MINUTE;

/** What the responder leaves to somebody else is looked at again. */
export const LEFT_TO_OTHERS: readonly Invariant[] = [
  {
    name: 'a stop by AWS is told',
    says: 'Where nothing goes wrong on the way to AWS, what AWS has stopped is told within minutes, unless it is ignored or of Spot.',
    watch: (checker) => {
      const toldAt = new Map<string, number>();
      const heardOf = new Set<string>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        (instance) => {
          // Ignored when it was looked at, it is nobody's business any more.
          if (isIgnored(checker, instance)) heardOf.delete(instance.id);
          return heardOf.has(instance.id) && isUntoldStop(instance, toldAt.get(instance.id));
        },
        'stopped by AWS, and nobody was told',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail')
            for (const id of checker.region.ec2.instances.keys())
              if (entry.body.includes(id)) toldAt.set(id, entry.at);
          if (entry.kind === 'state' && entry.state === 'stopping') {
            const isOurs = !isIgnored(checker, checker.region.ec2.get(entry.instanceId));
            if (isOurs && mustBeHeardOf(checker, entry.instanceId)) heardOf.add(entry.instanceId);
            else heardOf.delete(entry.instanceId);
          }
          waits.see(entry);
        },
      };
    },
  },
  {
    name: 'a human’s stop of what is well is nobody’s business',
    says: 'Nobody is mailed about an instance that a human or its OS stopped while nothing was wrong with it.',
    watch: (checker) => {
      const stopped = new Map<string, number>();
      return {
        see: (entry) => {
          if (entry.kind === 'state') {
            const { id, stoppedBy } = checker.region.ec2.get(entry.instanceId);
            const byHuman = stoppedBy?.who === 'human' || stoppedBy?.who === 'its OS';
            const known = checker.records.incidents.get(id);
            const isWatched = known !== undefined && known.phase !== 'closed';
            if (entry.state !== 'stopping' && entry.state !== 'stopped') stopped.delete(id);
            else if (entry.state === 'stopping' && byHuman && !isWatched) stopped.set(id, entry.at);
          }
          for (const { alert } of alertsPut(entry)) {
            const id = alert.instance?.id;
            const at = id === undefined ? undefined : stopped.get(id);
            // What AWS announces for it is AWS's news, and not that of the stop.
            if (id === undefined || at === undefined || alert.id.startsWith('health/')) continue;
            const openedAt = checker.records.incidents.get(id)?.openedAt ?? alert.at;
            checker.judged();
            // What was seen to be wrong before it was stopped, in a picture that lags, is told.
            if (openedAt > at + MAX_LAG_MS) checker.violated(`"${alert.word}" of a stop by a human`, id);
          }
        },
        end: () => {
          for (let count = 0; count < stopped.size; count += 1) checker.judged();
        },
      };
    },
  },
  {
    name: 'what nobody replaces is told',
    says: 'An instance with a failed host that another service is to replace, and that is still there half an hour later, calls a human.',
    watch: (checker) => {
      const called = new Map<string, number>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        (instance) => isLeftToNobody(checker, instance, called.get(instance.id)),
        'its host has failed, nothing replaces it, and no human was called',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail' && /^(NEEDS-YOU|DIGEST)$/.test(entry.attributes.word ?? ''))
            for (const id of checker.region.ec2.instances.keys())
              if (entry.body.includes(id)) called.set(id, entry.at);
          waits.see(entry);
        },
      };
    },
  },
];

/** Down by AWS's doing since its last start, and the last mail about it is older. */
function isUntoldStop({ state, stoppedBy }: SimulatedInstance, toldAt = -Infinity): boolean {
  return state === 'stopped' && stoppedBy?.who === 'AWS' && toldAt < stoppedBy.at;
}

function isIgnored(checker: Checker, instance: SimulatedInstance): boolean {
  const { DefaultAction } = momentOf(checker, instance).parameters;
  const tags = tagValues(instance);
  return (tags.length === 0 ? [DefaultAction] : tags).includes('ignore');
}

function isLeftToNobody(checker: Checker, instance: SimulatedInstance, calledAt = -Infinity): boolean {
  if (!isManaged(instance) || isIgnored(checker, instance)) return false;
  const moment = momentOf(checker, instance);
  const impaired = systemImpairedFor(moment);
  if (impaired === undefined) return false;
  const failedAt = moment.at - impaired;
  const openedAt = checker.records.incidents.get(instance.id)?.openedAt ?? failedAt;
  // What kept it from being looked at is no time that others had.
  // A deployment may have shortened the grace since: the others had their time from the end of the longer one.
  const graces = checker.groundTruth.everyParameters.map((parameters) =>
    graceMs({ ...moment, parameters }, undefined),
  );
  const since = Math.max(failedAt + Math.max(...graces), openedAt, checker.lastFaultAt());
  return moment.at - since > REPLACED_WITHIN_MS && calledAt < Math.min(failedAt, openedAt);
}
