import { prohibitions } from '../ground-truth/oracle.ts';
import { looksLikeOurs, momentsSeen, writeOf, type Invariant } from '../checking/checker.ts';

const MINUTE = 60_000;
/** A back-off of at most five minutes, a sweep, and the way of the request. */
const START_EVERY_MS = 7 * MINUTE;
/** Reads may lag for two minutes; a pass takes its time between the decision and the call. */
const SHOWS_AFTER_MS = 2 * MINUTE - 10_000;

export const STARTS: readonly Invariant[] = [
  {
    name: 'what others stopped stays stopped',
    says: 'Only what we stopped, what AWS stopped at its date (policy permitting) and what AWS failed to start is started.',
    watch: (checker) => ({
      see: (entry) => {
        if (entry.kind !== 'state' || entry.state !== 'pending') return;
        const { startedBy, stoppedBy } = checker.region.ec2.get(entry.instanceId);
        if (startedBy?.who !== 'responder' || startedBy.at !== entry.at) return;
        checker.judged();
        if (stoppedBy === undefined) {
          checker.violated('started what was stopped before the run began', entry.instanceId);
          return;
        }
        if (stoppedBy.who === 'responder' || stoppedBy.who === 'failed start') return;
        if (stoppedBy.who === 'AWS') {
          const moments = momentsSeen(checker, entry.instanceId).map(prohibitions);
          const barred = (['observe mode', 'not ours to recover'] as const).filter((prohibition) =>
            moments.every((one) => one.has(prohibition)),
          );
          if (barred.length > 0)
            checker.violated(`started what AWS stopped despite ${barred.join(', ')}`, entry.instanceId);
          return;
        }
        if (looksLikeOurs(checker, entry.instanceId, stoppedBy.at)) return;
        checker.violated(`started what ${stoppedBy.who} had stopped`, entry.instanceId);
      },
    }),
  },
  {
    name: 'an accepted start is waited for',
    says: 'What EC2 has accepted is not asked for again while reads may not show it: a human may have stopped it since.',
    watch: (checker) => {
      const accepted = new Map<string, number>();
      return {
        see: (entry) => {
          const stop = writeOf(entry, 'StopInstances');
          if (stop !== undefined) accepted.delete(stop.instanceId);
          const start = writeOf(entry, 'StartInstances');
          if (start === undefined || entry.kind !== 'call') return;
          const since = start.at - (accepted.get(start.instanceId) ?? -Infinity);
          if (accepted.has(start.instanceId)) checker.judged();
          if (since < SHOWS_AFTER_MS)
            checker.violated(`started again ${since / 1000} s after an accepted start`, start.instanceId);
          if (entry.error === undefined) accepted.set(start.instanceId, start.at);
        },
      };
    },
  },
  {
    name: 'what we stop runs again',
    says: 'An instance that we stopped is running again, or a start is tried every few minutes and a human knows.',
    watch: (checker) => {
      const lastAsked = new Map<string, number>();
      // A stop may hang for long: only what is stopped can be started.
      const stoppedAt = new Map<string, number>();
      const isOurs = (id: string): boolean => checker.region.ec2.get(id).stoppedBy?.who === 'responder';
      const check = (): void => {
        const now = checker.region.clock.now();
        const quietFor = now - checker.lastFaultAt();
        if (quietFor < START_EVERY_MS) return;
        for (const { id, state, stoppedBy, startedBy } of checker.region.ec2.instances.values()) {
          if (state !== 'stopped' || stoppedBy === undefined) continue;
          const tried = Math.max(lastAsked.get(id) ?? 0, stoppedAt.get(id) ?? stoppedBy.at);
          const waiting = checker.records.incidents.get(id)?.phase;
          // A start of ours that AWS let fall back leaves stopped what was ours to start, whatever the record says.
          const fellBack =
            stoppedBy.who === 'failed start' && (startedBy?.who === 'responder' || waiting === 'starting');
          const oursToStart = isOurs(id) || fellBack;
          if (!oursToStart) continue;
          checker.judged();
          if (now - tried > START_EVERY_MS + 5 * MINUTE)
            checker.violated('stopped by us, and no start is tried', id);
        }
      };
      return {
        see: (entry) => {
          if (entry.kind === 'call' && entry.action === 'StartInstances') {
            const { InstanceIds = [] } = entry.input as { InstanceIds?: string[] };
            for (const id of InstanceIds) lastAsked.set(id, entry.at);
          }
          if (entry.kind === 'state' && entry.state === 'stopped') stoppedAt.set(entry.instanceId, entry.at);
          if (entry.kind === 'sweep completed') check();
        },
        end: () => {
          check();
          for (const { id, state, stoppedBy } of checker.region.ec2.instances.values()) {
            if (stoppedBy?.who !== 'responder' || (state !== 'stopping' && state !== 'stopped')) continue;
            const mails = checker.region.journal
              .of('mail')
              .filter((mail) => mail.at >= stoppedBy.at && mail.body.includes(id));
            checker.judged();
            if (mails.length === 0) checker.violated(`${state} by us, and nobody was told`, id);
            const needsYou = mails.some(
              (mail) => mail.attributes.word === 'NEEDS-YOU' || mail.attributes.word === 'DIGEST',
            );
            const long = checker.region.clock.now() - stoppedBy.at > 45 * MINUTE;
            if (long && !needsYou) checker.violated(`${state} by us for long, and no human was called`, id);
          }
        },
      };
    },
  },
];
