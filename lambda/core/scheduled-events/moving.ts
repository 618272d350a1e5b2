import { LINGERS_MS } from './announced.ts';
import { decided, type Decision, type Situation } from '../incident/decision.ts';
import { isBeyond } from '../incident/grace.ts';
import { isListed } from '../health/health-news.ts';
import type { HealthNews } from '../model/health.ts';
import { isDegraded } from './movable.ts';
import { isDue } from './move-plan.ts';
import { isWell } from '../model/observation.ts';
import type { Announcements } from './planned-move.ts';
import { resting } from '../incident/phases/resting.ts';
import { say } from '../model/sentence.ts';
import type { EpochMs } from '../model/time.ts';

/**
 * Row 8: hardware that AWS says is failing and an OS that does not answer. Waiting for the window would only leave the
 * instance down for longer. An owner who wants to be told only of what is announced is told only.
 */
export function unreachable(
  { incident, observation, settings, now }: Situation,
  { open }: Announcements,
): Decision | undefined {
  const { system, instance } = observation.checks;
  const since = instance.impairedSince;
  if (observation.state !== 'running' || system.status !== 'ok' || instance.status !== 'impaired')
    return undefined;
  if (since === undefined || since > now || since < observation.launchTime) return undefined;
  // Only news that we first heard after the last start: one issue moves an instance once.
  const heardAt = ({ eventArn, lastUpdated }: HealthNews): EpochMs =>
    incident.heard.find((one) => one.id === eventArn)?.heardAt ?? lastUpdated;
  const issue = incident.health.find(
    (news) =>
      news.meaning === 'availability issue' && isListed(news, now) && heardAt(news) >= observation.launchTime,
  );
  // What EC2 lists this soon after a start may be what the start has resolved.
  const mayMove =
    settings.scheduledEventAction === 'move' &&
    settings.unreadable === undefined &&
    now > observation.launchTime + LINGERS_MS;
  const cause = (mayMove ? open.find((one) => one.listed && isDegraded(one)) : undefined) ?? issue;
  if (cause === undefined || !isBeyond(since, settings.instanceFailureMinutes, now)) return undefined;
  return (
    resting(8, incident, now) ??
    decided(
      8,
      { act: 'ask the gate', purpose: 'stop', cause: 'unreachable' },
      say('step.stop-unreachable', { since, code: cause.code }),
    )
  );
}

/**
 * Row 8: the time of the planned move. Only what EC2 itself lists now, only while all is well otherwise, and never before
 * the owner was told of just this time in an earlier pass.
 */
export function plannedMove(situation: Situation, { plan, movable }: Announcements): Decision | undefined {
  const { incident, observation, now } = situation;
  const [change] = movable;
  if (plan?.kind !== 'move' || change === undefined || !isDue(plan.slot, now)) return undefined;
  if (incident.plan?.start !== plan.slot.start || !isWell(observation)) return undefined;
  return (
    resting(8, incident, now) ??
    decided(
      8,
      {
        act: 'ask the gate',
        purpose: 'move',
        cause: 'planned',
        // A later window does as well as this one, the last hour before the date does not.
        ...(plan.slot.kind === 'window' ? { afterItsMail: true } : {}),
        ...(plan.isLast === true ? { lastUntil: plan.slot.end } : {}),
      },
      say('step.move', { code: change.code, at: change.at }),
    )
  );
}
