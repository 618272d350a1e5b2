import { decided, WAIT, type AlertDraft, type Decision, type Situation } from '../decision.ts';
import * as draft from '../../alerts/incident-drafts.ts';
import type { Attempt } from '../../model/incident.ts';
import { say } from '../../model/sentence.ts';
import { MINUTE, SECOND, type EpochMs } from '../../model/time.ts';
import { unclear } from './unclear.ts';
import { isOurStop, STOPPED_BY_API } from '../whose-stop.ts';

/** How long what EC2 shows may lag behind a request. Longer than the function's time-out plus one request. */
const LAG_MS = 2 * MINUTE;
/** No write is under way for longer: its time-outs (connection and request) end it before. */
const REQUEST_MS = 15 * SECOND;
/** How much patience AWS asks for after a forced stop. AWS: "Troubleshoot instance stopping", EC2 User Guide. */
const FORCED_PATIENCE_MS = 10 * MINUTE;
/** The time between two start requests; five seconds short of minutes, so that a sweep that comes a little early counts. */
const START_BACKOFF_MINUTES = [1, 2, 4, 5] as const;
const A_LITTLE_EARLY_MS = 5 * SECOND;

/** StateReasons of an instance that AWS could not start, or stopped right after the start. */
const AWS_COULD_NOT_START = new Set(['Client.InternalError', 'Client.VolumeLimitExceeded']);

/** Rows 9 to 14: stopping and starting only finish what was begun, whatever mode and tags say by now. */
export function decideStopping(situation: Situation, attempt: Attempt): Decision {
  const decision =
    startedAgain(situation, attempt) ??
    stoppedBySomeoneElse(situation, attempt) ??
    stillRunning(situation, attempt) ??
    stillStopping(situation, attempt) ??
    stopped(situation, attempt) ??
    unclear(situation);
  return { ...decision, alerts: [...ours(situation, attempt, decision), ...decision.alerts] };
}

/** Once EC2 shows our stop in effect somebody must know of it, also when the answer to the request was lost. */
function ours({ observation }: Situation, attempt: Attempt, decision: Decision): AlertDraft[] {
  if (attempt.stoppedBy !== 'us' || decision.step.act === 'close') return [];
  const inEffect =
    attempt.stopAccepted === true || observation.state === 'stopping' || observation.state === 'stopped';
  return inEffect ? [draft.acting(attempt)] : [];
}

/** Row 14: a newer LaunchTime means that somebody started it, the responder or a human. */
function startedAgain({ incident, observation }: Situation, attempt: Attempt): Decision | undefined {
  const { state, launchTime } = observation;
  if ((state !== 'running' && state !== 'pending') || launchTime <= attempt.launchTime) return undefined;
  const changes = {
    attempt: { ...attempt, startedAt: launchTime, stoppedAt: attempt.stoppedAt ?? incident.phaseSince },
  };
  return decided(14, { act: 'enter', phase: 'verifying' }, say('step.verify'), [], changes);
}

/** Row 9, for an answer that was lost: EC2 shows a stop that cannot be ours. A human must know what became of it. */
function stoppedBySomeoneElse({ observation }: Situation, attempt: Attempt): Decision | undefined {
  if (attempt.stoppedBy !== 'us' || attempt.startRequests > 0) return undefined;
  if (observation.launchTime > attempt.launchTime) return undefined;
  if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;
  if (isOurStop(observation, attempt)) return undefined;
  const { stateTransitionAt: at, stateReason: by, state } = observation;
  const reason =
    at === undefined
      ? say('end.stopped-by-someone', { state, by })
      : say('end.stopped-otherwise', { at, by });
  return decided(9, { act: 'close', outcome: 'stopped by someone else' }, reason, [draft.stoppedBySomeone()]);
}

/** Row 10. */
function stillRunning({ incident, observation, now }: Situation, attempt: Attempt): Decision | undefined {
  if (incident.phase !== 'stopping' || observation.state !== 'running') return undefined;
  if (now - attempt.intendedAt < LAG_MS) return decided(10, WAIT, say('wait.stop-lag'));
  return decided(10, { act: 'enter', phase: 'watching' }, say('step.stop-lost'));
}

