import * as draft from '../../alerts/incident-drafts.ts';
import { policyRefusal } from '../../gate/gate.ts';
import { isAnnouncement, STILL_LISTED } from '../../model/incident.ts';
import { say } from '../../model/sentence.ts';
import { startMoves } from '../../scheduled-events/announced.ts';
import { decided, type Decision, type Situation } from '../decision.ts';
import { stopOfOthersUnderWay } from './stop-of-others.ts';
import { isOurStop } from '../whose-stop.ts';

/** AWS's code for a stop that it had announced. */
const SCHEDULED_STOP = 'Server.ScheduledStop';

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

/** Row 3, and the part of row 4 that explains why AWS's scheduled stop is not followed by a start. */
function stoppedByAws(situation: Situation): Decision | undefined {
  const { incident, observation, settings } = situation;
  if (observation.stateReason !== SCHEDULED_STOP) return undefined;
  const known =
    incident.scheduledEventIds.length > 0 ||
    incident.health.some((news) => news.meaning === 'scheduled change');
  if (!known) return undefined;
  if (observation.state === 'stopping')
    return { ...stopOfOthersUnderWay(situation), reason: say('wait.scheduled-stop') };
  if (observation.state !== 'stopped') return undefined;
  const refusal = policyRefusal(observation.facts.tags, settings, 'start');
  if (refusal === undefined) {
    return decided(3, { act: 'ask the gate', purpose: 'start' }, say('step.start-after-aws'));
  }
  return decided(4, { act: 'close', outcome: 'stopped by someone else' }, refusal, [
    draft.stoppedByAws(refusal),
  ]);
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
