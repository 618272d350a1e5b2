import { decided, WAIT, type AlertDraft, type Decision, type Situation } from '../decision.ts';
import { takenOver } from '../../alerts/incident-drafts.ts';
import { startFailed } from '../../alerts/start-failed-draft.ts';
import type { Attempt } from '../../model/incident.ts';
import { mayPass } from '../../model/ec2-error-codes/passing-refusals.ts';
import { withOneMore, type RefusedStart } from '../../model/ec2-error-codes/refused-start.ts';
import { say } from '../../model/sentence.ts';
import { MINUTE, SECOND, type EpochMs } from '../../model/time.ts';
import { answerMayCome, LAG_MS } from './under-way.ts';
import { SCHEDULED_STOP } from '../stopped-by-aws.ts';
import { isByHumanOrOs, STOPPED_BY_API } from '../whose-stop.ts';

/** The time between two start requests; five seconds short of minutes, so that a sweep that comes a little early counts. */
const START_BACKOFF_MINUTES = [1, 2, 4, 5] as const;
const A_LITTLE_EARLY_MS = 5 * SECOND;

/** What stands for EC2's word where it gives none. */
const NO_WORD = 'EC2 gives no reason';

/** Rows 12 and 13: an instance that we stopped is started, again and again if need be. */
export function stopped(situation: Situation, attempt: Attempt): Decision | undefined {
  return situation.observation.launchTime > attempt.launchTime
    ? stoppedAfterStart(situation, attempt)
    : stoppedAndWaiting(situation, attempt);
}

/** Row 12. */
function stoppedAndWaiting(
  { incident, observation, now }: Situation,
  attempt: Attempt,
): Decision | undefined {
  if (observation.state !== 'stopped') return undefined;
  if (answerMayCome(attempt, now)) return decided(12, WAIT, say('wait.answer'));
  const stoppedAt = attempt.stoppedAt ?? now;
  const failed = startFailure(attempt, observation.stateReason);
  if (attempt.nextStartAt !== undefined && now < attempt.nextStartAt) {
    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });
    // An accepted start shows only after a while; it has failed when the time for the next one has come.
    return decided(12, WAIT, reason, attempt.lastStartError === undefined ? [] : failed, {
      attempt: { ...attempt, stoppedAt },
    });
  }
  const refusedStart = withoutEffect(attempt, observation.stateReason, now);
  const next = startIntent({ ...attempt, stoppedAt, ...(refusedStart && { refusedStart }) }, now);
  const reason = say('step.start', { request: next.startRequests });
  return decided(12, { act: 'start' }, reason, incident.phase === 'starting' ? failed : [], {
    attempt: next,
  });
}

/**
 * Row 13; also for a start that falls back to stopped while its status checks are awaited. Only a word for a human or for
 * the OS ends it. Any other is AWS failing to start it, whatever the word: tried for ever, and told at once.
 */
export function stoppedAfterStart({ observation, now }: Situation, attempt: Attempt): Decision | undefined {
  if (observation.state !== 'stopped') return undefined;
  const { stateReason } = observation;
  if (isByHumanOrOs(observation)) {
    const reason = say('end.taken-over', { by: stateReason });
    return decided(13, { act: 'close', outcome: 'taken over by a human' }, reason, [takenOver()]);
  }
  const by = stateReason === undefined || stateReason === '' ? NO_WORD : stateReason;
  const alerts = [startFailed(by, '', attempt)];
  const failed: Attempt = {
    ...attempt,
    launchTime: observation.launchTime,
    lastStartError: by,
    refusedStart: withOneMore(attempt.refusedStart, by, now),
  };
  if (attempt.nextStartAt !== undefined && now < attempt.nextStartAt) {
    const reason = say('wait.start', { until: attempt.nextStartAt, error: by });
    return decided(13, { act: 'enter', phase: 'starting' }, reason, alerts, { attempt: failed });
  }
  const reason = say('step.start-again', { reason: by });
  return decided(13, { act: 'start' }, reason, alerts, { attempt: startIntent(failed, now) });
}

/**
 * The attempt with one more start request in it, and the time before which there is no other. Until EC2 has refused
 * this one it may have worked, and the reads lag: what still shows as stopped may be running, and be stopped by a human
 * by then.
 */
export function startIntent(attempt: Attempt, now: EpochMs): Attempt {
  const { startedAt: _, ...rest } = attempt;
  const startRequests = attempt.startRequests + 1;
  const nextStartAt = now + Math.max(LAG_MS, backoffMs(startRequests) - A_LITTLE_EARLY_MS);
  return { ...rest, startRequests, startRequestedAt: now, nextStartAt };
}

/** When to ask again after EC2 has refused the last request: nothing was done, so there is no lag to fear. */
export function nextStartAfterRefusal({ startRequests, startRequestedAt }: Attempt, now: EpochMs): EpochMs {
  return (startRequestedAt ?? now) + backoffMs(startRequests) - A_LITTLE_EARLY_MS;
}

function backoffMs(requests: number): number {
  return (START_BACKOFF_MINUTES[Math.min(requests, START_BACKOFF_MINUTES.length) - 1] ?? 5) * MINUTE;
}

/** A start had its time and the instance is still stopped, whatever was answered; a definite refusal has been noted already. */
function withoutEffect(
  attempt: Attempt,
  stateReason: string | undefined,
  now: EpochMs,
): RefusedStart | undefined {
  const { startRequests, lastStartError, refusedStart } = attempt;
  if (startRequests === 0 || lastStartError !== undefined) return refusedStart;
  return withOneMore(refusedStart, codeOf(attempt, stateReason), now);
}

/** What is told of the starts so far. */
function startFailure(attempt: Attempt, stateReason: string | undefined): AlertDraft[] {
  if (attempt.startRequests === 0 || mayPass(attempt)) return [];
  return [startFailed(codeOf(attempt, stateReason), '', attempt)];
}

/** The reason for the stop before it, ours or AWS's, does not explain a failed start. */
function codeOf({ lastStartError, stoppedBy, stoppedFor }: Attempt, stateReason: string | undefined): string {
  const ofTheStop = stoppedBy === 'AWS' ? (stoppedFor ?? SCHEDULED_STOP) : STOPPED_BY_API;
  const reason = stateReason === ofTheStop ? undefined : stateReason;
  return lastStartError ?? reason ?? 'it stayed stopped after the start request';
}
