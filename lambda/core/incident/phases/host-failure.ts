import { say } from '../../model/sentence.ts';
import { MINUTE } from '../../model/time.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';
import { graceFor, isBeyond } from '../grace.ts';
import { failedSince } from '../since-launch.ts';
import { resting } from './resting.ts';

/** Row 7: a failed host. Whatever is not certain here is left to row 19, which waits. */
export function hostFailure({ incident, observation, settings, now }: Situation): Decision | undefined {
  const { system } = observation.checks;
  if (observation.state !== 'running' || system.status !== 'impaired') return undefined;
  const since = failedSince(system, incident, observation, now);
  if (since === undefined) return undefined;

  const grace = graceFor(observation, incident.health, settings, since);
  if (!isBeyond(since, grace.minutes, now)) {
    const until = since + grace.minutes * MINUTE;
    return decided(7, WAIT, say('wait.grace', { minutes: grace.minutes, why: grace.why, until }));
  }
  return (
    resting(7, incident, now) ??
    decided(7, { act: 'ask the gate', purpose: 'stop' }, say('step.stop', { since, minutes: grace.minutes }))
  );
}
