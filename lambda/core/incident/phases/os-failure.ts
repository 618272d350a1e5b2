import * as draft from '../../alerts/incident-drafts.ts';
import { isOnFailingHardware } from '../../scheduled-events/movable.ts';
import type { Announcements } from '../../scheduled-events/planned-move.ts';
import type { AlertDraft, Situation } from '../decision.ts';
import { isBeyond } from '../grace.ts';

/** Row 6: tells once, and lets rows 7 and 8 go on. Silent where row 18 has already told of the same OS. */
export function osFailure(
  { incident, observation, settings, now }: Situation,
  { open }: Announcements,
): AlertDraft[] {
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state !== 'running' || system.status !== 'ok') return [];
  if (incident.told[draft.OS_AFTER_START] !== undefined) return [];
  const checks = [
    ['instance', instance],
    ['ebs', attachedEbs],
  ] as const;
  for (const [check, { status, impairedSince: since }] of checks) {
    if (status !== 'impaired' || since === undefined || since > now) continue;
    if (isBeyond(since, settings.instanceFailureMinutes, now))
      return [draft.instanceFailure(check, since, open.find(isOnFailingHardware))];
  }
  return [];
}
