import { decided, WAIT, type AlertDraft, type Decision, type Situation } from '../decision.ts';
import * as draft from '../../alerts/incident-drafts.ts';
import type { Attempt } from '../../model/incident.ts';
import { say } from '../../model/sentence.ts';
import { MINUTE, type EpochMs } from '../../model/time.ts';
import { keptStopped } from './kept-stopped.ts';
import { stopped } from './starting.ts';
import { unclear } from './unclear.ts';
import { LAG_MS } from './under-way.ts';
import { isStoppedByAws } from '../stopped-by-aws.ts';
import { whoseStop } from '../whose-stop.ts';
import { stopOfOthersUnderWay } from './stop-of-others.ts';
import { stopOfNobodyKnowsWhom } from './stop-in-doubt.ts';

/** How much patience AWS asks for after a forced stop. AWS: "Troubleshoot instance stopping", EC2 User Guide. */
const FORCED_PATIENCE_MS = 10 * MINUTE;

/**
 * Rows 9 to 14, 20 and 21, of which starting.ts has 12 and 13: stopping and starting only finish what was begun, whatever mode and tags say
 * by now, but for the tag that keeps it stopped.
 */
export function decideStopping(situation: Situation, attempt: Attempt): Decision {
  const decision =
    startedAgain(situation, attempt) ??
    stoppedBySomeoneElse(situation, attempt) ??
    stillRunning(situation, attempt) ??
    stillStopping(situation, attempt) ??
    stoppingAgain(situation, attempt) ??
    keptStopped(situation, attempt) ??
    stopped(situation, attempt) ??
    unclear(situation);
  return { ...decision, alerts: [...ours(situation, attempt, decision), ...decision.alerts] };
}

/** Once EC2 shows our stop in effect somebody must know of it, also when the answer to the request was lost. */
function ours({ observation }: Situation, attempt: Attempt, decision: Decision): AlertDraft[] {
  const isOurs = decision.step.act !== 'close' && decision.row !== 9 && decision.row !== 21;
  if (attempt.stoppedBy !== 'us' || !isOurs) return [];
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

/**
 * Rows 9 and 21, for an answer that was lost, or one that says that it met another stop: EC2 shows a stop that is not certainly
 * ours. A human must know what became of it. What is still stopping, and what AWS itself has stopped, watching decides on: a
 * start of it takes the whole gate.
 */
function stoppedBySomeoneElse(situation: Situation, attempt: Attempt): Decision | undefined {
  const { incident, observation } = situation;
  if (attempt.stoppedBy !== 'us' || attempt.startRequests > 0) return undefined;
  if (observation.launchTime > attempt.launchTime) return undefined;
  if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;
  const whose = whoseStop(observation, attempt);
  if (whose === 'ours') return undefined;
  if (whose === 'unknown') return stopOfNobodyKnowsWhom(situation, attempt);
  // EC2 said that our request had no effect: it counts for no budget.
  const attempts = incident.attempts.filter((one) => one !== attempt.intendedAt);
  const changes =
    attempt.stopAccepted === false && attempt.unansweredIntent === undefined ? { attempts } : {};
  const { stateTransitionAt: at, stateReason: by, state } = observation;
  const met = isStoppedByAws(observation)
    ? say('step.aws-was-faster', { by: by ?? '' })
    : say('end.stopped-by-someone', { state, by });
  if (state === 'stopping' || isStoppedByAws(observation))
    return decided(9, { act: 'enter', phase: 'watching' }, met, [], changes);
  const reason = at === undefined ? met : say('end.stopped-otherwise', { at, by });
  const alerts = [draft.stoppedBySomeone(reason)];
  return decided(9, { act: 'close', outcome: 'stopped by someone else' }, reason, alerts, changes);
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

/** Row 4: it was started since, and somebody stops it now. */
function stoppingAgain(situation: Situation, attempt: Attempt): Decision | undefined {
  const { state, launchTime } = situation.observation;
  return state === 'stopping' && launchTime > attempt.launchTime
    ? stopOfOthersUnderWay(situation)
    : undefined;
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
