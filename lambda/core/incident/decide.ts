import { decided, WAIT, type Decision } from './decision.ts';
import * as draft from '../alerts/incident-drafts.ts';
import { isInRecovery, someoneWasTold, type Incident } from '../model/incident.ts';
import type { FoundInstance, NotFoundInstance } from '../model/observation.ts';
import { say } from '../model/sentence.ts';
import type { Settings } from '../model/settings.ts';
import { decideStopping } from './phases/stopping.ts';
import { MINUTE, type EpochMs } from '../model/time.ts';
import { unclear } from './phases/unclear.ts';
import { decideVerifying } from './phases/verifying.ts';
import { decideWatching } from './phases/watching.ts';

/** InvalidInstanceID.NotFound right after a change may be EC2's own lag; after this long it is believed. */
const NOT_FOUND_MINUTES = 10;

/**
 * The next step for one open incident: the whole policy of the responder, as a pure function. The rows are those of
 * `docs/decision-table.md`; the first that holds wins.
 *
 * Watching decides; nothing else stops. Stopping and starting only finish. Verifying closes or returns to watching.
 *
 * @param incident the open incident
 * @param observation what EC2 says now
 * @param now the time of the decision; times that EC2 gives are compared with times that EC2 gave
 */
export function decide(
  incident: Incident,
  observation: FoundInstance | NotFoundInstance,
  settings: Settings,
  now: EpochMs,
): Decision {
  if (observation.kind === 'not-found') return notFound(incident, now);
  if (observation.state === 'shutting-down' || observation.state === 'terminated')
    return terminated(incident);

  const situation = { incident, observation, settings, now };
  const { attempt } = incident;
  // EC2's reads lag: a picture from before a start that we have already seen must not be judged.
  const startedAt = attempt?.startedAt ?? (isInRecovery(incident) ? undefined : incident.movedAt);
  if (startedAt !== undefined && observation.launchTime < startedAt) return unclear(situation);
  if (!isInRecovery(incident)) return decideWatching(situation);
  // The record says that we act, but not by which attempt: nothing may be done to the instance, somebody must look.
  if (attempt === undefined) return unclear(situation);
  if (observation.launchTime < attempt.launchTime) return unclear(situation);
  return incident.phase === 'verifying'
    ? decideVerifying(situation, attempt)
    : decideStopping(situation, attempt);
}

/** Row 1. */
function terminated(incident: Incident): Decision {
  return decided(1, { act: 'close', outcome: 'terminated' }, say('end.terminated'), endTold(incident));
}

/** Row 1, for an instance that EC2 has forgotten. */
function notFound(incident: Incident, now: EpochMs): Decision {
  const since = incident.notFoundSince ?? now;
  if (now - since < NOT_FOUND_MINUTES * MINUTE) {
    return decided(1, WAIT, say('wait.not-found'), [], { notFoundSince: since });
  }
  return decided(1, { act: 'close', outcome: 'terminated' }, say('end.not-found'), endTold(incident));
}

function endTold(incident: Incident): Decision['alerts'] {
  return someoneWasTold(incident) || isInRecovery(incident) ? [draft.terminated()] : [];
}
