import { isReadAheadDue, readAhead } from '../../../core/scheduled-events/read-ahead.ts';
import type { Incident } from '../../../core/model/incident.ts';
import type { FoundInstance, NotFoundInstance } from '../../../core/model/observation.ts';
import { noteReadAhead } from '../../../core/incident/transitions.ts';
import { SECOND } from '../../../core/model/time.ts';
import type { Invocation } from '../invocation.ts';

/** StartInstances has the smallest request quota of all, DryRun included: starts go before promises. */
const MOST_IN_ONE_INVOCATION = 10;
/** These reads may take a quarter of a minute, and the pass goes on after them. */
const TIME_FOR_IT_MS = 60 * SECOND;

/** The incident with what may forbid the move that AWS's announcement asks for, read before its owner is told of a time. */
export async function lookAhead(
  incident: Incident,
  observation: FoundInstance | NotFoundInstance,
  r: Invocation,
): Promise<Incident> {
  if (observation.kind === 'not-found' || r.readAhead.count >= MOST_IN_ONE_INVOCATION) return incident;
  if (r.timeLeft() < TIME_FOR_IT_MS) return incident;
  const now = r.now();
  if (!isReadAheadDue({ incident, observation, settings: r.settings, now })) return incident;
  r.readAhead.count += 1;
  const [guards, startPermitted] = await Promise.all([
    r.reader.guards(observation),
    r.reader.startPermitted(observation.instanceId),
  ]);
  return noteReadAhead(incident, readAhead(observation, guards, startPermitted, now));
}
