import { saysNoRoom } from '../../../ec2/no-room.ts';
import { alertsPut } from '../../table-writes.ts';
import { isKeptStopped, prohibitions } from '../../ground-truth/oracle.ts';
import { looksLikeOurs, momentsSeen, writeOf, type Checker, type Invariant } from '../../checking/checker.ts';

const MINUTE = 60_000;
/** A back-off of at most five minutes, a sweep, and the way of the request. */
const START_EVERY_MS = 7 * MINUTE;
/** Refusals of a start that EC2 takes back by itself, and how many of them in a row nobody is woken for. */
const PASSING = /^(IncorrectSpotRequestState|IncorrectInstanceState|RequestLimitExceeded|Throttling)/;
const PASSING_TRIES = 3;
/** What nobody knows to pass is told by the pass that hears it. */
const TOLD_AT_ONCE_MS = MINUTE;
/** Reads may lag for two minutes; a pass takes its time between the decision and the call. */
const SHOWS_AFTER_MS = 2 * MINUTE - 10_000;

export const STARTS: readonly Invariant[] = [
  {
    name: 'what others stopped stays stopped',
    says: 'Only what we stopped, what AWS stopped (policy permitting) and what AWS failed to start is started.',
    watch: (checker) => {
      const words = new Map<string, string>();
      return {
        see: (entry) => {
          if (entry.kind === 'state' && entry.state === 'stopped') {
            // What stops while we bring it back has not come back: that is repeated, unless the word is a human's (case 1).
            const phase = checker.records.incidents.get(entry.instanceId)?.phase ?? 'closed';
            const word = checker.region.ec2.get(entry.instanceId).stateReason?.code ?? '';
            words.set(entry.instanceId, /^(starting|verifying)$/.test(phase) ? 'Server.' : word);
          }
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
            const word = words.get(entry.instanceId) ?? '';
            if (!word.startsWith('Server.'))
              checker.violated(
                `started what stopped with "${word}", which may be a human's`,
                entry.instanceId,
              );
            const moments = momentsSeen(checker, entry.instanceId).map(prohibitions);
            const barred = (['observe mode', 'not ours to recover', 'kept stopped'] as const).filter(
              (prohibition) => moments.every((one) => one.has(prohibition)),
            );
            if (barred.length > 0)
              checker.violated(`started what AWS stopped despite ${barred.join(', ')}`, entry.instanceId);
            return;
          }
          if (looksLikeOurs(checker, entry.instanceId, stoppedBy.at)) return;
          checker.violated(`started what ${stoppedBy.who} had stopped`, entry.instanceId);
        },
      };
    },
  },
  {
    name: 'what its owner keeps stopped is not started',
    says: 'Nothing that is tagged `ec2-responder:keep-stopped` is started once a read could show the tag.',
    watch: (checker) => {
      const stoppedByUs = new Set<string>();
      return {
        see: (entry) => {
          const stop = writeOf(entry, 'StopInstances');
          if (stop !== undefined) stoppedByUs.add(stop.instanceId);
          // What we have stopped is what we would start, were it not for the tag.
          if (entry.kind === 'state' && entry.state === 'stopped' && stoppedByUs.has(entry.instanceId)) {
            const instance = checker.region.ec2.instances.get(entry.instanceId);
            if (instance !== undefined && isKeptStopped(instance)) checker.judged();
          }
          const start = writeOf(entry, 'StartInstances');
          if (start === undefined) return;
          stoppedByUs.delete(start.instanceId);
          if (momentsSeen(checker, start.instanceId).every(({ instance }) => isKeptStopped(instance)))
            checker.violated('started although its tag keeps it stopped', start.instanceId);
        },
      };
    },
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
    name: 'a passing refusal wakes nobody',
    says: 'A start that EC2 refuses with a word that passes by itself is told when it was refused three times in a row.',
    watch: (checker) => {
      const inARow = new Map<string, number>();
      return {
        see: (entry) => {
          const start = writeOf(entry, 'StartInstances');
          if (start !== undefined && entry.kind === 'call') {
            if (PASSING.test(entry.error ?? ''))
              inARow.set(start.instanceId, (inARow.get(start.instanceId) ?? 0) + 1);
            else if (entry.error === undefined) inARow.delete(start.instanceId);
          }
          for (const { alert } of alertsPut(entry)) {
            const id = alert.instance?.id;
            if (id === undefined || !PASSING.test(String(alert.data.error)) || !isAboutStarts(alert.id))
              continue;
            const count = inARow.get(id) ?? 0;
            checker.judged();
            if (count < PASSING_TRIES)
              checker.violated(`${String(alert.data.error)} was told after ${count} refusals`, id);
          }
        },
      };
    },
  },
  {
    name: 'any other refusal is told at once',
    says: 'A start that EC2 refuses with any other word is told by the pass that hears it; an answer from which nobody can know whether it was refused is none.',
    watch: (checker) => {
      const refused = new Map<string, { readonly at: number; readonly code: string }>();
      return {
        see: (entry) => {
          const start = writeOf(entry, 'StartInstances');
          if (start !== undefined && entry.kind === 'call') {
            const quiet = start.at - checker.lastFaultAt() > START_EVERY_MS;
            refused.delete(start.instanceId);
            const isOther = entry.error !== undefined && !PASSING.test(entry.error);
            if (quiet && isOther && !leavesOpen(checker, start.instanceId, entry.error))
              refused.set(start.instanceId, { at: start.at, code: entry.error });
          }
          if (entry.kind !== 'sweep completed') return;
          for (const [id, { at, code }] of refused) {
            if (checker.lastFaultAt() >= at) refused.delete(id);
            else if (entry.at - at > TOLD_AT_ONCE_MS) {
              refused.delete(id);
              checker.judged();
              if (!isTold(checker, id, code, at)) checker.violated(`${code} was told to nobody`, id);
            }
          }
        },
      };
    },
  },
  {
    name: 'what we stop runs again',
    says: 'An instance that we stopped is running again, or a start is tried every few minutes and a human knows; or a human was asked, because EC2 dates the stop as nobody can have asked for it.',
    watch: (checker) => {
      const lastAsked = new Map<string, number>();
      // A stop may hang for long: only what is stopped can be started.
      const stoppedAt = new Map<string, number>();
      // Tagged at some time since it was stopped: then it was closed perhaps, and stays as it is.
      const kept = new Set<string>();
      const isKept = (id: string): boolean => {
        if (isKeptStopped(checker.region.ec2.get(id))) kept.add(id);
        return kept.has(id);
      };
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
          if (!oursToStart || isKept(id) || isDoubtful(checker, id, stoppedBy.at)) continue;
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
          if (entry.kind === 'state' && entry.state === 'running') kept.delete(entry.instanceId);
          // Also at the moment before the tag is taken off.
          if (entry.kind === 'world' && entry.instanceId !== undefined) isKept(entry.instanceId);
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
            if (long && !needsYou && !isKept(id))
              checker.violated(`${state} by us for long, and no human was called`, id);
          }
        },
      };
    },
  },
];