/** Row 11. */
function stillStopping(
  { incident, observation, settings, now }: Situation,
  attempt: Attempt,
): Decision | undefined {
  if (incident.phase !== 'stopping' || observation.state !== 'stopping') return undefined;
  // A newer LaunchTime: somebody has started it since, and stops it now. That is not our stop to force.
  if (observation.launchTime > attempt.launchTime) return undefined;
  const minutes = settings.forceStopAfterMinutes;
  if (now - attempt.intendedAt < minutes * MINUTE)
    return decided(11, WAIT, say('wait.stopping', { minutes }));
  if (!attempt.systemImpaired)
    return decided(11, WAIT, say('wait.stopping-no-force'), [draft.stopHangs('healthy host', attempt)]);
  if (attempt.forcedAt !== undefined) return afterForce(attempt, attempt.forcedAt, now);
  return force(attempt, minutes, now);
}

function force(attempt: Attempt, minutes: number, now: EpochMs): Decision {
  const changes = { attempt: { ...attempt, forcedAt: attempt.forcedAt ?? now, forceAskedAt: now } };
  return decided(11, { act: 'force the stop' }, say('step.force', { minutes }), [], changes);
}

/** Row 11 goes on: a force that EC2 never answered was perhaps never sent; it is asked for again, which can do no harm. */
function afterForce(attempt: Attempt, forcedAt: EpochMs, now: EpochMs): Decision {
  if (attempt.force === 'refused') {
    return decided(11, WAIT, say('wait.force-refused'), [draft.stopHangs('force refused', attempt)]);
  }
  const alerts = now - forcedAt >= FORCED_PATIENCE_MS ? [draft.stopHangs('forced', attempt)] : [];
  if (attempt.force === undefined && now - (attempt.forceAskedAt ?? forcedAt) >= LAG_MS) {
    return { ...force(attempt, Math.round((now - attempt.intendedAt) / MINUTE), now), alerts };
  }
  return decided(11, WAIT, say('wait.forced'), alerts);
}

/** Rows 12 and 13: an instance that we stopped is started, again and again if need be. */
function stopped(situation: Situation, attempt: Attempt): Decision | undefined {
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
  const failed = attempt.startRequests > 0 ? [startFailure(attempt, observation.stateReason)] : [];
  if (attempt.nextStartAt !== undefined && now < attempt.nextStartAt) {
    const reason = say('wait.start', { until: attempt.nextStartAt, error: attempt.lastStartError });
    // An accepted start shows only after a while; it has failed when the time for the next one has come.
    return decided(12, WAIT, reason, attempt.lastStartError === undefined ? [] : failed, {
      attempt: { ...attempt, stoppedAt },
    });
  }
  const next = startIntent({ ...attempt, stoppedAt }, now);
  const reason = say('step.start', { request: next.startRequests });
  return decided(12, { act: 'start' }, reason, incident.phase === 'starting' ? failed : [], {
    attempt: next,
  });
}

/** A request of ours that is still on its way must not meet an instance that we have started meanwhile. */
function answerMayCome(attempt: Attempt, now: EpochMs): boolean {
  const stopping =
    attempt.stoppedBy === 'us' && attempt.stopAccepted === undefined && now - attempt.intendedAt < REQUEST_MS;
  const forcing =
    attempt.forcedAt !== undefined &&
    attempt.force === undefined &&
    now - (attempt.forceAskedAt ?? attempt.forcedAt) < REQUEST_MS;
  return stopping || forcing;
}

/** Row 13; also for a start that falls back to stopped while its status checks are awaited. */
export function stoppedAfterStart({ observation, now }: Situation, attempt: Attempt): Decision | undefined {
  if (observation.state !== 'stopped') return undefined;
  const by = observation.stateReason;
  if (by === undefined || !(by.startsWith('Server.') || AWS_COULD_NOT_START.has(by))) {
    const reason = say('end.taken-over', { by });
    return decided(13, { act: 'close', outcome: 'taken over by a human' }, reason, [draft.takenOver()]);
  }
  const alerts = [draft.startFailed(by, '', attempt)];
  const failed: Attempt = { ...attempt, launchTime: observation.launchTime, lastStartError: by };
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

/** The reason for our own stop does not explain a failed start. */
function startFailure(attempt: Attempt, stateReason: string | undefined): AlertDraft {
  const reason = stateReason === STOPPED_BY_API ? undefined : stateReason;
  const code = attempt.lastStartError ?? reason ?? 'it stayed stopped after the start request';
  return draft.startFailed(code, '', attempt);
}
