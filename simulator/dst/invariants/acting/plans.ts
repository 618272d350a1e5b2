import type { Incident } from '../../../../lambda/core/model/incident.ts';
import { hasWindow } from '../../ground-truth/move-oracle.ts';
import {
  changeOf,
  heardAt,
  momentsSeen,
  type Checker,
  type Invariant,
  type Observer,
} from '../../checking/checker.ts';

const HOUR = 60 * 60_000;
/** For this long after a start EC2 and Health may still tell of what it has resolved. */
const LINGERS_MS = 2 * HOUR;

/** What an owner is told of a move to come. */
export const PLANS: readonly Invariant[] = [
  {
    name: 'the first window is taken',
    says: 'The time at which the owner is told that an instance will be moved is in the first window that is long enough, after the notice.',
    watch: (checker) =>
      eachPlan(checker, ({ record, start, at }) => {
        const { instanceId } = record;
        checker.judged();
        const heard = Math.min(at, heardAt(checker, instanceId, record).at(-1) ?? at);
        const isEarlier = momentsSeen(checker, instanceId).every((moment) => {
          // So soon after a start it waits for news that the start has not resolved.
          const known = Math.max(heard, moment.instance.launchTime + LINGERS_MS);
          return hasWindow(moment, known, at, start);
        });
        return isEarlier ? `${new Date(start).toISOString()} is not the first window` : undefined;
      }),
  },
  {
    name: 'never planned twice',
    says: 'Nobody is told of a move for what an earlier start has resolved, whatever id it carries.',
    watch: (checker) => ({
      see: (entry) => {
        const [before, record] = changeOf(checker, entry);
        if (record === undefined || record.heard.length === 0) return;
        const { instanceId, heard, plan } = record;
        const announcedAt = checker.groundTruth.announcedAt(instanceId);
        const isResolved = momentsSeen(checker, instanceId).every(
          ({ instance: { launchTime } }) =>
            heard.some((one) => one.heardAt < launchTime) &&
            !heard.some((one) => one.heardAt > launchTime + LINGERS_MS) &&
            !announcedAt.some((at) => at > launchTime),
        );
        if (!isResolved) return;
        // Also a record without a plan is judged: it rightly has none.
        checker.judged();
        if (plan?.start !== undefined && plan.start !== before?.plan?.start)
          checker.violated('it was started since', instanceId);
      },
    }),
  },
];

interface NewPlan {
  readonly record: Incident;
  /** When the move is to begin. */
  readonly start: number;
  /** When the record was written. */
  readonly at: number;
}

/** Asks about each record that has a new time for a move; violated where the answer says what is wrong. */
function eachPlan(checker: Checker, wrongWith: (plan: NewPlan) => string | undefined): Observer {
  return {
    see: (entry) => {
      const [before, record] = changeOf(checker, entry);
      const start = record?.plan?.start;
      if (record === undefined || start === undefined || start === before?.plan?.start) return;
      const wrong = wrongWith({ record, start, at: entry.at });
      if (wrong !== undefined) checker.violated(wrong, record.instanceId);
    },
  };
}
