import type { SimulatedInstance } from '../../../ec2/simulated-instance.ts';
import { silentFor, tagValues } from '../../ground-truth/oracle.ts';
import type { Checker, Invariant } from '../../checking/checker.ts';
import { eachSweep, momentOf } from '../../checking/each-sweep.ts';
import { noteMail } from './in-time.ts';

/** The fifteen minutes, the alarm and a sweep. */
const TOLD_WITHIN_MS = 20 * 60_000;

export const NO_DATA: readonly Invariant[] = [
  {
    name: 'what nobody knows is told in time',
    says: 'Where nothing goes wrong on the way to AWS, that EC2 has had no data for both checks of an instance for 15 minutes is told within minutes, where the instance has a record or an alarm.',
    watch: (checker) => {
      const lastMail = new Map<string, number>();
      const waits = eachSweep(
        checker,
        TOLD_WITHIN_MS,
        (instance) => isSilentAndUntold(checker, instance, lastMail.get(instance.id) ?? -Infinity),
        'EC2 has no data of it, and nobody was told',
      );
      return {
        see: (entry) => {
          if (entry.kind === 'mail') noteMail(checker, entry, lastMail);
          waits.see(entry);
        },
      };
    },
  },
];

/** Everything in the simulated Region has an alarm. What is in recovery is told by its own times. */
function isSilentAndUntold(checker: Checker, instance: SimulatedInstance, lastMail: number): boolean {
  const moment = momentOf(checker, instance);
  const silent = silentFor(moment);
  const values = tagValues(instance);
  const isIgnored =
    values.includes('ignore') || (values.length === 0 && moment.parameters.DefaultAction === 'ignore');
  const record = checker.records.incidents.get(instance.id);
  // It may be listed before its alarm has said so, and be lost again: then nobody knows of it but by its record.
  if (silent === undefined || isIgnored || record === undefined) return false;
  if (record.phase !== 'watching' && record.phase !== 'closed') return false;
  const lostAt = moment.at - silent;
  return lastMail < (record.phase === 'closed' ? lostAt : Math.min(lostAt, record.openedAt));
}
