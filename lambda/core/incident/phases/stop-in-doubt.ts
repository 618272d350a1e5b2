import { keptStopped } from '../../alerts/incident-drafts.ts';
import { whoseStopIsUnknown } from '../../alerts/stop-in-doubt-draft.ts';
import { isKeptStopped } from '../../gate/policy.ts';
import { WHOSE_STOP, type Attempt } from '../../model/incident.ts';
import { say } from '../../model/sentence.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';
import { whoseStop } from '../whose-stop.ts';
import { stopOfOthersUnderWay } from './stop-of-others.ts';

/**
 * Row 21: our own stop was never answered, and EC2 dates a stop so that it may be ours or a human's. To start what a human
 * has stopped is wrong, and so is to leave what we have stopped: only a human can tell. The incident stays open until it
 * runs, is terminated, or its owner says by a tag that it is to stay stopped.
 */
export function stopInDoubt(situation: Situation): Decision | undefined {
  const { attempt } = situation.incident;
  if (attempt === undefined || attempt.stopAccepted === true || attempt.startRequests > 0) return undefined;
  return startedInDoubt(situation, attempt) ?? stillInDoubt(situation, attempt);
}

/** The same in the phase of the stop: it is given up, its claim with it. */
export function stopOfNobodyKnowsWhom({ observation }: Situation, attempt: Attempt): Decision {
  const at = observation.stateTransitionAt ?? attempt.intendedAt;
  const intent =
    (attempt.stopAccepted === false ? attempt.unansweredIntent : undefined) ?? attempt.intendedAt;
  return decided(21, { act: 'enter', phase: 'watching' }, say('wait.stop-in-doubt', { at, intent }), [
    whoseStopIsUnknown(at, intent),
  ]);
}

function stillInDoubt(situation: Situation, attempt: Attempt): Decision | undefined {
  const { observation } = situation;
  if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;
  if (whoseStop(observation, attempt) !== 'unknown') return undefined;
  if (isKeptStopped(observation.facts.tags)) {
    const reason = say('end.keep-stopped');
    return decided(21, { act: 'close', outcome: 'taken over by a human' }, reason, [keptStopped()]);
  }
  const inDoubt: Decision = { ...stopOfNobodyKnowsWhom(situation, attempt), step: WAIT };
  if (observation.state !== 'stopping') return inDoubt;
  const { alerts, changes } = stopOfOthersUnderWay(situation);
  return { ...inDoubt, alerts: [...inDoubt.alerts, ...alerts], changes };
}

/** Somebody has started it: what comes now is judged as after any stop and start. */
function startedInDoubt({ incident, observation }: Situation, attempt: Attempt): Decision | undefined {
  const { state, launchTime } = observation;
  const wasTold = incident.told[WHOSE_STOP] !== undefined;
  if (!wasTold || attempt.startedAt !== undefined) return undefined;
  if (state !== 'running' || launchTime <= attempt.launchTime) return undefined;
  const changes = { attempt: { ...attempt, startedAt: launchTime } };
  return decided(21, WAIT, say('step.started-in-doubt'), [], changes);
}
