import type { SimulatedInstance } from '../../ec2/simulated-instance.ts';
import type { Checker, Invariant } from '../checking/checker.ts';
import { eachSweep, momentOf } from '../checking/each-sweep.ts';
import { graceMs, isManaged, systemImpairedFor, tagValues } from '../ground-truth/oracle.ts';

const MINUTE = 60_000;
/** So long what manages an instance may take to replace it. */
const REPLACED_WITHIN_MS = 30 * MINUTE;
/** A pass or two after that, and the way of the mail. */
const TOLD_WITHIN_MS = 4 * MINUTE;

/** What the responder leaves to somebody else is looked at again. */
export const LEFT_TO_OTHERS: readonly Invariant[] = [
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

function isLeftToNobody(checker: Checker, instance: SimulatedInstance, calledAt = -Infinity): boolean {
  if (!isManaged(instance)) return false;
  const moment = momentOf(checker, instance);
  const impaired = systemImpairedFor(moment);
  const tags = tagValues(instance);
  const { DefaultAction } = moment.parameters;
  if (impaired === undefined || (tags.length === 0 ? [DefaultAction] : tags).includes('ignore')) return false;
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
