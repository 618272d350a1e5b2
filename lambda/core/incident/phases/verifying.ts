import { decided, WAIT, type Decision, type Situation } from '../decision.ts';
import * as draft from '../../alerts/incident-drafts.ts';
import { graceFor, isBeyond } from '../grace.ts';
import { downSince, type Attempt } from '../../model/incident.ts';
import { allChecksOk } from '../../model/observation.ts';
import { say } from '../../model/sentence.ts';
import { keptStopped } from './kept-stopped.ts';
import { failedSince, runsSince } from '../since-launch.ts';
import { stoppedAfterStart } from './starting.ts';
import { MINUTE } from '../../model/time.ts';
import { stillPending } from './still-pending.ts';
import { stopOfOthersUnderWay } from './stop-of-others.ts';
import { unclear } from './unclear.ts';

/** Rows 13, 15 to 18 and 20: verifying closes or returns to watching; it stops nothing. */
export function decideVerifying(situation: Situation, attempt: Attempt): Decision {
  return (
    keptStopped(situation, attempt) ??
    stoppedAfterStart(situation, attempt) ??
    stoppingAgain(situation) ??
    recovered(situation, attempt) ??
    stillPending(situation) ??
    stillImpaired(situation) ??
    osStillImpaired(situation) ??
    checksOutstanding(situation) ??
    unclear(situation)
  );
}

/** Row 4: somebody stops what has been started. */
function stoppingAgain(situation: Situation): Decision | undefined {
  return situation.observation.state === 'stopping' ? stopOfOthersUnderWay(situation) : undefined;
}
/** Checks do not pass so soon after a start: what shows as ok is a picture from before it, since reads may lag. */
const OLD_PICTURE_MS = MINUTE;

/**
 * Row 15. A planned move gives its claim back here, so that the next can begin; its incident goes on until EC2 no longer
 * lists what was moved for.
 */
function recovered({ incident, observation, now }: Situation, attempt: Attempt): Decision | undefined {
  if (observation.state !== 'running' || !allChecksOk(observation)) return undefined;
  if (now - observation.launchTime < OLD_PICTURE_MS) return undefined;
  const ms = now - downSince(incident);
  const alerts = [draft.recovered(incident, observation, now)];
  if (attempt.cause === 'planned') {
    const changes = { movedAt: observation.launchTime };
    const moved = decided(15, { act: 'enter', phase: 'watching' }, say('end.moved', { ms }), alerts, changes);
    return { ...moved, failureOver: true };
  }
  return decided(15, { act: 'close', outcome: 'recovered' }, say('end.recovered', { ms }), alerts);
}

/** Row 17. */
function stillImpaired({ incident, observation, settings, now }: Situation): Decision | undefined {
  const since = failedSince(observation.checks.system, incident, observation, now);
  if (observation.state !== 'running' || since === undefined) return undefined;
  const { minutes, why } = graceFor(observation, incident.health, settings, since);
  if (!isBeyond(since, minutes, now)) {
    return decided(17, WAIT, say('wait.grace', { minutes, why, until: since + minutes * MINUTE }));
  }
  return decided(17, { act: 'enter', phase: 'watching' }, say('step.still-impaired', { since }));
}

/** Row 18. */
function osStillImpaired({ incident, observation, settings, now }: Situation): Decision | undefined {
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state !== 'running' || system.status !== 'ok') return undefined;
  const failed = [instance, attachedEbs]
    .map((check) => failedSince(check, incident, observation, now))
    .filter((since) => since !== undefined);
  if (failed.length === 0) return undefined;
  const since = Math.min(...failed);
  if (!isBeyond(since, settings.verifyMinutes, now)) return waitForChecks(18, observation.checks);
  const alerts = [draft.osAfterStart(settings.verifyMinutes, observation.launchTime)];
  return decided(18, { act: 'enter', phase: 'watching' }, say('step.os-after-start'), alerts);
}

/** Row 16: not yet decided, even where a check shows a failure from before the start. */
function checksOutstanding({ incident, observation, settings, now }: Situation): Decision | undefined {
  const { system, instance, attachedEbs } = observation.checks;
  if (observation.state !== 'running' || system.status === 'unread') return undefined;
  const clear = [system, instance, attachedEbs].every(
    (check) =>
      check.status !== 'impaired' || (check.impairedSince !== undefined && check.impairedSince <= now),
  );
  if (!clear) return undefined;
  const late = isBeyond(runsSince(incident, observation), settings.verifyMinutes, now);
  const alerts = late ? [draft.verifyLate(settings.verifyMinutes, observation.launchTime)] : [];
  return { ...waitForChecks(16, observation.checks), alerts };
}

function waitForChecks(row: 16 | 18, checks: Situation['observation']['checks']): Decision {
  const { system, instance, attachedEbs } = checks;
  const values = { system: system.status, instance: instance.status, ebs: attachedEbs.status };
  return decided(row, WAIT, say('wait.verify', values));
}
