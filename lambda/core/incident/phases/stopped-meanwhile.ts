import * as draft from '../../alerts/incident-drafts.ts';
import { policyRefusal } from '../../gate/gate.ts';
import { isAnnouncement, STILL_LISTED, type Incident } from '../../model/incident.ts';
import { say, type Sentence } from '../../model/sentence.ts';
import { startMoves } from '../../scheduled-events/announced.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';
import { isAnnouncedStop, isNamedAsAws, isStoppedByAws } from '../stopped-by-aws.ts';
import { stopOfOthersUnderWay } from './stop-of-others.ts';
import { answerMayCome } from './under-way.ts';
import { isOurStop } from '../whose-stop.ts';

/** An instance that is stopped, or being stopped, while nothing of ours is under way: rows 3 and 4. */
export function stoppedMeanwhile(situation: Situation): Decision | undefined {
  return stoppedByAws(situation) ?? stoppedBySomeone(situation);
}

/** Row 10, the rest of it: a stop that was given up as lost has landed after all. It is ours, so it is ours to start. */
export function ourStopAfterAll({ incident, observation }: Situation): Decision | undefined {
  const { attempt } = incident;
  if (observation.state !== 'stopping' && observation.state !== 'stopped') return undefined;
  if (attempt === undefined || attempt.startRequests > 0 || observation.stateTransitionAt === undefined)
    return undefined;
  // Accepted or not, the time decides: hours later it is a human who stops it.
  const { stopAccepted, ...asked } = attempt;
  if (!isOurStop(observation, stopAccepted === false ? attempt : asked)) return undefined;
  const changes = { attempt: { ...attempt, stopAccepted: true } };
  return decided(
    10,
    { act: 'enter', phase: 'stopping' },
    say('step.stop-landed'),
    [draft.acting(attempt)],
    changes,
  );
}

/**
 * Row 3, and the part of row 4 that explains why a stop of AWS's is not followed by a start. Of an incident that watched it the stop is
 * news whatever EC2 calls it, as long as it is none of the words for a human or the OS.
 */
function stoppedByAws(situation: Situation): Decision | undefined {
  const { incident, observation, settings, now } = situation;
  const { state, stateReason: by = '', launchTime } = observation;
  if (state !== 'stopping' && state !== 'stopped') return undefined;
  const announced = incident.awsStop === undefined && isAnnouncedStop(incident, observation);
  if (!announced && !isStoppedByAws(observation)) return undefined;
  if (state === 'stopping') {
    const reason = announced ? say('wait.scheduled-stop') : say('wait.aws-stop', { by });
    return { ...stopOfOthersUnderWay(situation), reason };
  }
  // A stop of ours that is still on its way would end the start.
  if (incident.attempt !== undefined && answerMayCome(incident.attempt, now))
    return decided(3, WAIT, say('wait.answer'));
  const refusal =
    policyRefusal(observation.facts.tags, settings, 'start') ??
    (announced || isNamedAsAws(observation)
      ? undefined
      : say('refuse.unknown-stop', { act: 'starting', by })) ??
    unseen(incident);
  // A setting that nobody can read is no word of the owner's: what he does say counts once he has corrected it.
  if (refusal?.key === 'refuse.settings')
    return decided(3, WAIT, refusal, [
      { ...draft.stoppedByAws(refusal, announced ? undefined : by), about: 'aws stop' },
    ]);
  if (refusal === undefined) {
    const reason = announced ? say('step.start-after-aws') : say('step.start-after-aws-unannounced', { by });
    return decided(3, { act: 'ask the gate', purpose: 'start' }, reason);
  }
  return decided(
    4,
    { act: 'close', outcome: 'stopped by someone else' },
    refusal,
    [draft.stoppedByAws(refusal, announced ? undefined : by)],
    // This very stop is told; the list of the stopped has it for as long as nobody starts it.
    { awsStop: { launchTime, by, mayStart: false } },
  );
}

function unseen({ awsStop }: Incident): Sentence | undefined {
  return awsStop?.mayStart === false ? say('refuse.stop-not-seen', { act: 'starting' }) : undefined;
}

/** Row 4: whoever stopped it, it was not the responder, and a human who did so must not find it running again. */
function stoppedBySomeone(situation: Situation): Decision | undefined {
  const { incident, observation } = situation;
  if (observation.state === 'stopping') return stopOfOthersUnderWay(situation);
  if (observation.state !== 'stopped') return undefined;
  const reason = say('end.stopped-by-someone', { state: observation.state, by: observation.stateReason });
  // An announced date asks the owner to do just this. A stop that we asked for is never passed over in silence.
  const said = Object.keys(incident.told).filter((about) => !about.startsWith(STILL_LISTED));
  const tell = said.some((about) => !isAnnouncement(about)) || incident.attempt !== undefined;
  const announced = said.length > 0 ? [draft.stoppedAsAnnounced(startMoves(observation.facts))] : [];
  const alerts = tell ? [draft.stoppedBySomeone()] : announced;
  return decided(4, { act: 'close', outcome: 'stopped by someone else' }, reason, alerts);
}