function isAboutStarts(alertId: string): boolean {
  return alertId.includes('/start-failed:');
}

/**
 * A server's error that does not say what is missing: the start may have landed all the same. Reads show after two minutes
 * that it has not, and only then is anything known that could be told.
 */
function leavesOpen({ region }: Checker, instanceId: string, error: string): boolean {
  const says = region.ec2.noRoomFor(region.ec2.get(instanceId));
  return says?.code === error && (says.status ?? 0) >= 500 && !saysNoRoom(says);
}

/** Told of this refusal within the day before, or since. */
function isTold({ records }: Checker, instanceId: string, code: string, at: number): boolean {
  return [...records.alerts.values()].some(
    (alert) =>
      alert.instance?.id === instanceId &&
      isAboutStarts(alert.id) &&
      alert.data.error === code &&
      alert.at > at - 24 * 60 * MINUTE,
  );
}

/** EC2's clock is so far off that its time of our stop does not fit; then a human must have been asked. */
function isDoubtful({ region }: Checker, instanceId: string, stoppedAt: number): boolean {
  if (Math.abs(region.ec2.clockAheadMs) < 2_000) return false;
  return region.journal
    .of('mail')
    .some(({ at, body }) => at >= stoppedAt && body.includes(instanceId) && body.includes('by whom'));
}
