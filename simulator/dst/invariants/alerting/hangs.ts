import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { shownAt } from '../../../ec2/status-checks.ts';
import type { Entry } from '../../../runtime/journal.ts';
import { changeOf, type Checker, type Invariant } from '../../checking/checker.ts';
import { eachSweep } from '../../checking/each-sweep.ts';
import { alertsPut } from '../../table-writes.ts';
import { tagValues } from '../../ground-truth/oracle.ts';

const MINUTE = 60_000;
/** A forced stop gets ten minutes before it is told of, and a mail may wait for its turn. */
const TOLD_WITHIN_MS = 25 * MINUTE;
/** A failure that was shown for so long has been seen by a sweep. */
const SEEN_AFTER_MS = 3 * MINUTE;

export const HANGS: readonly Invariant[] = [
  {
    name: 'a stop that hangs is told',
    says: 'Where nothing goes wrong on the way to AWS, an instance whose failed host was seen and that hangs in stopping, whoever asked for it, is told after ForceStopAfterMinutes and a while.',
    watch: (checker) => {
      const told = new Map<string, number>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        (instance) => hangsUntold(checker, instance, told.get(instance.id)),
        'it hangs in stopping, and nobody was told',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteWords(checker, entry, 'hangs in stopping', told);
          waits.see(entry);
        },
      };
    },
  },
  {
    name: 'a start that hangs is told',
    says: 'Where nothing goes wrong on the way to AWS, a start of ours that hangs in pending is told for what it is after VerifyMinutes and a while.',
    watch: (checker) => {
      const told = new Map<string, number>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        ({ id, state, startedBy, launchTime }) =>
          state === 'pending' &&
          startedBy?.who === 'responder' &&
          (told.get(id) ?? -Infinity) < launchTime &&
          checker.region.clock.now() - launchTime >= longest(checker, 'VerifyMinutes'),
        'it hangs in pending, and nobody was told so',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteWords(checker, entry, 'hangs in pending', told);
          waits.see(entry);
        },
      };
    },
  },
  {
    name: 'checks get their time',
    says: 'That the checks are late after a start of ours is told only when it has run for VerifyMinutes.',
    watch: (checker) => ({
      see: (entry) => {
        const [, next] = changeOf(checker, entry);
        if (next === undefined || !alertsPut(entry).some(({ alert }) => alert.id.includes('/verify-late')))
          return;
        const { launchTime, ranAt } = checker.region.ec2.get(next.instanceId);
        // Somebody may have started it once more since it was looked at.
        if (launchTime !== next.attempt?.startedAt) return;
        const shortest = Math.min(...checker.groundTruth.everyParameters.map((one) => one.VerifyMinutes));
        checker.judged();
        const ranFor = entry.at - ranAt;
        // What runs in less than two minutes is counted from its start.
        if (ranFor < (shortest - 2) * MINUTE - 1000)
          checker.violated(`told ${Math.round(ranFor / 1000)} s after it ran`, next.instanceId);
      },
    }),
  },
];

function longest({ groundTruth }: Checker, name: 'ForceStopAfterMinutes' | 'VerifyMinutes'): number {
  return Math.max(...groundTruth.everyParameters.map((one) => one[name])) * MINUTE;
}

function hangsUntold(checker: Checker, instance: SimulatedInstance, toldAt = -Infinity): boolean {
  const { state, stoppedBy, hostFailedAt } = instance;
  if (state !== 'stopping' || stoppedBy === undefined || hostFailedAt === undefined) return false;
  if (toldAt >= stoppedBy.at || isIgnored(checker, instance)) return false;
  const seenFrom = shownAt(hostFailedAt);
  const watched = checker.quietFrom(seenFrom, SEEN_AFTER_MS);
  if (watched === undefined || watched > stoppedBy.at) return false;
  return checker.region.clock.now() - stoppedBy.at >= longest(checker, 'ForceStopAfterMinutes');
}

/** Its owner wants nothing told of it, or did at some time. */
function isIgnored({ groundTruth }: Checker, instance: SimulatedInstance): boolean {
  const values = tagValues(instance);
  return values.length === 0
    ? groundTruth.everyParameters.some((one) => one.DefaultAction === 'ignore')
    : values.includes('ignore');
}

/** Notes whom a mail names that says these words. */
function noteWords(
  { region }: Checker,
  { subject, body, at }: Entry<'mail'>,
  words: string,
  told: Map<string, number>,
): void {
  if (!`${subject} ${body}`.includes(words)) return;
  for (const id of region.ec2.instances.keys()) if (body.includes(id)) told.set(id, at);
}
