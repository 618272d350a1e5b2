import * as draft from '../../alerts/incident-drafts.ts';
import type { FoundInstance } from '../../model/observation.ts';
import { say, type Sentence } from '../../model/sentence.ts';
import { MINUTE, type EpochMs } from '../../model/time.ts';
import { decided, WAIT, type Decision, type Situation } from '../decision.ts';

/** An unclear picture that stays the same for this long is told to a human. */
const UNCLEAR_MINUTES = 15;

/** Row 19: anything else. Wait; unchanged for 15 minutes: alert; never stop. */
export function unclear({ incident, observation, now }: Situation): Decision {
  const picture = pictureOf(observation, now);
  const what = JSON.stringify(picture);
  const since = incident.unclear?.what === what ? incident.unclear.since : now;
  const late = now - since >= UNCLEAR_MINUTES * MINUTE;
  const alerts = late ? [draft.unclear(picture, UNCLEAR_MINUTES, incident)] : [];
  return decided(19, WAIT, say('wait.unclear', { what: picture }), alerts, { unclear: { what, since } });
}

/** What EC2 says, in a sentence that stays the same while it says the same. */
function pictureOf(observation: FoundInstance, now: EpochMs): Sentence {
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state !== 'running') return say('picture.state', { state: observation.state });
  if (system.status === 'unread') return say('picture.no-status');
  for (const [name, check] of [
    ['system', system],
    ['instance', instance],
    ['attached-ebs', attachedEbs],
  ] as const) {
    if (check.status !== 'impaired') continue;
    const since = check.impairedSince;
    if (since === undefined) return say('picture.no-since', { check: name });
    if (since > now) return say('picture.future', { check: name, since });
    if (since < observation.launchTime) return say('picture.before-start', { check: name, since });
  }
  return say('picture.checks', {
    system: system.status,
    instance: instance.status,
    ebs: attachedEbs.status,
  });
}
