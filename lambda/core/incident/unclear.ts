import { decided, WAIT, type Decision, type Situation } from './decision.ts';
import * as draft from '../alerts/incident-drafts.ts';
import type { FoundInstance } from '../model/observation.ts';
import { say } from '../../words/english.ts';
import { MINUTE, utc } from '../model/time.ts';

/** An unclear picture that stays the same for so long is told to a human. */
const UNCLEAR_MINUTES = 15;

/** Row 19: anything else. Wait; unchanged for 15 minutes: alert; never stop. */
export function unclear({ incident, observation, now }: Situation): Decision {
  const what = pictureOf(observation, now);
  const since = incident.unclear?.what === what ? incident.unclear.since : now;
  const late = now - since >= UNCLEAR_MINUTES * MINUTE;
  const alerts = late ? [draft.unclear(what, UNCLEAR_MINUTES, incident)] : [];
  return decided(19, WAIT, say('wait.unclear', { what }), alerts, { unclear: { what, since } });
}

/** What EC2 says, in words that stay the same while it says the same. */
function pictureOf(observation: FoundInstance, now: number): string {
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state !== 'running') return `the instance is ${observation.state}`;
  if (system.status === 'unread') return 'EC2 gives no status checks for it';
  for (const [name, check] of [
    ['system', system],
    ['instance', instance],
    ['attached EBS', attachedEbs],
  ] as const) {
    if (check.status !== 'impaired') continue;
    if (check.impairedSince === undefined) return `the ${name} check failed, but EC2 does not say since when`;
    if (check.impairedSince > now)
      return `the ${name} check failed at ${utc(check.impairedSince)}, which is in the future`;
    if (check.impairedSince < observation.launchTime) {
      return `the ${name} check failed at ${utc(check.impairedSince)}, before the instance was last started`;
    }
  }
  return `system check ${system.status}, instance check ${instance.status}, attached EBS check ${attachedEbs.status}`;
}
