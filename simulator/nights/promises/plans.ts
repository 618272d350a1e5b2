import type { Incident } from '../../../lambda/core/incident.ts';
import type { JournalEntry } from '../../journal.ts';
import { hasWindow } from '../move-oracle.ts';
import { changeOf, heardAt, momentsSeen, type Court, type Promised } from './court.ts';

const HOUR = 60 * 60_000;
/** After a start EC2 and Health may tell for so long of what it has resolved. */
const LINGERS_MS = 2 * HOUR;

/** What an owner is told of a move to come. */
export const PLANS: readonly Promised[] = [
  {
    name: 'the first window is taken',
    says: 'The time at which the owner is told that an instance will be moved is in the first window that is long enough, after the notice.',
    watch: (court) => ({
      see: (entry) => {
        const told = newlyTold(court, entry);
        if (told === undefined) return;
        const { record, start } = told;
        const { instanceId } = record;
        const heard = Math.min(entry.at, heardAt(court, instanceId, record).at(-1) ?? entry.at);
        const isEarlier = momentsSeen(court, instanceId).every((moment) => {
          // So soon after a start it waits for news that the start has not resolved.
          const known = Math.max(heard, moment.instance.launchTime + LINGERS_MS);
          return hasWindow(moment, known, entry.at, start);
        });
        if (isEarlier) court.broken(`${new Date(start).toISOString()} is not the first window`, instanceId);
      },
    }),
  },
  {
    name: 'never planned twice',
    says: 'Nobody is told of a move for what an earlier start has resolved, whatever id it carries.',
    watch: (court) => ({
      see: (entry) => {
        const told = newlyTold(court, entry);
        if (told === undefined) return;
        const { instanceId, heard } = told.record;
        const announcedAt = court.truth.announcedAt(instanceId);
        const isResolved = momentsSeen(court, instanceId).every(
          ({ instance: { launchTime } }) =>
            heard.some((one) => one.heardAt < launchTime) &&
            !heard.some((one) => one.heardAt > launchTime + LINGERS_MS) &&
            !announcedAt.some((at) => at > launchTime),
        );
        if (isResolved) court.broken('it was started since', instanceId);
      },
    }),
  },
];

/** The record with a time for a move that it did not have before. */
function newlyTold(
  court: Court,
  entry: JournalEntry,
): { readonly record: Incident; readonly start: number } | undefined {
  const [before, record] = changeOf(court, entry);
  const start = record?.plan?.start;
  return record === undefined || start === undefined || start === before?.plan?.start
    ? undefined
    : { record, start };
}
