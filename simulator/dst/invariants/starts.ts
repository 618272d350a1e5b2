import { taboos } from '../ground-truth/oracle.ts';
import { looksLikeOurs, momentsSeen, writeOf, type Promised } from './checker.ts';

const MINUTE = 60_000;
/** Back-off of five minutes at most, a sweep, and the way there. */
const START_EVERY_MS = 7 * MINUTE;
/** Reads may lag for two minutes; a pass takes its time between the decision and the call. */
const SHOWS_AFTER_MS = 2 * MINUTE - 10_000;

export const STARTS: readonly Promised[] = [
  {
    name: 'what others stopped stays stopped',
    says: 'Only what we stopped, what AWS stopped at its date (policy permitting) and what AWS failed to start is started.',
    watch: (court) => ({
      see: (entry) => {
        if (entry.kind !== 'state' || entry.state !== 'pending') return;
        const { startedBy, stoppedBy } = court.region.ec2.get(entry.instanceId);
        if (startedBy?.who !== 'responder' || startedBy.at !== entry.at) return;
        if (stoppedBy === undefined) {
          court.broken('started what was stopped before the night', entry.instanceId);
          return;
        }
        if (stoppedBy.who === 'responder' || stoppedBy.who === 'failed start') return;
        if (stoppedBy.who === 'AWS') {
          const moments = momentsSeen(court, entry.instanceId).map(taboos);
          const barred = (['observe mode', 'not ours to recover'] as const).filter((taboo) =>
            moments.every((one) => one.has(taboo)),
          );
          if (barred.length > 0)
            court.broken(`started what AWS stopped despite ${barred.join(', ')}`, entry.instanceId);
          return;
        }
        if (looksLikeOurs(court, entry.instanceId, stoppedBy.at)) return;
        court.broken(`started what ${stoppedBy.who} had stopped`, entry.instanceId);
      },
    }),
  },
  {
    name: 'an accepted start is waited for',
    says: 'What EC2 has accepted is not asked for again while reads may not show it: a human may have stopped it since.',
    watch: (court) => {
      const accepted = new Map<string, number>();
      return {
        see: (entry) => {
          const stop = writeOf(entry, 'StopInstances');
          if (stop !== undefined) accepted.delete(stop.instanceId);
          const start = writeOf(entry, 'StartInstances');
          if (start === undefined || entry.kind !== 'call') return;
          const since = start.at - (accepted.get(start.instanceId) ?? -Infinity);
          if (since < SHOWS_AFTER_MS)
            court.broken(`started again ${since / 1000} s after an accepted start`, start.instanceId);
          if (entry.error === undefined) accepted.set(start.instanceId, start.at);
        },
      };
    },
  },
  {
    name: 'what we stop runs again',
    says: 'An instance that we stopped is running again, or a start is tried every few minutes and a human knows.',
    watch: (court) => {
      const lastAsked = new Map<string, number>();
      // A stop may hang for long: only what is stopped can be started.
      const stoppedAt = new Map<string, number>();
      const isOurs = (id: string): boolean => court.region.ec2.get(id).stoppedBy?.who === 'responder';
      const check = (): void => {
        const now = court.region.clock.now();
        const quietFor = now - court.troubledUntil();
        if (quietFor < START_EVERY_MS) return;
        for (const { id, state, stoppedBy, startedBy } of court.region.ec2.instances.values()) {
          if (state !== 'stopped' || stoppedBy === undefined) continue;
          const tried = Math.max(lastAsked.get(id) ?? 0, stoppedAt.get(id) ?? stoppedBy.at);
          const waiting = court.records.incidents.get(id)?.phase;
          // A start of ours that AWS let fall back leaves stopped what was ours to start, whatever the record says.
          const fellBack =
            stoppedBy.who === 'failed start' && (startedBy?.who === 'responder' || waiting === 'starting');
          const oursToStart = isOurs(id) || fellBack;
          if (oursToStart && now - tried > START_EVERY_MS + 5 * MINUTE)
            court.broken('stopped by us, and no start is tried', id);
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
          for (const { id, state, stoppedBy } of court.region.ec2.instances.values()) {
            if (stoppedBy?.who !== 'responder' || (state !== 'stopping' && state !== 'stopped')) continue;
            const mails = court.region.journal
              .of('mail')
              .filter((mail) => mail.at >= stoppedBy.at && mail.body.includes(id));
            if (mails.length === 0) court.broken(`${state} by us, and nobody was told`, id);
            const needsYou = mails.some(
              (mail) => mail.attributes.word === 'NEEDS-YOU' || mail.attributes.word === 'DIGEST',
            );
            const long = court.region.clock.now() - stoppedBy.at > 45 * MINUTE;
            if (long && !needsYou) court.broken(`${state} by us for long, and no human was called`, id);
          }
        },
      };
    },
  },
];
