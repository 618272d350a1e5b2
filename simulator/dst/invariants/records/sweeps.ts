import { CALM_MS } from '../../plan.ts';
import type { Entry } from '../../../runtime/journal.ts';
import type { Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;

export const SWEEPS: readonly Invariant[] = [
  {
    name: 'sweeps go on',
    says: 'In the calm every sweep sees everything, one each minute.',
    watch: (checker) => ({
      end: () => {
        const { journal, clock } = checker.region;
        checker.judged();
        const calmFrom = Math.max(clock.now() - CALM_MS, checker.lastFaultAt()) + 6 * MINUTE;
        const minutes = Math.floor((clock.now() - calmFrom) / MINUTE);
        const seen = journal.of('sweep completed').filter((one) => one.at >= calmFrom);
        if (seen.length < minutes - 1) checker.violated(`${seen.length} sweeps in ${minutes} minutes`);
        const failed = journal
          .of('failed')
          .filter((one) => one.error.startsWith('SweepIncompleteError') && one.at >= calmFrom);
        if (failed.length > 0) checker.violated(`${failed.length} sweeps did not see everything`);
      },
    }),
  },
  {
    name: 'a sweep that saw nothing fails',
    says: 'A sweep whose list of announcements or of open incidents, or whose mail, got no answer ends as failed, so that Lambda’s own metric counts it.',
    watch: (checker) => {
      const unanswered = new Map<number, Set<string>>();
      return {
        seeAll: (entry) => {
          if (entry.kind === 'call' && entry.sweep && isOfTheSweepItself(entry)) {
            const { invocation, action, input, error, late, unanswered: lost } = entry;
            const open = unanswered.get(invocation) ?? new Set();
            // The same list is asked for again, by the SDK or in other words; what counts is the last answer.
            const asked = `${action} ${JSON.stringify(input).replaceAll(/,?"Values":\[[^\]]*\]/g, '')}`;
            if (error !== undefined || lost === true || late === true) open.add(asked);
            else open.delete(asked);
            unanswered.set(invocation, open);
          }
          if (entry.kind !== 'failed' && entry.kind !== 'sweep completed') return;
          const [asked] = unanswered.get(entry.invocation) ?? [];
          unanswered.delete(entry.invocation);
          if (asked === undefined) return;
          checker.judged();
          if (entry.kind === 'sweep completed')
            checker.violated(`it ended well without an answer to ${asked.slice(0, 100)}`);
        },
      };
    },
  },
];

/** A call that a sweep makes for itself, and whose failure it cannot make up for: the gate asks for other lists. */
function isOfTheSweepItself({ action, input }: Entry<'call'>): boolean {
  const text = JSON.stringify(input);
  if (action === 'DescribeInstanceStatus') return text.includes('"event.code"');
  return action === 'Publish' || (action === 'Query' && text.includes('"yes"'));
}
