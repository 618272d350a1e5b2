import type { HistoryEntry, PastAttempt } from '../model/history-entry.ts';
import { isOpen, type Attempt, type Incident } from '../model/incident.ts';
import type { EpochMs } from '../model/time.ts';

/** An incident that is open for weeks may see several; the oldest go first. */
const MAX_PAST_ATTEMPTS = 10;

/** What is kept of a closed incident; undefined while it is open. The same record always gives the same entry. */
export function historyOf(incident: Incident, region: string): HistoryEntry | undefined {
  const { outcome, closedAt, facts, impairedSince, closedByRow } = incident;
  if (isOpen(incident) || outcome === undefined || closedAt === undefined) return undefined;
  return {
    incidentId: incident.incidentId,
    instanceId: incident.instanceId,
    ...(facts.name === undefined ? {} : { name: facts.name }),
    instanceType: facts.instanceType,
    availabilityZone: facts.availabilityZone,
    region,
    cause: incident.timeline[0]?.what.key ?? 'unknown',
    ...(closedByRow === undefined ? {} : { row: closedByRow }),
    outcome,
    openedAt: incident.openedAt,
    ...(impairedSince === undefined ? {} : { impairedSince }),
    closedAt,
    // Again for a record that version 0.1.0 has closed; for all others it is among them.
    attempts: withPastAttempt(incident, closedAt).pastAttempts,
    alertIds: incident.alertIds,
  };
}

/** The record with its attempt among those that are over. */
export function withPastAttempt(incident: Incident, endedAt: EpochMs): Incident {
  const { attempt } = incident;
  if (attempt === undefined) return incident;
  const past = pastOf(attempt, incident.facts.publicIp, endedAt);
  const before = incident.pastAttempts.filter((one) => one.intendedAt !== past.intendedAt);
  return { ...incident, pastAttempts: [...before, past].slice(-MAX_PAST_ATTEMPTS) };
}

function pastOf(attempt: Attempt, publicIp: string | undefined, endedAt: EpochMs): PastAttempt {
  const { stoppedBy, cause, intendedAt, stoppedAt, startRequestedAt, startedAt, startRequests } = attempt;
  return {
    stoppedBy,
    cause: stoppedBy === 'AWS' ? 'stopped by AWS' : (cause ?? 'host failure'),
    intendedAt,
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    ...(startRequestedAt === undefined ? {} : { startRequestedAt }),
    ...(startedAt === undefined ? {} : { startedAt }),
    endedAt,
    startRequests,
    forced: attempt.forcedAt !== undefined && attempt.force !== 'refused',
    ...(attempt.publicIp === undefined ? {} : { publicIpBefore: attempt.publicIp }),
    ...(startedAt === undefined || publicIp === undefined ? {} : { publicIpAfter: publicIp }),
  };
}
