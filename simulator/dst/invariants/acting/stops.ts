import { graceMs, systemImpairedFor, prohibitions } from '../../ground-truth/oracle.ts';
import { isUnreachable, mayMove } from '../../ground-truth/move-oracle.ts';
import {
  FRESH_MS,
  heardAt,
  looksLikeOurs,
  momentsSeen,
  MAX_LAG_MS,
  writeOf,
  type Invariant,
} from '../../checking/checker.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A stop is sent within five seconds of its intent; its way takes less than a second. */
const INTENT_TO_STOP_MS = 6_000;

export const STOPS: readonly Invariant[] = [
  {
    name: 'the forbidden is not stopped',
    says: 'No instance whose owner, mode, kind or guard forbids it is asked to stop.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const [first, ...more] = momentsSeen(checker, write.instanceId).map(prohibitions);
        checker.judged();
        // What forbade it all the time that anybody may have looked at.
        const always = [...(first ?? [])].filter((prohibition) => more.every((one) => one.has(prohibition)));
        if (always.length > 0) checker.violated(`stopped despite ${always.join(', ')}`, write.instanceId);
        const denied = checker.startDeniedSince();
        if (denied !== undefined && write.at - denied > FRESH_MS)
          checker.violated('stopped although nobody may start it again', write.instanceId);
      },
    }),
  },
  {
    name: 'the healthy is not stopped',
    says: 'No instance is asked to stop unless EC2 showed its system check failed for the whole grace, or its OS failed on hardware that AWS gives up, or a listed event due; whatever an event says.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write === undefined || write.force) return;
        const failed = checker.groundTruth.recoveryFailedAt(write.instanceId);
        const moments = momentsSeen(checker, write.instanceId);
        // A picture that lags goes on showing the failure of a machine that somebody has stopped since.
        const due = moments.some((moment) => {
          const shown = systemImpairedFor(moment);
          return shown !== undefined && shown + (write.at - moment.at) >= graceMs(moment, failed);
        });
        const announcedAt = checker.groundTruth.announcedAt(write.instanceId);
        const heard = heardAt(checker, write.instanceId);
        const hadIssue = checker.groundTruth.hadAvailabilityIssue(write.instanceId);
        const given = moments.some(
          (moment) =>
            isUnreachable({ ...moment, at: write.at }, announcedAt, hadIssue) ||
            isUnreachable(moment, announcedAt, hadIssue) ||
            mayMove({ ...moment, at: write.at }, announcedAt, heard),
        );
        const longest = Math.max(...moments.map((moment) => systemImpairedFor(moment) ?? -1));
        checker.judged();
        if (!due && !given)
          checker.violated(
            longest < 0
              ? 'its system check was ok'
              : `its system check had failed for ${longest / 1000} s only`,
            write.instanceId,
          );
      },
    }),
  },
  {
    name: 'force comes late',
    says: 'A stop is forced only where our own stop has hung for ForceStopAfterMinutes.',
    watch: (checker) => ({
      see: (entry) => {
        const write = writeOf(entry, 'StopInstances');
        if (write?.force !== true) return;
        const moments = momentsSeen(checker, write.instanceId);
        const due = moments.some(({ instance, parameters }) => {
          const { stoppedBy, state } = instance;
          if (state !== 'stopping' || stoppedBy === undefined) return false;
          const ours =
            stoppedBy.who === 'responder' || looksLikeOurs(checker, write.instanceId, stoppedBy.at);
          return ours && write.at - stoppedBy.at >= parameters.ForceStopAfterMinutes * MINUTE - 20_000;
        });
        checker.judged();
        if (!due) checker.violated('forced a stop that was not ours or not due', write.instanceId);
      },
    }),
  },
  {
    name: 'one stop for one intent',
    says: 'A stop takes effect at most once for each intent, and never on what was started since.',
    watch: (checker) => {
      const used = new Map<string, number>();
      return {
        see: (entry) => {
          if (entry.kind !== 'state' || entry.state !== 'stopping') return;
          const instance = checker.region.ec2.get(entry.instanceId);
          if (instance.stoppedBy?.who !== 'responder' || instance.stoppedBy.at !== entry.at) return;
          const attempt = checker.records.incidents.get(entry.instanceId)?.attempt;
          checker.judged();
          if (attempt === undefined) {
            checker.violated('a stop without an intent took effect', entry.instanceId);
            return;
          }
          const justStarted = entry.at - instance.launchTime <= MINUTE + MAX_LAG_MS;
          const byOther = instance.startedBy?.who === 'human' && justStarted;
          if (attempt.launchTime !== instance.launchTime && !byOther)
            checker.violated('a stop landed after the start that came behind it', entry.instanceId);
          if (used.get(entry.instanceId) === attempt.intendedAt)
            checker.violated('a second stop took effect for one intent', entry.instanceId);
          used.set(entry.instanceId, attempt.intendedAt);
        },
      };
    },
  },
  {
    name: 'the daily budget',
    says: 'At most MaxAttemptsPerDay stops of one instance take effect in any 24 hours.',
    watch: (checker) => {
      const stops = new Map<string, number[]>();
      return {
        see: (entry) => {
          if (entry.kind !== 'state' || entry.state !== 'stopping') return;
          const { stoppedBy } = checker.region.ec2.get(entry.instanceId);
          if (stoppedBy?.who !== 'responder' || stoppedBy.at !== entry.at) return;
          const day = [...(stops.get(entry.instanceId) ?? []), entry.at].filter((at) => entry.at - at < DAY);
          stops.set(entry.instanceId, day);
          const most = Math.max(...checker.groundTruth.everyParameters.map((one) => one.MaxAttemptsPerDay));
          checker.judged();
          if (day.length > most)
            checker.violated(`${day.length} stops within a day, allowed ${most}`, entry.instanceId);
        },
      };
    },
  },
  {
    name: 'intent before act',
    says: 'Before a stop or a start is asked for its intent stands in the record.',
    watch: (checker) => ({
      see: (entry) => {
        const stop = writeOf(entry, 'StopInstances');
        const start = writeOf(entry, 'StartInstances');
        const write = stop ?? start;
        if (write === undefined) return;
        const record = checker.records.incidents.get(write.instanceId);
        const attempt = record?.attempt;
        const recent = (at: number | undefined): boolean =>
          at !== undefined && write.at - at <= 31_000 + INTENT_TO_STOP_MS;
        const intended =
          start !== undefined
            ? record?.phase === 'starting' && recent(attempt?.startRequestedAt)
            : stop?.force === true
              ? record?.phase === 'stopping' && recent(attempt?.forceAskedAt)
              : record?.phase === 'stopping' &&
                attempt !== undefined &&
                write.at - attempt.intendedAt <= INTENT_TO_STOP_MS;
        checker.judged();
        if (!intended)
          checker.violated(
            `asked for without an intent (record: ${record?.phase ?? 'none'})`,
            write.instanceId,
          );
      },
    }),
  },
];
