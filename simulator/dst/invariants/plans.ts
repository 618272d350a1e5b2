import type { Incident } from '../../../lambda/core/model/incident.ts';
import { hasWindow } from '../ground-truth/move-oracle.ts';
import { changeOf, heardAt, momentsSeen, type Court, type Promised, type Watched } from './checker.ts';

const HOUR = 60 * 60_000;
/** After a start EC2 and Health may tell for so long of what it has resolved. */
const LINGERS_MS = 2 * HOUR;

/** What an owner is told of a move to come. */
export const PLANS: readonly Promised[] = [
  {
    name: 'the first window is taken',
    says: 'The time at which the owner is told that an instance will be moved is in the first window that is long enough, after the notice.',
    watch: (court) =>
      eachPlan(court, ({ record, start, at }) => {
        const { instanceId } = record;
        const heard = Math.min(at, heardAt(court, instanceId, record).at(-1) ?? at);
        const isEarlier = momentsSeen(court, instanceId).every((moment) => {
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
    watch: (court) =>
      eachPlan(court, ({ record: { instanceId, heard } }) => {
        const announcedAt = court.truth.announcedAt(instanceId);
        const isResolved = momentsSeen(court, instanceId).every(
          ({ instance: { launchTime } }) =>
            heard.some((one) => one.heardAt < launchTime) &&
            !heard.some((one) => one.heardAt > launchTime + LINGERS_MS) &&
            !announcedAt.some((at) => at > launchTime),
        );
        return isResolved ? 'it was started since' : undefined;
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

/** Asks at each record with a time for a move that it did not have before; broken where the answer says what is wrong. */
function eachPlan(court: Court, wrongWith: (plan: NewPlan) => string | undefined): Watched {
  return {
    see: (entry) => {
      const [before, record] = changeOf(court, entry);
      const start = record?.plan?.start;
      if (record === undefined || start === undefined || start === before?.plan?.start) return;
      const wrong = wrongWith({ record, start, at: entry.at });
      if (wrong !== undefined) court.broken(wrong, record.instanceId);
    },
  };
}
