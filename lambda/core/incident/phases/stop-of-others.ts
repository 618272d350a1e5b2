import { stopOfOthersHangs } from '../../alerts/stop-of-others-draft.ts';
import { say } from '../../model/sentence.ts';
import { MINUTE } from '../../model/time.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';

/**
 * Row 4, while it is still stopping, in whatever phase: a stop that the responder did not ask for. It is never forced by us,
 * nor does the incident end before the stop has: on a dead host that may take hours. Told after ForceStopAfterMinutes, and
 * again each day.
 */
export function stopOfOthersUnderWay({ incident, observation, settings, now }: Situation): Decision {
  const what = JSON.stringify(say('picture.state', { state: observation.state }));
  const since = incident.unclear?.what === what ? incident.unclear.since : now;
  const { stateTransitionAt: asked = since, launchTime } = observation;
  const begunAt = asked >= launchTime ? Math.min(asked, since) : since;
  const isLate = now - begunAt >= settings.forceStopAfterMinutes * MINUTE;
  const alerts = isLate ? [stopOfOthersHangs(begunAt)] : [];
  return decided(4, WAIT, say('wait.others-stop'), alerts, { unclear: { what, since } });
}
